import pytest

from charters import opening, seals, signing
from charters.models import Agreement, AgreementKind, Signature, Version

pytestmark = pytest.mark.usefixtures("built")


def test_the_demo_has_a_charter_in_force_in_three_languages():
    version = Version.objects.in_force().get()

    assert version.agreement.kind == AgreementKind.CHARTER
    assert set(version.texts.values_list("language", flat=True)) == {"en", "es", "ar"}
    assert version.agreement.partnership.working_rules.relational_minutes == 15
    assert version.signatures.filter(is_signed=False).count() == 1
    assert "…" not in str(list(version.texts.values_list("body", flat=True)))


def test_the_demo_has_a_memorandum_that_waits_for_signatures():
    agreement = Agreement.objects.get(kind=AgreementKind.MEMORANDUM)

    version = agreement.versions.get()

    assert version.took_effect_at is None
    assert "Rosa Jiménez" in {member.person.name for member in signing.asked(version)}


def test_the_demo_has_a_draft_that_people_talk_about():
    agreement = Agreement.objects.get(versions=None)

    assert agreement.sections.exclude(contributions=None).count() == 3
    assert opening.what_is_missing(agreement)


def test_every_signature_of_the_demo_verifies():
    assert all(seals.verify(signature).is_good for signature in Signature.objects.all())
