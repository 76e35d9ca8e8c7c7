"""What people are told about money: once, without amounts, in the words of whoever reads it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from meetings import attending, settling
from notices import answers
from notices.models import Notice
from notices.rendering import render
from tests.meetings.money import chosen, set_rates
from tests.meetings.world import DAY, NOW, World, kinds_told, send_all_until

AFTER = NOW + timedelta(days=18)


@pytest.fixture
def world(db, smtp_sink):
    world = World()
    set_rates(world.facilitator, at=NOW)
    world.meeting = world.plan()
    return world


def hold(world, *people):
    for member in people:
        chosen(member)
    attending.were_there(world.meeting, people, now=AFTER)


def pay(world, member, *kinds):
    payments = member.payments.filter(kind__in=kinds)
    paid = {each.pk: each.amount for each in payments}
    settling.settle(paid, on=AFTER.date(), by=world.facilitator, now=AFTER)


def test_one_question_comes_some_days_after_money_was_paid(world):
    ana = world.member()
    hold(world, ana)
    pay(world, ana, "fee", "travel")

    send_all_until(AFTER + timedelta(days=2))
    assert "has_it_arrived" not in kinds_told(ana)

    send_all_until(AFTER + timedelta(days=4))
    assert kinds_told(ana).count("has_it_arrived") == 1


def test_nobody_is_asked_who_has_answered(world):
    ana, ben = world.member(), world.member()
    hold(world, ana, ben)
    for member in (ana, ben):
        pay(world, member, "fee")
    settling.arrived(ana.payments.get(kind="fee"), True, now=AFTER)

    send_all_until(AFTER + timedelta(days=5))

    assert "has_it_arrived" in kinds_told(ben)
    assert "has_it_arrived" not in kinds_told(ana)


def test_facilitators_are_told_once_when_money_is_late_and_not_when_it_is_paid(world):
    ana, ben = world.member(), world.member()
    hold(world, ana, ben)
    due_on = DAY + timedelta(days=30)
    told = Notice.objects.filter(kind="payments_late", person=world.facilitator.person)
    assert set(told.values_list("occasion", flat=True)) == {due_on.isoformat()}

    send_all_until(NOW + timedelta(days=50))
    assert kinds_told(world.facilitator).count("payments_late") == 1
    assert "payments_late" not in kinds_told(ana)


def test_nothing_is_said_of_what_was_paid_in_time(world):
    ana = world.member()
    hold(world, ana)
    pay(world, ana, "fee", "travel", "care")

    send_all_until(NOW + timedelta(days=60))

    assert "payments_late" not in kinds_told(world.facilitator)


@pytest.mark.parametrize("detail", ["full", "standard", "minimal"])
def test_amounts_stand_only_in_messages_that_tell_everything(world, detail):
    ana = world.member(person__detail=detail)
    hold(world, ana)
    pay(world, ana, "fee")

    message = render(Notice.objects.get(kind="has_it_arrived"))

    assert ("$30.00" in message.text) is (detail == "full")
    assert world.partnership.name not in message.text


def test_a_message_is_in_the_language_of_whoever_reads_it(world):
    ana = world.member(person__language="es", person__detail="full")
    hold(world, ana)
    pay(world, ana, "fee")
    world.facilitator.person.language = "es"
    world.facilitator.person.save()

    with translation.override("ar"):
        asked = render(Notice.objects.get(kind="has_it_arrived"))
        late = render(Notice.objects.filter(kind="payments_late").first())

    assert "¿Ha llegado?" in asked.text
    assert "30,00" in asked.text
    assert "18 de marzo de 2027" in late.text
    assert asked.language == late.language == "es"


def test_money_and_choices_are_answered_by_link(world, client):
    ana = world.member()
    hold(world, ana)
    pay(world, ana, "fee")
    payment = ana.payments.get(kind="fee")

    page = client.get(answers.link("p", payment))
    client.post(answers.link("p", payment), {"answer": "no"})
    client.post(answers.link("a", ana.payment_choice), {"answer": "declined"})

    assert "Has it arrived?" in page.content.decode()
    payment.refresh_from_db()
    assert payment.arrived is False
    ana.payment_choice.refresh_from_db()
    assert ana.payment_choice.way == "declined"
    assert not ana.payments.open().exists()


def test_a_link_to_money_that_was_taken_back_changes_nothing(world, client):
    ana = world.member()
    hold(world, ana)
    pay(world, ana, "fee")
    payment = ana.payments.get(kind="fee")
    settling.take_settling_back(payment, now=AFTER)

    client.post(answers.link("p", payment), {"answer": "yes"})

    payment.refresh_from_db()
    assert (payment.arrived, payment.amount) == (None, Decimal(30))
