"""Saying yes to text messages: who, when, at which number, and who wrote it down."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from notices.inviting import link
from partners import texting
from partners.models import Channel, ConsentEnd, Person, TextConsent
from partners.validators import international
from tests.factories import InvitationFactory, MembershipFactory, PersonFactory
from tests.partners.test_me_pages import ME

NUMBER = "+12135550142"


@pytest.fixture(autouse=True)
def _offered(settings):
    settings.TEXTS = "console"


@pytest.fixture
def person(client, db):
    person = PersonFactory(name="Rosa")
    client.force_login(person)
    return person


def save(client, **said):
    return client.post(reverse("partners:me"), {**ME, **said})


def now_of(person):
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("+1 213 555 0142", NUMBER),
        ("+1 (213) 555-0142", NUMBER),
        ("001 213 555 0142", NUMBER),
        ("+57.601.555.0100", "+576015550100"),
    ],
)
def test_a_number_is_kept_as_the_world_dials_it(typed, dialled):
    assert international(typed) == dialled


@pytest.mark.parametrize(
    "typed", ["213 555 0142", "0601 555", "+0213555014", "+12345", "+1" * 9, ""]
)
def test_a_number_that_names_no_country_is_refused_in_a_sentence(typed):
    with pytest.raises(ValidationError, match=r"\.|country"):
        international(typed)


def test_a_yes_is_recorded_with_number_and_time(client, person):
    save(client, channel="text", phone="+1 213 555 0142", texts_ok="on")

    consent = TextConsent.objects.get()
    assert (consent.person, consent.number, consent.recorded_by) == (person, NUMBER, None)
    assert now_of(person).texts_to == NUMBER
    assert person.reachable_by() == Channel.TEXT
    assert person.phone == "+1 213 555 0142"


def test_what_a_facilitator_writes_down_says_who_did(client, db):
    facilitator = MembershipFactory(facilitator=True)
    shown = MembershipFactory(partnership=facilitator.partnership, person__without_email=True)
    client.force_login(facilitator.person)
    address = reverse("partners:contact", args=[facilitator.partnership.slug, shown.pk])
    assert "This person said yes" in client.get(address).text

    said = {"name": "Sam", "language": "en", "timezone": "UTC", "channel": "text"}
    client.post(address, {**said, "phone": NUMBER, "texts_ok": "on", "urgent_also": ["call"]})

    assert TextConsent.objects.get().recorded_by == facilitator.person
    assert f"written down by {facilitator.person.name}." in client.get(address).text
    assert now_of(shown.person).urgent_also == ["call"]


def test_a_new_number_needs_no_second_tick_but_a_new_record(client, person):
    save(client, channel="text", phone=NUMBER, texts_ok="on")

    save(client, channel="text", phone="+12135550143", texts_ok="on")

    ended, stands = TextConsent.objects.order_by("pk")
    assert (ended.ended_by, stands.number) == (ConsentEnd.NEW_NUMBER, "+12135550143")
    assert now_of(person).texts_to == "+12135550143"


def test_taking_the_tick_away_ends_texts(client, person):
    save(client, channel="text", phone=NUMBER, texts_ok="on")

    save(client, channel="email", phone=NUMBER)

    assert TextConsent.objects.get().ended_by == ConsentEnd.WITHDRAWN
    assert now_of(person).texts_to == ""


def test_saving_the_same_again_records_nothing_new(client, person):
    for _time in range(2):
        save(client, channel="text", phone=NUMBER, texts_ok="on")

    assert TextConsent.objects.count() == 1
    revision = now_of(person).timing_revision
    save(client, channel="text", phone=NUMBER, texts_ok="on")
    assert now_of(person).timing_revision == revision


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"channel": "text", "phone": NUMBER}, "we send texts only to those who said yes"),
        ({"urgent_also": ["text"], "phone": NUMBER}, "we send texts only to those who said yes"),
        ({"channel": "text", "texts_ok": "on"}, "Write the number for text messages."),
        ({"texts_ok": "on", "phone": "213 555 0142"}, "the code of the country"),
        ({"texts_ok": "on", "phone": "+1234"}, "too short or too long"),
        ({"texts_ok": "on", "phone": "call me"}, "with digits"),
        ({"urgent_also": ["pigeon"]}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_recorded(client, person, said, sentence):
    response = save(client, language="en", **said)

    assert response.status_code == 200
    assert sentence in response.text
    assert not TextConsent.objects.exists()


def test_a_stopped_number_says_how_to_start_again(client, person):
    texting.stop(NUMBER, now=timezone.now())

    response = save(client, language="en", channel="text", phone=NUMBER, texts_ok="on")

    assert "Send START from it" in response.text
    assert now_of(person).texts_to == ""


def test_a_site_without_texts_offers_none(client, person, settings):
    settings.TEXTS = ""

    page = client.get(reverse("partners:me")).text

    assert "texts_ok" not in page
    assert 'value="text"' not in page
    assert 'value="call"' in page


def test_another_phone_on_a_site_without_texts_leaves_no_old_number_behind(
    client, person, settings
):
    save(client, phone=NUMBER, texts_ok="on")
    settings.TEXTS = ""

    save(client, phone="+12135550143")

    assert now_of(person).texts_to == ""


def test_one_may_say_yes_while_joining(client, db):
    place = MembershipFactory(invited=True, person__email=None, facilitator=False)
    maya = MembershipFactory(partnership=place.partnership, facilitator=True)
    invitation = InvitationFactory(membership=place, invited_by=maya, carrier="letter")
    said = {"name": "Sam", "timezone": "UTC", "channel": "text", "consent": "on"}
    refused = client.post(link(invitation), {**said, "phone": NUMBER})
    assert "we send texts only to those who said yes" in refused.text

    client.post(link(invitation), {**said, "phone": NUMBER, "texts_ok": "on"})

    assert Person.objects.get(pk=place.person_id).texts_to == NUMBER
    assert TextConsent.objects.get().recorded_by is None


def test_the_database_holds_one_yes_a_person(person):
    fields = {"person": person, "number": NUMBER, "agreed_at": timezone.now(), "language": "en"}
    TextConsent.objects.create(**fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        TextConsent.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        TextConsent.objects.update(ended_at=timezone.now())  # without saying why
    TextConsent.objects.update(ended_at=timezone.now(), ended_by=ConsentEnd.STOPPED)
    TextConsent.objects.create(**fields)


@pytest.mark.parametrize(
    ("has", "prefers", "works"),
    [
        ({"texts_to": NUMBER}, Channel.TEXT, ["text"]),
        (
            {"texts_to": NUMBER, "phone": NUMBER, "email": "a@b.org"},
            "text",
            ["text", "email", "call"],
        ),
        ({"texts_to": NUMBER, "phone": NUMBER}, "email", ["text", "call"]),
        ({"phone": NUMBER, "email": "a@b.org"}, "text", ["email", "call"]),
        ({}, "text", []),
    ],
)
def test_the_preferred_way_comes_first_then_what_takes_nobodys_time(has, prefers, works):
    assert Person(channel=prefers, **has).works == works
