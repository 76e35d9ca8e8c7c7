"""The pages about money: rates that all read, a choice that two read, promises that are settled."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import MoneyTerms, Payment, PaymentChoice
from notices.models import Notice
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from tests.meetings.money import chosen, payment_of, set_rates, settled

pytestmark = pytest.mark.django_db
RATES = {
    "currency": "EUR", "how_en": "We call you.", "fee_amount": "25", "fee_basis": "hour",
    "travel_amount": "12,50", "travel_basis": "up_to", "care_amount": "", "data_amount": "",
}  # fmt: skip


class Team:
    def __init__(self):
        self.partnership = PartnershipFactory()
        self.maya = self.member(facilitator=True, person__name="Maya")
        self.ana = self.member(person__name="Ana")
        self.ben = self.member(person__name="Ben")

    def member(self, **fields):
        return MembershipFactory(partnership=self.partnership, **fields)


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def at(client):
    """Open a page as somebody, or send a form."""

    def open_page(member, name, pk=None, data=None, **more):
        client.force_login(member.person)
        kwargs = {"slug": member.partnership.slug, **({"pk": pk} if pk else {})}
        address = reverse(f"meetings:{name}", kwargs=kwargs)
        send = client.get if data is None else client.post
        response = send(address, data, follow=True, **more)
        response.text = response.content.decode()
        return response

    return open_page


def test_facilitators_set_rates_that_every_member_reads_in_their_language(team, at):
    at(team.maya, "set_rates", data=RATES)
    team.ana.person.language = "es"
    team.ana.person.save()

    page = at(team.ana, "money")

    terms = MoneyTerms.objects.get()
    assert {(rate.kind, rate.amount) for rate in terms.rates.all()} == {
        ("fee", Decimal(25)), ("travel", Decimal("12.5"))
    }  # fmt: skip
    assert "25,00\xa0€" in page.text
    assert "12,50\xa0€" in page.text
    assert "We call you." in page.text


def test_a_second_look_at_the_rates_keeps_what_is_not_changed(team, at):
    at(team.maya, "set_rates", data=RATES)
    form = at(team.maya, "set_rates")

    assert 'value="12.5"' in form.text
    at(team.maya, "set_rates", data={**RATES, "fee_amount": ""})

    assert [rate.kind for rate in MoneyTerms.objects.get().rates.all()] == ["travel"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"currency": "JPY"}, "This currency has no coin that small."),
        ({"fee_amount": "a lot"}, "Write the amount as a number"),
        ({"fee_amount": "-3"}, "The amount must be more than nothing."),
        ({"currency": "DEM"}, "Select a valid choice"),
    ],
)
def test_what_nobody_can_pay_is_refused_and_nothing_typed_is_lost(team, at, wrong, sentence):
    page = at(team.maya, "set_rates", data={**RATES, **wrong})

    assert sentence in page.text
    assert "12,50" in page.text
    assert not MoneyTerms.objects.exists()


def test_the_rates_stand_where_one_says_whether_one_comes(team, at):
    meeting = MeetingFactory(partnership=team.partnership)
    assert "What it costs you is paid" not in at(team.ana, "detail", meeting.pk).text

    set_rates(team.maya)

    page = at(team.ana, "detail", meeting.pk)
    assert "What it costs you is paid" in page.text
    assert "$20.00 for each hour" in page.text


def test_one_chooses_how_to_be_paid_and_nobody_but_the_facilitators_reads_it(team, at):
    set_rates(team.maya)

    done = at(team.ana, "choose_payment", data={"way": "voucher", "costs": ["fee"]})

    assert "Your choice is saved" in done.text
    choice = PaymentChoice.objects.get()
    assert (choice.membership, choice.way) == (team.ana, "voucher")
    assert set(choice.costs) == {"fee", "data"}  # there is no rate for data yet
    assert "As a voucher" in at(team.maya, "promises").text
    assert "As a voucher" not in at(team.ben, "money").text
    assert at(team.ben, "promises").status_code == 403


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"way": ""}, "Choose one of the ways."),
        ({"way": "organisation"}, "Write which organisation gets the money."),
        ({"organisation": "DE89 3704 0044 0532 0130 00"}, "This looks like an account number."),
        ({"costs": []}, "Choose what to be paid for"),
    ],
)
def test_a_choice_that_cannot_be_is_asked_again(team, at, wrong, sentence):
    set_rates(team.maya)

    page = at(team.ana, "choose_payment", data={"way": "bank", "costs": ["fee"], **wrong})

    assert sentence in page.text
    assert not PaymentChoice.objects.exists()


def test_what_somebody_says_by_phone_is_recorded_with_a_name_and_a_receipt(team, at):
    set_rates(team.maya)

    at(team.maya, "record_payment_choice", team.ana.pk, {"way": "cash", "costs": ["fee"]})

    assert PaymentChoice.objects.get().recorded_by == team.maya
    assert Notice.objects.filter(kind="receipt", person=team.ana.person).count() == 1
    assert "Maya wrote this down for you" in at(team.ana, "money").text

    at(team.ana, "choose_payment", data={"way": "declined"})

    assert PaymentChoice.objects.get().recorded_by is None


def test_a_person_sees_their_own_promises_and_whose_late_ones_it_is_not_their_fault(team, at):
    payment_of(team.ana, due=-3)
    payment_of(team.ben, kind="care", amount=Decimal("77.31"))

    page = at(team.ana, "money")

    assert "It is late, and that is not your fault." in page.text
    assert "Maya" in page.text
    assert "77.31" not in page.text
    assert "77.31" in at(team.ben, "money").text


def test_several_promises_are_settled_at_once(team, at):
    first, second = payment_of(team.ana, due=-3), payment_of(team.ben, kind="travel", is_up_to=True)
    third = payment_of(team.ben)
    data = {
        "on": now().date().isoformat(), f"settle_{first.pk}": "on", f"settle_{second.pk}": "on",
        f"paid_{second.pk}": "7.20",
    }  # fmt: skip

    page = at(team.maya, "promises", data=data)

    assert "2 payments are written down." in page.text
    for payment in (first, second, third):
        payment.refresh_from_db()
    assert (first.paid, second.paid, third.paid) == (Decimal(30), Decimal("7.2"), None)
    assert first.settled_by == team.maya


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"settle": "", "paid": "7"}, "Tick what was paid."),
        ({"settle": "on", "paid": "31"}, "This is more than was promised."),
        ({"settle": "on", "paid": "7", "on": "2999-01-01"}, "This day has not come yet."),
        ({"settle": "on", "paid": "7", "on": "1999-01-01"}, "This day is too long ago."),
    ],
)
def test_settling_what_cannot_be_is_asked_again(team, at, data, sentence):
    payment = payment_of(team.ana, kind="travel", is_up_to=True)
    sent = {
        "on": data.get("on", now().date().isoformat()), f"paid_{payment.pk}": data["paid"],
        f"settle_{payment.pk}": data["settle"],
    }  # fmt: skip

    page = at(team.maya, "promises", data=sent)

    assert sentence in page.text
    assert Payment.objects.open().get() == payment


def test_overdue_promises_come_first(team, at):
    payment_of(team.ana, due=4)
    payment_of(team.ben, due=-4)

    page = at(team.maya, "promises")

    shown = page.text[page.text.index("Promised, not paid yet") :]
    assert shown.index("Ben") < shown.index("Ana")


def test_one_says_that_money_has_not_arrived_and_a_facilitator_looks_into_it(team, at):
    payment = settled(payment_of(team.ana), by=team.maya)

    at(team.ana, "payment_arrived", payment.pk, {"answer": "no"})

    assert "Paid, but it has not arrived" in at(team.maya, "promises").text

    at(team.maya, "record_payment_arrived", payment.pk, {"answer": "yes"})

    payment.refresh_from_db()
    assert (payment.arrived, payment.recorded_by) == (True, team.maya)
    assert "Paid, but it has not arrived" not in at(team.maya, "promises").text


def test_nobody_answers_for_the_money_of_another(team, at):
    payment = settled(payment_of(team.ana), by=team.maya)

    assert at(team.ben, "payment_arrived", payment.pk, {"answer": "yes"}).status_code == 404
    assert at(team.ana, "payment_arrived", payment.pk, {"answer": "yes"}).status_code == 200


def test_a_payment_is_corrected_or_taken_back(team, at):
    payment = settled(payment_of(team.ana), by=team.maya)
    today = now().date().isoformat()

    at(team.maya, "correct_payment", payment.pk, {"paid": "28", "on": today})
    payment.refresh_from_db()
    assert payment.paid == Decimal(28)

    at(team.maya, "correct_payment", payment.pk, {"paid": "28", "on": today, "not_paid": "on"})
    payment.refresh_from_db()
    assert payment.settled_on is None


def test_what_waits_about_money_stands_on_the_home_pages(team, client):
    payment_of(team.ana, due=-3)
    settled(payment_of(team.ben), by=team.maya)
    home = reverse("dashboards:partnership", args=[team.partnership.slug])

    def seen(member):
        client.force_login(member.person)
        return client.get(home).content.decode()

    assert "Payments are late: 1 promise" in seen(team.maya)
    assert "Payments are late" not in seen(team.ana)
    assert "Has the money arrived that was paid to you?" in seen(team.ben)


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("name", ["money", "promises"])
def test_pages_ask_as_often_for_many_as_for_few(team, at, name, count):
    set_rates(team.maya)
    for number in range(count):
        member = team.member()
        chosen(member)
        meeting = MeetingFactory(
            partnership=team.partnership, created_by=team.maya,
            starts_at=now() - timedelta(days=3 + number),
        )  # fmt: skip
        payment_of(member, meeting)
        payment_of(team.maya, meeting)
        settled(payment_of(member, meeting, kind="travel"), by=team.maya)
    at(team.maya, name)

    with CaptureQueriesContext(connection) as queries:
        page = at(team.maya, name)

    assert page.status_code == 200
    assert len(queries) <= 24
