"""The plan for involvement: added by anyone who takes part, closed with words, added up."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters import planning
from charters.models import Activity
from tests.factories import MembershipFactory, now
from tests.meetings.money import activity_of, set_rates

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya():
    maya = MembershipFactory(facilitator=True)
    set_rates(maya)
    return maya


@pytest.fixture
def ana(maya):
    return MembershipFactory(partnership=maya.partnership, person__name="Ana")


@pytest.fixture
def at(client):
    def open_page(member, name, pk=None, data=None):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": pk} if pk else {})}
        send = client.get if data is None else client.post
        response = send(reverse(f"charters:{name}", kwargs=kwargs), data, follow=True)
        response.text = response.content.decode()
        return response

    return open_page


def close(activity, by, *, outcome="done", spent=None):
    planning.close(
        activity, outcome=outcome, told="We met.", language="en", spent=spent, by=by, now=now()
    )


def test_anyone_who_takes_part_adds_to_the_plan_under_their_name(ana, maya, at):
    data = {"what_en": "Talk", "on": "2027-02-01", "stage": "preparation", "budget": "100"}

    at(ana, "plan_activity", data=data)

    activity = Activity.objects.get()
    assert (activity.planned_by, activity.budget, activity.currency) == (ana, 100, "USD")
    page = at(maya, "plan").text
    assert "added by Ana" in page
    assert "$100.00 set aside" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what_en": ""}, "Write this in at least one language."),
        ({"on": "2999-01-01"}, "This day is too far away."),
        ({"budget": "1.001"}, "This currency has no coin that small."),
    ],
)
def test_what_cannot_be_planned_is_asked_again(ana, at, wrong, sentence):
    data = {"what_en": "Talk", "on": "2027-02-01", "stage": "preparation", "budget": "100"}

    page = at(ana, "plan_activity", data={**data, **wrong})

    assert sentence in page.text
    assert not Activity.objects.exists()


def test_without_rates_there_is_no_currency_and_no_money(at):
    member = MembershipFactory()

    form = at(member, "plan_activity").text
    at(
        member,
        "plan_activity",
        data={"what_en": "Talk", "on": "2027-02-01", "stage": "preparation"},
    )

    assert "Money set aside" not in form
    assert Activity.objects.get().budget is None


def test_who_planned_it_or_a_facilitator_says_what_became_of_it(ana, maya, at):
    ben = MembershipFactory(partnership=maya.partnership)
    activity = activity_of(ana)
    data = {"outcome": "dropped", "told": "No room was free.", "language": "en", "spent": "20"}

    assert at(ben, "close_activity", activity.pk, data).status_code == 403
    at(ana, "close_activity", activity.pk, data)
    at(maya, "close_activity", activity.pk, {**data, "spent": "25"})

    activity.refresh_from_db()
    assert (activity.outcome, activity.spent, activity.closed_by) == ("dropped", Decimal(25), maya)
    assert "No room was free." in at(ben, "plan").text


def test_money_is_added_up_by_currency(ana):
    close(activity_of(ana, budget=100), ana, spent=Decimal("80.5"))
    activity_of(ana, budget=50)
    activity_of(ana, budget=None)
    euros = activity_of(ana, budget=10)
    euros.currency = "EUR"
    euros.save()

    money = planning.money_of(ana.partnership.activities.all())

    assert [(each.currency, each.budget, each.spent) for each in money] == [
        ("EUR", Decimal(10), Decimal(0)),
        ("USD", Decimal(150), Decimal("80.5")),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "done"},
        {"told": "We met."},
        {"spent": 3},
        {"currency": ""},
        {"budget": -1},
    ],
)
def test_the_database_refuses_what_makes_no_sense(ana, wrong):
    activity = activity_of(ana)

    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**wrong)


@pytest.mark.parametrize("count", [3, 60])
def test_the_plan_asks_as_often_for_many_as_for_few(ana, at, count):
    for _number in range(count):
        activity_of(ana)
        close(activity_of(ana), ana)
    at(ana, "plan")

    with CaptureQueriesContext(connection) as queries:
        at(ana, "plan")

    assert len(queries) <= 16
