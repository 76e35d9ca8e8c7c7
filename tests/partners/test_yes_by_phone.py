"""Somebody was invited by a letter, has no internet, and says yes by phone."""

import pytest
from django.urls import reverse

from notices.models import Delivery
from partners import joining
from partners.models import Carrier, Channel
from tests.factories import InvitationFactory, MembershipFactory

pytestmark = pytest.mark.django_db
SAID = {"name": "Rosa Paz", "timezone": "America/Los_Angeles", "consent": "on"}
BY_PHONE = {**SAID, "channel": Channel.CALL, "phone": "+12135550142"}
BY_POST = {**SAID, "channel": Channel.POST, "postal_address": "Rosa Paz\n12 Mill Lane"}


@pytest.fixture
def maya():
    return MembershipFactory(facilitator=True, person__name="Maya", person__language="ar")


@pytest.fixture
def letter(maya):
    return InvitationFactory(
        membership__partnership=maya.partnership, membership__person__email=None,
        membership__invited=True, invited_by=maya, name="Rosa", language="es",
        carrier=Carrier.LETTER,
    )  # fmt: skip


@pytest.fixture
def page(client, maya, letter):
    client.force_login(maya.person)
    return reverse("notices:record_yes", args=[maya.partnership.slug, letter.pk])


def test_the_sentence_is_there_to_be_read_to_them_in_their_language(client, page):
    shown = client.get(page).text

    assert 'lang="es" dir="ltr">Sí, quiero participar.' in shown
    assert '<html lang="ar" dir="rtl"' in shown


def test_who_says_yes_by_phone_is_in_and_the_letter_lets_nobody_else_in(client, page, letter, maya):
    done = client.post(page, BY_PHONE)

    letter.refresh_from_db()
    membership = letter.membership
    assert done.url == membership.get_absolute_url()
    assert membership.joined_at
    assert letter.recorded_by == maya
    person = membership.person
    assert (person.name, person.language, person.phone) == ("Rosa Paz", "es", "+12135550142")
    with pytest.raises(joining.Used):
        joining.check(letter, None, letter.accepted_at)


def test_who_wants_letters_gets_one_that_says_what_was_written_down(client, page, letter):
    client.post(page, BY_POST)

    told = Delivery.objects.get(notice__kind="written_down")
    assert (told.notice.person, told.channel) == (letter.membership.person, Channel.POST)


@pytest.mark.parametrize("missing", ["consent", "phone", "name"])
def test_nothing_happens_without_what_it_needs_and_nothing_typed_is_lost(
    client, page, letter, missing
):
    refused = client.post(page, {**BY_PHONE, missing: ""})

    letter.membership.refresh_from_db()
    assert letter.membership.joined_at is None
    assert "America/Los_Angeles" in refused.text
    assert ("Rosa Paz" in refused.text) == (missing != "name")


def test_a_letter_that_was_taken_back_or_used_asks_nothing_any_more(client, page, letter):
    client.post(page, BY_PHONE)

    assert client.get(page).status_code == 404
    assert client.post(page, BY_PHONE).status_code == 404


def test_only_letters_are_answered_by_phone(client, maya):
    mailed = InvitationFactory(
        membership__partnership=maya.partnership, membership__invited=True, invited_by=maya
    )
    client.force_login(maya.person)

    shown = client.get(reverse("notices:record_yes", args=[maya.partnership.slug, mailed.pk]))

    assert shown.status_code == 404
