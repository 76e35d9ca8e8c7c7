"""Signing: who answered which version, in which language, how; and what follows from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connections, transaction

from charters import opening, rules, seals, signing
from charters.models import ChangeClass, Signature, SigningMode, Version
from charters.opening import NotReady, WrongClass
from dashboards.waiting import waits_for
from meetings.uploads import Accepted
from notices.models import Delivery, Notice, State
from tests.charters.agreeing import (
    Table,
    change,
    draft,
    duty,
    hear_everyone,
    next_version,
    not_yet,
    now,
    opened,
    sign,
    sign_all,
    write,
)
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def version(table):
    return opened(table)


def told(kind, **wanted):
    return set(Notice.objects.filter(kind=kind, **wanted).values_list("person__name", flat=True))


# Opening


def missing(agreement):
    return " ".join(opening.what_is_missing(agreement))


def test_a_draft_without_a_clause_does_not_open(table):
    agreement = draft(table, clauses=0)

    assert "no clause" in missing(agreement)


def test_a_draft_does_not_open_before_each_group_was_heard(table):
    agreement = draft(table)

    with pytest.raises(NotReady) as refused:
        opening.open_for_signing(agreement, by=table.maya, now=now())

    assert refused.value.missing == [
        "“Money (en)”: not heard yet are Patient, Family or carer, Staff."
    ]
    hear_everyone(agreement, table)
    assert opening.what_is_missing(agreement) == []


def test_a_draft_does_not_open_while_somebody_cannot_read_it(table):
    agreement = draft(table, languages=("en", "es"))
    hear_everyone(agreement, table)

    assert "missing in Arabic" in missing(agreement)
    table.layla.person.also_reads = ["es"]
    table.layla.person.save()
    assert opening.what_is_missing(agreement) == []


def test_a_gap_of_the_template_is_filled_in_first(table):
    agreement = draft(table)
    hear_everyone(agreement, table)
    change(agreement, "We are paid … an hour", ("es",))

    assert "“Money (en)” has a gap to fill in (…)." in missing(agreement)


def test_a_memorandum_needs_two_parties(table):
    agreement = draft(table, kind="memorandum")
    hear_everyone(agreement, table)

    assert "at least two parties" in missing(agreement)
    agreement.parties.create(name="St Anne's")
    agreement.parties.create(name="Home and Well", represented_by=table.tom)
    version = opening.open_for_signing(agreement, by=table.maya, now=now())
    assert version.texts.get(language="es").body["parties"] == [
        {"name": "St Anne's", "represented_by": ""},
        {"name": "Home and Well", "represented_by": "Tom"},
    ]


def test_a_draft_does_not_ask_for_more_signatures_than_there_are(table):
    agreement = draft(table, needs_all=False, needed_signatures=9, needed_lived_experience=3)
    hear_everyone(agreement, table)

    assert "9 signatures, but only 4" in missing(agreement)
    assert "3 signatures of people with lived experience, but only 2" in missing(agreement)


def test_a_charter_nobody_can_sign_does_not_open(table):
    agreement = draft(table)
    table.partnership.memberships.update(left_at=now())

    assert "Nobody takes part" in missing(agreement)


def test_opening_asks_everyone_who_takes_part_to_sign(table, version):
    table.member("Helen", role="observer")

    assert told("agreement_to_sign") == {"Maya", "Rosa", "Layla", "Tom"}
    assert version.number == 1
    assert version.change_class == ChangeClass.SUBSTANCE


# Answering


def test_a_person_signs_the_words_they_read(table, version):
    signature = sign(version, table.layla)

    assert signature.sha256 == version.texts.get(language="ar").sha256
    assert signature.name == "Layla"
    assert signature.statement
    assert seals.verify(signature).is_good
    assert told("agreement_receipt") == {"Layla"}


def test_signing_calls_the_request_back(table, version):
    sign(version, table.rosa)

    request = Delivery.objects.get(notice__kind="agreement_to_sign", notice__person__name="Rosa")
    assert request.state == State.VOID


def test_not_yet_tells_the_facilitators_why_and_blocks_nothing(table, version):
    signature = not_yet(version, table.rosa)

    assert not signature.is_signed
    assert seals.verify(signature).is_good
    assert told("agreement_not_yet") == {"Maya"}
    assert sign(version, table.rosa).is_signed
    assert list(version.signatures.order_by("pk").values_list("is_signed", "withdrawn_at")) == [
        (False, version.signatures.first().withdrawn_at), (True, None),
    ]  # fmt: skip


def test_a_facilitators_own_not_yet_does_not_go_to_themselves(table, version):
    not_yet(version, table.maya)

    assert told("agreement_not_yet") == set()


def test_a_language_without_a_text_cannot_be_signed(table, version):
    with pytest.raises(signing.NotInThatLanguage):
        sign(version, table.rosa, language="fr")


def test_paper_keeps_its_scan_and_recorder(table, version, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scan = Accepted(ContentFile(b"paper", name="abc.pdf"), "paper.pdf", "application/pdf")

    signature = sign(version, table.tom, mode=SigningMode.PAPER, scan=scan, recorded_by=table.maya)

    with signature.scan.open("rb") as kept:
        assert kept.read() == b"paper"
    assert seals.verify(Signature.objects.get(pk=signature.pk)).is_good
    signature.scan_sha256 = ""
    assert not seals.verify(signature).is_good


def test_a_withdrawn_signature_stays_on_the_record(table, version):
    signature = sign(version, table.rosa)

    assert signing.withdraw(signature, by=table.rosa, now=now())
    assert not signing.withdraw(signature, by=table.rosa, now=now())

    kept = Signature.objects.get(pk=signature.pk)
    assert kept.withdrawn_by == table.rosa
    assert seals.verify(kept).is_good
    assert table.rosa.pk not in signing.standing(version)
    assert sign(version, table.rosa).pk != signature.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"is_signed": False, "not_yet_because": ""},
        {"mode": "read_aloud"},
        {"mode": "phone", "recorded_by": None},
        {"withdrawn_at": "2027-01-01T00:00Z"},
    ],
)
def test_the_database_refuses_half_a_signature(table, version, wrong):
    fields = {
        "version": version, "membership": table.rosa, "name": "Rosa", "language": "es",
        "is_signed": True, "answered_at": now(),
    }  # fmt: skip

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(**{**fields, **wrong})


def test_a_replaced_version_cannot_be_signed(table, version):
    sign_all(version, table)
    change(version.agreement)
    newer = next_version(version.agreement, table)

    with pytest.raises(signing.Replaced) as refused:
        sign(version, table.rosa)

    assert refused.value.current == newer
    assert Signature.objects.filter(version=newer).count() == 0


def test_an_ended_agreement_cannot_be_signed(table, version):
    type(version.agreement).objects.update(ended_at=now())

    with pytest.raises(signing.Replaced):
        sign(version, table.rosa)


# Taking effect


def test_it_takes_effect_when_everyone_signed(table, version):
    duty(version.agreement, table.tom)
    *first, last = table.everyone
    for member in first:
        sign(version, member)
    not_yet(version, last)
    version.refresh_from_db()
    assert version.took_effect_at is None

    sign(version, last)

    version.refresh_from_db()
    assert version.took_effect_at
    assert told("agreement_in_force") == {"Maya", "Rosa", "Layla", "Tom"}
    version.agreement.refresh_from_db()
    assert version.agreement.next_review_on > now().date()


def test_it_takes_effect_when_enough_signed_with_lived_experience(table):
    version = opened(table, needs_all=False, needed_signatures=2, needed_lived_experience=1)
    sign(version, table.maya)
    sign(version, table.tom)
    version.refresh_from_db()
    assert version.took_effect_at is None

    sign(version, table.rosa)

    version.refresh_from_db()
    assert version.took_effect_at


def test_a_charter_in_force_sets_the_working_rules(table):
    agreement = draft(table)
    wanted = {"reading_days": 11, "reminder_leads": ["P3D", "PT2H"], "lived_experience_quorum": 3}
    rules.set_terms(agreement, wanted, wanted)
    hear_everyone(agreement, table)
    version = opening.open_for_signing(agreement, by=table.maya, now=now())
    assert table.partnership.working_rules.reading_days == 7

    sign_all(version, table)

    kept = type(table.partnership.working_rules).objects.get(partnership=table.partnership)
    assert (kept.reading_days, kept.reminder_leads, kept.lived_experience_quorum) == (
        11, ["P3D", "PT2H"], 3,
    )  # fmt: skip
    assert kept.payment_days == 30


def test_it_takes_effect_once(table, version):
    sign_all(version, table)

    assert not signing.take_effect(Version.objects.get(), now())
    assert not signing.settle(Version.objects.get(), now())


def test_people_who_left_or_pause_do_not_hold_it_up(table, version):
    members = table.partnership.memberships
    members.filter(pk=table.tom.pk).update(paused_at=now())
    members.filter(pk=table.maya.pk).update(left_at=now())

    sign(version, table.rosa)
    sign(version, table.layla)

    version.refresh_from_db()
    assert version.took_effect_at


# Changing what was signed


@pytest.fixture
def in_force(table, version):
    sign_all(version, table)
    version.refresh_from_db()
    return version


def test_substance_asks_everyone_again_the_author_too(table, in_force):
    change(in_force.agreement)

    newer = next_version(in_force.agreement, table, "substance")

    assert signing.standing(newer) == {}
    assert {member.person.name for member in signing.asked(newer)} == {
        "Maya", "Rosa", "Layla", "Tom",
    }  # fmt: skip
    in_force.refresh_from_db()
    assert in_force.replaced_at
    assert in_force.left_force_at is None
    assert all(seals.verify(each).is_good for each in in_force.signatures.all())
    sign_all(newer, table)
    in_force.refresh_from_db()
    assert in_force.left_force_at


def test_wording_keeps_the_signatures_and_holds_at_once(table, in_force):
    change(in_force.agreement, "We meet on Thursdays")

    newer = next_version(in_force.agreement, table, "wording")

    newer.refresh_from_db()
    assert newer.took_effect_at
    assert signing.asked(newer) == []
    assert {each.version_id for each in signing.standing(newer).values()} == {in_force.pk}


def test_translation_asks_those_who_signed_in_that_language(table, in_force):
    change(in_force.agreement, "Mejor dicho", ("es",))

    newer = next_version(in_force.agreement, table, "translation", "es")

    assert [member.person.name for member in signing.asked(newer)] == ["Rosa"]
    newer.refresh_from_db()
    assert newer.took_effect_at is None
    sign(newer, table.rosa)
    newer.refresh_from_db()
    assert newer.took_effect_at


@pytest.mark.parametrize(
    ("change_class", "language", "asked"),
    [
        ("wording", "", set()),
        ("translation", "es", {"Rosa"}),
        ("substance", "", {"Maya", "Rosa", "Layla", "Tom"}),
    ],
)
def test_a_new_version_waits_for_those_whose_answer_does_not_count(
    table, in_force, change_class, language, asked
):
    change(in_force.agreement, "Mejor dicho", (language or "en",))

    next_version(in_force.agreement, table, change_class, *([language] if language else []))

    people = table.partnership.memberships.with_person()
    waiting = {
        member.person.name
        for member in people
        if "sign" in [each.kind for each in waits_for([member], now())]
    }
    assert waiting == asked


def test_a_not_yet_is_not_carried_to_the_next_version(table):
    version = opened(table, needs_all=False, needed_signatures=1, needed_lived_experience=1)
    not_yet(version, table.tom)
    sign(version, table.rosa)
    change(version.agreement)

    newer = next_version(version.agreement, table, "wording")

    assert set(signing.standing(newer)) == {table.rosa.pk}
    assert signing.standing(version)[table.tom.pk].is_signed is False


@pytest.mark.parametrize(
    ("changed", "change_class", "language", "sentence"),
    [
        ((), "substance", "", "says the same"),
        (("en", "es"), "translation", "es", "other languages too: English"),
        (("en",), "translation", "es", "did not change"),
    ],
)
def test_a_class_that_does_not_fit_is_refused(
    table, version, changed, change_class, language, sentence
):
    if changed:
        change(version.agreement, "Other", changed)

    with pytest.raises(WrongClass, match=sentence):
        opening.propose(
            version.agreement, change_class=change_class, language=language, by=table.tom, now=now()
        )


def test_a_new_duty_is_no_change_of_wording(table, version):
    duty(version.agreement, table.tom)

    with pytest.raises(WrongClass, match="substance"):
        opening.propose(version.agreement, change_class="wording", by=table.tom, now=now())


def test_a_draft_that_was_never_signed_has_no_change_to_propose(table):
    with pytest.raises(WrongClass, match="Nothing was signed"):
        opening.propose(draft(table), change_class="wording", by=table.tom, now=now())


def test_a_change_does_not_open_before_the_group_confirmed_its_class(table, version):
    agreement = version.agreement
    change(agreement)
    assert "which class" in missing(agreement)
    proposal = opening.propose(agreement, change_class="wording", by=table.tom, now=now())
    assert told("change_proposed") == {"Maya", "Rosa", "Layla", "Tom"}

    opening.confirm(proposal, table.tom, agrees=True, now=now())
    opening.confirm(proposal, table.maya, agrees=True, now=now())
    assert "has not confirmed" in missing(agreement)  # nobody with lived experience
    opening.confirm(proposal, table.rosa, agrees=True, now=now())
    opening.confirm(proposal, table.layla, agrees=False, now=now())
    assert opening.what_is_missing(agreement) == []
    for member in (table.tom, table.maya):
        opening.confirm(proposal, member, agrees=False, now=now())
    assert "has not confirmed" in missing(agreement)


def test_a_draft_changed_after_its_class_was_confirmed_is_proposed_again(table, version):
    agreement = version.agreement
    change(agreement)
    proposal = opening.propose(agreement, change_class="wording", by=table.tom, now=now())
    opening.confirm(proposal, table.rosa, agrees=True, now=now())

    change(agreement, "Something quite different")

    assert "Propose it again" in missing(agreement)


def test_a_new_proposal_takes_the_place_of_an_open_one(table, version):
    change(version.agreement)
    first = opening.propose(version.agreement, change_class="wording", by=table.tom, now=now())

    second = opening.propose(version.agreement, change_class="substance", by=table.tom, now=now())

    first.refresh_from_db()
    assert first.dropped_at
    assert list(version.agreement.proposals.open()) == [second]
    opening.drop(second, now())
    assert not version.agreement.proposals.open().exists()


def test_the_database_holds_one_current_version(table, version):
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(
            agreement=version.agreement, number=2, opened_by=table.maya, opened_at=now()
        )


# Many at once


def at_once(times, call):
    """Call `call(number)` in as many threads, each with its own connection."""

    def alone(number):
        try:
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(alone, range(times)))


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_are_one_signature():
    table = Table()
    version = opened(table)

    found = at_once(20, lambda number: sign(version, table.rosa).pk)

    assert len(set(found)) == 1
    assert Signature.objects.count() == 1
    assert Notice.objects.filter(kind="agreement_receipt").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_signatures_at_once_put_it_in_force_once():
    table = Table()
    version = opened(table)
    sign(version, table.maya)
    sign(version, table.tom)
    last = [table.rosa, table.layla]

    at_once(2, lambda number: sign(version, last[number]).pk)

    version.refresh_from_db()
    assert version.took_effect_at
    assert Notice.objects.filter(kind="agreement_in_force").count() == 4


def test_names_stay_as_they_were_when_people_signed(table, version):
    signature = sign(version, table.rosa)

    PersonFactory._meta.model.objects.filter(pk=table.rosa.person_id).update(name="Rose")

    assert Signature.objects.get(pk=signature.pk).name == "Rosa"


def test_a_version_keeps_its_title_and_review_date(table):
    version = opened(table, review_on=(now() + timedelta(days=90)).date())

    text = write(version.agreement, "title", "Another")

    assert version.texts.get(language="en").body["title"] != text.title_en
    assert version.texts.get(language="en").body["review"]
