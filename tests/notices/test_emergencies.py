"""In an emergency two people may open how to reach a member: for an hour, told at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from notices import emergencies
from notices.models import Delivery, Notice
from notices.rendering import render
from partners import auditing, emergency, retention
from partners.models import Action, AuditEvent, EmergencyLook
from tests.factories import (
    ActionItemFactory,
    EmergencyLookFactory,
    MembershipFactory,
    PersonFactory,
    now,
)
from tests.reflections.journals import begin, write

pytestmark = pytest.mark.django_db

PHONE, STREET = "+1 213 555 0177", "9 Hidden Lane"
REASON = "Her sister calls: she did not come home."


@pytest.fixture
def maya():
    return MembershipFactory(facilitator=True, person__name="Maya", person__language="ar")


@pytest.fixture
def luis(maya):
    return MembershipFactory(partnership=maya.partnership, facilitator=True, person__name="Luis")


@pytest.fixture
def rosa(maya, luis):
    """Somebody with an account, whom no facilitator can call otherwise."""
    person = PersonFactory(
        name="Rosa", email="rosa@hidden.example", phone=PHONE, postal_address=STREET,
        language="es", last_login=now(),
    )  # fmt: skip
    return MembershipFactory(partnership=maya.partnership, person=person)


def page(rosa):
    return reverse("notices:emergency", args=[rosa.partnership.slug, rosa.pk])


def signed_in(client, membership):
    client.force_login(membership.person)
    return client


def asked(rosa, maya):
    return emergencies.ask(rosa, by=maya, reason=REASON, language="en", now=now())


def agreed(rosa, maya, luis):
    return emergencies.agree(asked(rosa, maya), by=luis, now=now())


def shows(response):
    return any(secret in response.text for secret in (PHONE, STREET, "rosa@hidden.example"))


def lines():
    return list(AuditEvent.objects.order_by("number").values_list("action", "actor__name"))


def test_it_takes_two_and_then_shows_for_an_hour(client, rosa, maya, luis):
    before = signed_in(client, maya).get(page(rosa))
    client.post(page(rosa), {"reason": REASON})
    waiting = client.get(page(rosa))
    look = EmergencyLook.objects.get()
    signed_in(client, luis).post(look.get_absolute_url())
    look.refresh_from_db()

    seen = signed_in(client, maya).get(page(rosa))

    assert not shows(before)
    assert not shows(waiting)
    assert PHONE in seen.text and STREET in seen.text and "rosa@hidden.example" in seen.text  # noqa: PT018
    assert look.ends_at - look.agreed_at == timedelta(hours=1)
    assert lines() == [
        (Action.EMERGENCY_ASKED, "Maya"),
        (Action.EMERGENCY_AGREED, "Luis"),
        (Action.CONTACT_OPENED, "Maya"),
    ]


def test_after_the_hour_nothing_is_shown(client, rosa, maya, luis, time_machine):
    agreed(rosa, maya, luis)
    in_time = signed_in(client, maya).get(page(rosa))

    time_machine.move_to(now() + timedelta(minutes=61))
    too_late = signed_in(client, maya).get(page(rosa))

    assert shows(in_time)
    assert not shows(too_late)


def test_nobody_else_sees_it_meanwhile(client, rosa, maya, luis):
    agreed(rosa, maya, luis)
    tom = MembershipFactory(partnership=rosa.partnership)
    elsewhere = MembershipFactory(facilitator=True)

    answers = {who: signed_in(client, who).get(page(rosa)) for who in (luis, tom, elsewhere)}

    assert [answer.status_code for answer in answers.values()] == [200, 403, 404]
    assert not any(map(shows, answers.values()))
    assert shows(signed_in(client, maya).get(page(rosa)))


def test_she_is_told_at_once_in_her_language_and_with_nothing_of_it_in_the_mail(rosa, maya, luis):
    with translation.override("ar"):
        agreed(rosa, maya, luis)

    delivery = Delivery.objects.get(notice__person=rosa.person)
    message = render(delivery.notice)
    assert delivery.next_try_at <= timezone.now()
    assert message.language == "es"
    assert "Maya" in message.text and "Luis" in message.text  # noqa: PT018
    assert not any(word in message.subject + message.text for word in (REASON, PHONE, STREET))
    assert str(rosa.partnership) not in message.subject + message.text


def test_she_reads_who_asked_and_why_and_each_time_it_was_opened(client, rosa, maya, luis):
    agreed(rosa, maya, luis)
    for _turn in range(2):
        signed_in(client, maya).get(page(rosa))

    with translation.override("es"):
        sentences = [auditing.sentence(event) for event in auditing.seen_by(rosa)]
    shown = signed_in(client, rosa).get(reverse("partners:my_seen", args=[rosa.partnership.slug]))

    assert len(sentences) == 4
    assert all(sentence in shown.text for sentence in sentences)
    assert shown.text.count(REASON) == 1


def test_an_ask_to_which_nobody_agreed_is_on_her_page_too(client, rosa, maya):
    asked(rosa, maya)

    shown = signed_in(client, rosa).get(reverse("partners:my_seen", args=[rosa.partnership.slug]))

    assert REASON in shown.text
    assert not Notice.objects.filter(person=rosa.person).exists()


@pytest.mark.parametrize("who", ["maya", "rosa"])
def test_neither_who_asks_nor_who_it_is_about_is_the_second(client, rosa, maya, luis, who):
    person = {"maya": maya, "rosa": MembershipFactory(
        partnership=maya.partnership, facilitator=True
    )}[who]  # fmt: skip
    shown = rosa if who == "maya" else person
    look = asked(shown, maya)

    answer = signed_in(client, person).post(look.get_absolute_url())

    assert answer.status_code == 403
    with pytest.raises(emergencies.CannotAgree):
        emergencies.agree(look, by=person, now=now())
    assert emergencies.agree(look, by=luis, now=now()).agreed_by == luis


def test_a_facilitator_elsewhere_cannot_agree(client, rosa, maya):
    look = asked(rosa, maya)
    elsewhere = MembershipFactory(facilitator=True)

    answer = signed_in(client, elsewhere).post(
        look.get_absolute_url().replace(maya.partnership.slug, elsewhere.partnership.slug)
    )

    assert answer.status_code == 404
    with pytest.raises(emergencies.CannotAgree):
        emergencies.agree(look, by=elsewhere, now=now())


def test_where_nobody_else_facilitates_nobody_can_ask(client):
    maya = MembershipFactory(facilitator=True)
    rosa = MembershipFactory(partnership=maya.partnership, person__last_login=now())

    shown = signed_in(client, maya).post(page(rosa), {"reason": REASON})

    assert "Make somebody else a facilitator first" in shown.text
    assert not EmergencyLook.objects.exists()


def test_sent_twice_it_is_asked_once(client, rosa, maya):
    for _turn in range(2):
        signed_in(client, maya).post(page(rosa), {"reason": REASON})

    assert EmergencyLook.objects.count() == 1


def test_agreed_twice_she_is_told_once(client, rosa, maya, luis):
    look = agreed(rosa, maya, luis)

    again = signed_in(client, luis).post(look.get_absolute_url(), follow=True)

    assert "over already" in again.text
    assert Notice.objects.filter(person=rosa.person).count() == 1


def test_a_day_later_nobody_can_agree_any_more(rosa, maya, luis):
    look = asked(rosa, maya)

    with pytest.raises(emergencies.CannotAgree):
        emergencies.agree(look, by=luis, now=now() + emergency.WAITS)


def test_it_waits_for_the_other_facilitator_on_the_first_page(client, rosa, maya, luis):
    look = asked(rosa, maya)
    home = reverse("dashboards:home")

    shown = {who: signed_in(client, who).get(home).text for who in (maya, luis, rosa)}

    assert [look.get_absolute_url() in text for text in shown.values()] == [False, True, False]


def test_it_stands_before_all_else_that_waits(client, rosa, maya, luis):
    ActionItemFactory.create_batch(15, owner=luis)
    look = asked(rosa, maya)

    text = signed_in(client, luis).get(reverse("dashboards:home")).text

    assert "#actions" in text
    assert text.index(look.get_absolute_url()) < text.index("#actions")


def test_whoever_has_no_account_needs_no_emergency(client, maya, luis):
    written_down = MembershipFactory(
        partnership=maya.partnership, person=PersonFactory(email=None, phone=PHONE)
    )

    answer = signed_in(client, maya).get(page(written_down))

    assert answer.headers["Location"] == written_down.get_absolute_url()


def test_a_reason_is_needed_and_the_words_are_kept(client, rosa, maya):
    nothing = signed_in(client, maya).post(page(rosa), {"reason": "  "})
    too_long = client.post(page(rosa), {"reason": "x" * 401})

    assert "error" in nothing.text
    assert "x" * 401 in too_long.text
    assert not EmergencyLook.objects.exists()


def test_it_opens_no_journal_and_no_need(client, rosa, maya, luis):
    begin(rosa.person)
    write(rosa, "only mine")
    agreed(rosa, maya, luis)

    seen = signed_in(client, maya).get(page(rosa))

    assert shows(seen)
    assert "only mine" not in seen.text
    opened = AuditEvent.objects.get(action=Action.CONTACT_OPENED)
    assert opened.fields == [*auditing.CONTACT]


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (lambda look: {"asked_by": look.membership}, "emergency_is_somebody_elses"),
        (lambda look: {"reason": ""}, "emergency_is_somebody_elses"),
        (lambda look: {"agreed_by": look.asked_by}, "second_person_agrees"),
        (lambda look: {"agreed_by": look.membership}, "second_person_agrees"),
        (lambda look: {"agreed_by": None}, "emergency_is_over"),
        (lambda look: {"ends_at": None}, "emergency_is_over"),
        (lambda look: {"ends_at": look.agreed_at + timedelta(minutes=61)}, "emergency_is_over"),
        (lambda look: {"agreed_at": look.asked_at - timedelta(minutes=1)}, "emergency_is_over"),
    ],
)
def test_the_database_refuses_one_person_alone_and_more_than_an_hour(changed, name):
    look = EmergencyLookFactory(agreed=True)

    with pytest.raises(IntegrityError, match=f"{name}|CHECK"), transaction.atomic():
        EmergencyLook.objects.filter(pk=look.pk).update(**changed(look))


def test_the_reason_is_forgotten_after_a_year_and_the_lines_stay(rosa, maya, luis):
    agreed(rosa, maya, luis)

    retention.tidy_up(now() + timedelta(days=366))

    assert not EmergencyLook.objects.exists()
    assert len(auditing.seen_by(rosa)) == 2
