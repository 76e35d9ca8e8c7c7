"""Where letters go: asked where somebody wants post, and shown as the phone number is."""

import pytest
from django.urls import reverse

from partners.join_forms import JoinForm
from partners.me_forms import MeForm, ReachForm
from partners.models import Channel
from tests.factories import InvitationFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db
ADDRESS = "Rosa Paz\n12 Mill Lane\nBristol"


@pytest.mark.parametrize("form_class", [ReachForm, MeForm])
def test_who_wants_letters_says_where(form_class):
    person = PersonFactory()

    form = form_class({"channel": "post"}, instance=person)

    assert form.errors["postal_address"] == ["Write the address where letters should go."]


def test_who_joins_and_wants_letters_says_where():
    said = {"name": "Rosa", "timezone": "UTC", "channel": "post", "consent": "on"}
    invitation = InvitationFactory()

    without = JoinForm(said, invitation=invitation)
    with_address = JoinForm({**said, "postal_address": ADDRESS}, invitation=invitation)

    assert without.errors["postal_address"] == ["Write the address where letters should go."]
    assert with_address.is_valid()
    assert with_address.answers("es").postal_address == ADDRESS


def test_too_long_an_address_gets_one_sentence():
    form = ReachForm({"channel": "post", "postal_address": "x" * 400}, instance=PersonFactory())

    assert len(form.errors["postal_address"]) == 1
    assert "300" in form.errors["postal_address"][0]


def test_a_new_address_moves_reminders(client):
    person = PersonFactory(email=None)
    before = person.timing_revision

    person.postal_address = ADDRESS
    person.save_changes(["postal_address"])

    assert person.timing_revision == before + 1
    assert person.reachable_by() == Channel.POST


def test_facilitator_writes_down_the_address_of_somebody_without_an_account(client):
    facilitator = MembershipFactory(facilitator=True)
    partnership = facilitator.partnership
    sam = MembershipFactory(partnership=partnership, person=PersonFactory(email=None))
    client.force_login(facilitator.person)
    typed = {"name": "Sam", "language": "en", "timezone": "UTC", "channel": "post"}

    client.post(
        reverse("partners:contact", args=[partnership.slug, sam.pk]),
        {**typed, "postal_address": ADDRESS},
    )

    page = client.get(reverse("partners:person", args=[partnership.slug, sam.pk])).text
    assert "12 Mill Lane" in page


def test_address_of_somebody_with_an_account_is_not_shown_to_others(client):
    facilitator = MembershipFactory(facilitator=True)
    partnership = facilitator.partnership
    sam = MembershipFactory(
        partnership=partnership,
        person=PersonFactory(postal_address=ADDRESS, last_login=partnership.created_at),
    )
    client.force_login(facilitator.person)

    page = client.get(reverse("partners:person", args=[partnership.slug, sam.pk])).text
    assert "12 Mill Lane" not in page
    client.force_login(sam.person)
    assert "12 Mill Lane" in client.get(reverse("partners:me")).text
