"""Promises of money: what follows from who was there, each person's choice, and the meeting."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from meetings import answering, attending, promising, settling
from meetings.models import Payment
from partners import joining
from partners.money import amount, currencies
from tests.factories import MeetingFactory, MembershipFactory
from tests.meetings.money import chosen, payment_of, set_rates, settled
from tests.meetings.world import DAY, NOW, World

pytestmark = pytest.mark.django_db

HELD = DAY + timedelta(days=1)
AFTER = NOW + timedelta(days=18)  # the day after the meeting
COSTS = {"fee", "travel", "care"}


@pytest.fixture
def world():
    world = World()
    set_rates(world.facilitator, at=NOW)
    world.ana = world.member()
    world.meeting = world.plan()
    return world


def hold(world, *people, now=AFTER):
    attending.were_there(world.meeting, people, now=now)


def open_kinds(member):
    return set(Payment.objects.open().filter(membership=member).values_list("kind", flat=True))


def test_who_was_there_is_promised_what_it_cost_them(world):
    chosen(world.ana)

    hold(world, world.ana)

    promised = {each.kind: each for each in world.ana.payments.all()}
    assert set(promised) == COSTS
    assert promised["fee"].amount == Decimal(30)  # 90 minutes at 20 an hour
    assert (promised["travel"].amount, promised["travel"].is_up_to) == (Decimal(15), True)
    assert promised["care"].currency == "USD"
    assert {each.due_on for each in promised.values()} == {DAY + timedelta(days=30)}


def test_writing_down_who_was_there_again_promises_nothing_twice(world):
    chosen(world.ana)
    hold(world, world.ana)
    before = list(world.ana.payments.order_by("pk").values())

    hold(world, world.ana)

    assert list(world.ana.payments.order_by("pk").values()) == before


def test_nothing_is_promised_without_a_choice_or_to_who_was_not_there(world):
    ben, carl = world.member(), world.member()
    chosen(world.ana)
    chosen(ben)

    hold(world, world.ana, carl)

    assert open_kinds(world.ana) == COSTS
    assert not Payment.objects.filter(membership__in=[ben, carl]).exists()


@pytest.mark.parametrize("way", ["declined", "employer"])
def test_nothing_is_promised_to_who_does_not_want_it(world, way):
    chosen(world.ana, way)
    ben = world.member()
    chosen(ben, "voucher")

    hold(world, world.ana, ben)

    assert open_kinds(ben) == COSTS
    assert open_kinds(world.ana) == set()


def test_one_is_paid_only_for_what_one_chose(world):
    chosen(world.ana, costs=["travel"])

    hold(world, world.ana)

    assert open_kinds(world.ana) == {"travel"}


def test_a_mistake_about_who_was_there_is_put_right(world):
    chosen(world.ana)
    hold(world, world.ana)

    hold(world)

    assert open_kinds(world.ana) == set()
    assert set(world.ana.payments.values_list("ended_because", flat=True)) == {"not_there"}

    hold(world, world.ana)

    assert open_kinds(world.ana) == COSTS


def test_what_was_paid_stays_whatever_changes(world):
    chosen(world.ana)
    hold(world, world.ana)
    fee = world.ana.payments.get(kind="fee")
    settling.settle({fee.pk: fee.amount}, on=HELD, by=world.facilitator, now=AFTER)

    hold(world)
    settling.choose(world.ana, way="declined", now=AFTER)

    fee.refresh_from_db()
    assert (fee.settled_on, fee.ended_at) == (HELD, None)
    assert open_kinds(world.ana) == set()


def test_travel_is_promised_before_the_meeting_to_who_wants_it_so(world):
    chosen(world.ana, is_before=True)
    attendance = world.meeting.attendances.get(membership=world.ana)

    answering.rsvp(attendance, "yes", now=NOW)

    assert open_kinds(world.ana) == {"travel", "care"}  # the fee is for time that was given
    due = set(world.ana.payments.values_list("due_on", "is_before"))
    assert due == {(DAY - timedelta(days=2), True)}


def test_who_says_yes_late_is_promised_it_today(world):
    chosen(world.ana, is_before=True)
    late = NOW + timedelta(days=17)
    attendance = world.meeting.attendances.get(membership=world.ana)

    answering.rsvp(attendance, "if_supported", now=late)

    assert set(world.ana.payments.values_list("due_on", flat=True)) == {date(2027, 3, 18)}


def test_nothing_is_paid_before_to_who_did_not_ask_for_it(world):
    chosen(world.ana)
    attendance = world.meeting.attendances.get(membership=world.ana)

    answering.rsvp(attendance, "yes", now=NOW)

    assert open_kinds(world.ana) == set()


def test_who_cannot_come_after_all_is_not_paid_before(world):
    chosen(world.ana, is_before=True)
    attendance = world.meeting.attendances.get(membership=world.ana)
    answering.rsvp(attendance, "yes", now=NOW)

    answering.rsvp(attendance, "no", now=NOW)

    assert open_kinds(world.ana) == set()


def test_what_is_paid_before_is_not_promised_again_afterwards(world):
    chosen(world.ana, is_before=True)
    attendance = world.meeting.attendances.get(membership=world.ana)
    answering.rsvp(attendance, "yes", now=NOW)

    hold(world, world.ana)

    kinds = list(world.ana.payments.order_by("kind").values_list("kind", "is_before"))
    assert kinds == [("care", True), ("fee", False), ("travel", True)]


def test_a_cancelled_meeting_keeps_what_was_paid_or_was_to_be_there_and_lets_go_of_the_rest(world):
    ben = world.member()
    for member in (world.ana, ben):
        chosen(member, is_before=True)
        attendance, _is_new = world.meeting.attendances.get_or_create(membership=member)
        answering.rsvp(attendance, "yes", now=NOW)
    travel = world.ana.payments.get(kind="travel")
    settling.settle({travel.pk: Decimal(9)}, on=NOW.date(), by=world.facilitator, now=NOW)
    ben.payments.filter(kind="care").update(due_on=NOW.date())

    world.cancel(world.meeting)

    stands = set(Payment.objects.standing().values_list("membership", "kind"))
    assert stands == {(world.ana.pk, "travel"), (ben.pk, "care")}
    assert set(ben.payments.exclude(ended_at=None).values_list("ended_because", flat=True)) == {
        "cancelled"
    }


def test_a_moved_meeting_moves_the_day_of_the_promise(world):
    chosen(world.ana, is_before=True)
    answering.rsvp(world.meeting.attendances.get(membership=world.ana), "yes", now=NOW)

    world.move(world.meeting, DAY + timedelta(days=7))

    due = set(Payment.objects.open().values_list("membership", "due_on"))
    assert due == {(world.ana.pk, DAY + timedelta(days=5))}


def test_a_choice_made_after_a_meeting_is_paid_from_the_day_it_was_made(world):
    hold(world, world.ana)
    assert open_kinds(world.ana) == set()
    later = AFTER + timedelta(days=20)

    settling.choose(world.ana, way="cash", now=later)

    assert open_kinds(world.ana) == COSTS
    due = set(world.ana.payments.values_list("due_on", flat=True))
    assert due == {date(2027, 4, 8) + timedelta(days=30)}


def test_meetings_before_there_were_rates_promised_nothing():
    facilitator = MembershipFactory(facilitator=True)
    member = MembershipFactory(partnership=facilitator.partnership)
    meeting = MeetingFactory(partnership=facilitator.partnership, past=True)
    meeting.attendances.create(membership=member, was_there=True)
    terms = set_rates(facilitator)
    terms.first_set_at = meeting.ends_at + timedelta(minutes=1)
    terms.save()

    settling.choose(member, way="cash", now=meeting.ends_at + timedelta(days=2))
    assert not member.payments.exists()

    terms.first_set_at = meeting.ends_at
    terms.save()
    settling.choose(member, way="cash", now=meeting.ends_at + timedelta(days=2))
    assert member.payments.exists()


def test_other_rates_do_not_change_what_was_promised(world):
    chosen(world.ana)
    hold(world, world.ana)

    set_rates(world.facilitator, {"fee": ("meeting", Decimal(5))}, currency="EUR", at=AFTER)
    hold(world, world.ana)

    fee = world.ana.payments.get(kind="fee")
    assert (fee.amount, fee.currency, fee.ended_at) == (Decimal(30), "USD", None)


def test_leaving_lets_go_of_meetings_to_come_and_keeps_what_is_owed(world):
    past = MeetingFactory(partnership=world.partnership, starts_at=NOW - timedelta(days=3))
    chosen(world.ana, is_before=True)
    past.attendances.create(membership=world.ana, was_there=True)
    promising.of_meeting(past, NOW)
    answering.rsvp(world.meeting.attendances.get(membership=world.ana), "yes", now=NOW)
    assert Payment.objects.open().filter(meeting=world.meeting).exists()

    joining.leave(world.ana, now=NOW)

    assert set(Payment.objects.open().values_list("meeting", flat=True)) == {past.pk}


def test_paying_twice_is_impossible(world):
    chosen(world.ana)
    hold(world, world.ana)
    fee = world.ana.payments.get(kind="fee")
    first = settling.settle({fee.pk: fee.amount}, on=HELD, by=world.facilitator, now=AFTER)

    second = settling.settle(
        {fee.pk: fee.amount}, on=HELD + timedelta(days=1), by=world.facilitator, now=AFTER
    )

    assert ([each.pk for each in first], second) == ([fee.pk], [])
    fee.refresh_from_db()
    assert fee.settled_on == HELD


def test_nobody_settles_what_another_partnership_promised(world):
    chosen(world.ana)
    hold(world, world.ana)
    fee = world.ana.payments.get(kind="fee")
    stranger = World().facilitator

    assert settling.settle({fee.pk: fee.amount}, on=HELD, by=stranger, now=AFTER) == []
    assert settling.settle({fee.pk: fee.amount}, on=HELD, by=world.facilitator, now=AFTER)


def test_money_that_has_not_arrived_is_looked_into_until_it_has(world):
    payment = settled(payment_of(world.ana), by=world.facilitator)
    tasks = world.partnership.tasks.open().filter(kind="payment_missing")

    settling.arrived(payment, False, now=AFTER)

    assert (payment.arrived, tasks.count()) == (False, 1)

    settling.arrived(payment, True, recorded_by=world.facilitator, now=AFTER)

    assert (payment.arrived, payment.recorded_by, tasks.count()) == (True, world.facilitator, 0)


def test_correcting_asks_anew_and_taking_back_opens_the_promise(world):
    payment = settled(payment_of(world.ana), by=world.facilitator)
    settling.arrived(payment, False, now=AFTER)

    settling.correct(payment, paid=Decimal(12), on=HELD, by=world.facilitator, now=AFTER)

    assert (payment.paid, payment.settled_on, payment.arrived) == (Decimal(12), HELD, None)

    settling.take_settling_back(payment, now=AFTER)

    assert (payment.paid, payment.settled_on, payment.settled_by) == (None, None, None)
    with pytest.raises(settling.NotSettled):
        settling.take_settling_back(payment, now=AFTER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": 0},
        {"ended_at": NOW},
        {"ended_because": "choice"},
        {"settled_on": NOW.date()},
        {"arrived": True, "answered_at": NOW},
        {"arrived": True},
    ],
)
def test_the_database_refuses_what_makes_no_sense(world, wrong):
    payment_of(world.ana)  # as it should be

    with pytest.raises(IntegrityError), transaction.atomic():
        payment_of(world.ana, kind="travel", **wrong)


def test_the_database_promises_each_cost_of_a_meeting_once(world):
    payment = payment_of(world.ana)

    with pytest.raises(IntegrityError), transaction.atomic():
        payment_of(world.ana, payment.meeting)


def test_the_database_pays_no_more_than_up_to(world):
    settled(payment_of(world.ana, kind="fee", amount=10), by=world.facilitator, paid=11)

    up_to = payment_of(world.ana, kind="travel", amount=10, is_up_to=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        settled(up_to, by=world.facilitator, paid=11)


@pytest.mark.parametrize(
    ("kind", "basis"), [("travel", "hour"), ("fee", "up_to"), ("fee", "meeting")]
)
def test_the_database_pays_only_a_fee_by_the_hour(world, kind, basis):
    rates = world.partnership.money_terms.rates
    rates.filter(kind=kind).delete()

    if (kind, basis) == ("fee", "meeting"):
        assert rates.create(kind=kind, basis=basis, amount=1)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            rates.create(kind=kind, basis=basis, amount=1)


@pytest.mark.parametrize(("way", "name"), [("organisation", ""), ("cash", "Food bank")])
def test_the_database_wants_an_organisation_exactly_where_one_is_chosen(world, way, name):
    chosen(world.ana, "organisation", organisation="Food bank")

    with pytest.raises(IntegrityError), transaction.atomic():
        chosen(world.ana, way, organisation=name)


@pytest.mark.parametrize("count", [3, 30])
def test_promising_takes_as_many_statements_for_many_as_for_few(world, count):
    for _number in range(count - 1):
        chosen(world.member())
    chosen(world.ana)
    world.plan()  # asks nobody twice; the one below is held
    members = world.partnership.memberships.exclude(pk=world.facilitator.pk)
    for member in members:
        world.meeting.attendances.get_or_create(membership=member)
    world.meeting.attendances.update(was_there=True)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        promising.of_meeting(world.meeting, AFTER)

    assert Payment.objects.count() == 3 * count
    assert len(queries) <= 20


def test_amounts_are_written_as_people_of_a_language_write_them():
    assert amount(Decimal("12.5"), "USD", "en") == "$12.50"
    assert amount(Decimal("12.5"), "EUR", "es") == "12,50\xa0€"
    assert amount(Decimal("12.5"), "USD", "ar") == "\u206612.50\xa0US$\u2069"
    assert "12" in amount(Decimal(12), "JPY", "en")
    assert "." not in amount(Decimal(12), "JPY", "en")
    assert amount(Decimal("1.234"), "JOD", "en").endswith("1.234")
    assert {"USD", "EUR", "JOD", "GBP"} <= set(currencies())
    assert "DEM" not in currencies()
