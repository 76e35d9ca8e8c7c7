"""Totals of money: exact, of whole months, and never of so few that they say what one chose."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from dashboards import spending
from tests.dashboards.rows import Place
from tests.factories import ProgrammeLeaderFactory
from tests.meetings.money import activity_of, payment_of, settled

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 15, tzinfo=UTC).date()


@pytest.fixture
def place():
    return Place()


def promise(place, member, amount=30, *, due=OCTOBER, paid=OCTOBER, currency="USD"):
    payment = payment_of(member, place.meeting(60), amount=amount, currency=currency)
    payment.due_on = due
    payment.save()
    return settled(payment, by=place.facilitator, on=paid) if paid else payment


def look(*places, now=NOW):
    return spending.look([place.partnership for place in places], now)


def test_totals_of_the_last_whole_month_are_exact(place):
    for amount in (10, 20, "5.5"):
        promise(place, place.member(), Decimal(amount))
    promise(place, place.member(), 7, paid=None)  # promised, not paid
    november = OCTOBER + timedelta(days=20)
    promise(place, place.member(), 99, due=november, paid=november)  # of another month
    promise(Place(), place.member(), 99)  # elsewhere

    (money,) = look(place)

    assert money.due.sums == {"USD": Decimal("42.5")}
    assert money.paid.sums == {"USD": Decimal("35.5")}
    assert money.month_name == "October 2026"
    with translation.override("es"):
        assert money.paid.words == "35,50\xa0US$"


def test_a_total_of_two_people_is_not_shown_and_one_of_three_is(place):
    ana, ben = place.member(), place.member()
    for member in (ana, ben, ana, ben):  # four payments, two people
        promise(place, member)

    (money,) = look(place)

    assert (money.paid.sums, money.paid.is_hidden) == ({}, True)
    assert money.paid.words == money.due.words == str(spending.TOO_FEW)

    promise(place, place.member())

    (money,) = look(place)
    assert money.paid.sums == {"USD": Decimal(150)}


def test_a_total_beside_a_hidden_one_is_not_shown_either(place):
    for _number in range(3):
        promise(place, place.member())
    assert look(place)[0].paid.sums

    promise(place, place.member(), currency="EUR")

    assert look(place)[0].paid.sums == {}


def test_one_more_payment_does_not_show_before_the_month_is_over(place):
    for _number in range(3):
        promise(place, place.member())
    before = look(place)[0].paid.words

    promise(place, place.member(), 17, due=NOW.date(), paid=NOW.date())

    assert look(place)[0].paid.words == before


def test_the_promise_that_waits_longest_is_told_in_days(place):
    assert look(place)[0].oldest == ""

    promise(place, place.member(), due=NOW.date() - timedelta(days=9), paid=None)
    promise(place, place.member(), due=NOW.date() - timedelta(days=4), paid=None)

    assert look(place)[0].oldest == "The promise that waits longest is 9 days late."


def test_money_of_the_plan_stands_beside_it(place):
    by = place.facilitator
    over = {"outcome": "done", "told": "We met.", "closed_by": by, "closed_at": place.at}
    activity_of(by, days=-9, budget=100, spent=80, **over)
    activity_of(by, days=-8, budget=40)
    activity_of(by, days=8, budget=900)  # its day has not come

    (money,) = look(place, now=place.at)

    assert money.planned == ["For what we planned: $80.00 spent of $140.00 set aside."]


@pytest.mark.parametrize("count", [1, 4])
def test_many_partnerships_take_two_queries(count):
    places = [Place() for _number in range(count)]
    for place in places:
        promise(place, place.member(), paid=None)

    with CaptureQueriesContext(connection) as queries:
        look(*places)

    assert len(queries) == 2


def test_leaders_and_members_read_the_same_totals(place, client):
    last_month = place.at.replace(day=1) - timedelta(days=3)
    for _number in range(3):
        promise(place, place.member(), 41, due=last_month.date(), paid=last_month.date())
    leader = ProgrammeLeaderFactory(programme=place.partnership.programme).person
    addresses = [
        reverse("dashboards:dashboard", args=[place.partnership.slug]),
        reverse("dashboards:programme", args=[place.partnership.programme.slug]),
        reverse("dashboards:indicator", args=[place.partnership.slug, "e6"]),
    ]

    for person in (leader, place.member().person):
        client.force_login(person)
        for address in addresses:
            assert "$123.00" in client.get(address).content.decode()
