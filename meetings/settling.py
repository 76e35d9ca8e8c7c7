"""Choosing how to be paid, settling what was promised, and asking whether it arrived."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import get_language, gettext, pgettext

from meetings import promising
from meetings.models import Meeting
from meetings.models.payments import (
    CostKind,
    MoneyTerms,
    Payment,
    PaymentChoice,
    PaymentQuerySet,
    Rate,
    Way,
)
from notices import answers
from notices.handing_over import hand_over, take_back
from notices.models import TaskKind
from notices.planning import plan
from notices.receipts import record, send_receipt
from partners import auditing, dates, joining, money
from partners.models import Detail, Membership, Partnership

HAS_IT_ARRIVED = "has_it_arrived"
YES, NO = "yes", "no"


class NotSettled(Exception):
    """It was not paid, or no longer counts as paid: there is nothing to correct or to answer."""


def payments_of(partnership: Partnership) -> PaymentQuerySet:
    """Return all payments of a partnership."""
    return Payment.objects.filter(meeting__partnership=partnership)


def rates_for(membership: Membership) -> list[Rate]:
    """Return what the partnership pays, and with it whether this person `says_how`."""
    choice = PaymentChoice.objects.filter(membership=membership)
    rates = Rate.objects.filter(terms__partnership=membership.partnership).select_related("terms")
    return list(rates.annotate(says_how=Exists(choice)).order_by("pk"))


@transaction.atomic
def set_rates(
    partnership: Partnership,
    rates: Mapping[str, tuple[str, Decimal]],
    terms: MoneyTerms,
    *,
    by: Membership,
    now: datetime,
) -> None:
    """Make `rates` (basis and amount, by kind of cost) what the partnership pays from now on.

    What was promised by other rates stays as it was promised.
    """
    by.lock()
    terms.partnership, terms.set_by, terms.set_at = partnership, by, now
    terms.first_set_at = terms.first_set_at or now
    terms.save()
    for kind, (basis, amount) in rates.items():
        Rate.objects.update_or_create(
            terms=terms, kind=kind, defaults={"basis": basis, "amount": amount}
        )
    terms.rates.exclude(kind__in=rates).delete()
    coming = partnership.meetings.to_come(now).values("pk")
    for meeting in partnership.meetings.filter(pk__in=coming, attendances__rsvp__gt="").distinct():
        promising.of_meeting(meeting, now)


@transaction.atomic
def choose(
    membership: Membership,
    *,
    way: str,
    costs: Collection[str] | None = None,
    is_before: bool | None = None,
    organisation: str = "",
    recorded_by: Membership | None = None,
    now: datetime,
) -> PaymentChoice:
    """Say how a person would like to be paid. What is open follows; what was paid stays.

    Costs not named stay as they were: at first, all. If somebody else wrote it down, the person
    gets a receipt.
    """
    membership.lock()
    choice = PaymentChoice._default_manager.filter(membership=membership).first()
    choice = choice or PaymentChoice(membership=membership, costs=list(CostKind.values))
    choice.way = way
    choice.organisation = organisation if way == Way.ORGANISATION else ""
    choice.costs = choice.costs if costs is None else [str(kind) for kind in costs]
    choice.is_before = choice.is_before if is_before is None else is_before
    choice.chosen_at = now
    is_other = recorded_by is not None and recorded_by.person_id != membership.person_id
    choice.recorded_by = recorded_by if is_other else None
    choice.save()
    auditing.recorded(recorded_by, membership, choice)
    promising.of_member(membership, now)
    if is_other and membership.person.can_be_written_to:
        send_receipt(HOW_TO_PAY, choice, now=now)
    return choice


@transaction.atomic
def settle(
    payments: Mapping[int, Decimal], *, on: date, by: Membership, now: datetime
) -> list[Payment]:
    """Write down that these promises (key: what was paid) were kept, and ask whether it arrived.

    Only what is open in the partnership of `by`; who comes second settles nothing twice.
    """
    open_ones = Payment.objects.open().filter(
        pk__in=payments, meeting__partnership=by.partnership_id
    )
    found = list(open_ones.select_for_update())
    for payment in found:
        payment.paid, payment.settled_on, payment.settled_by = payments[payment.pk], on, by
    Payment.objects.bulk_update(found, ["paid", "settled_on", "settled_by"])
    _ask(found, on, by.partnership, now)
    return found


def _ask(payments: list[Payment], on: date, partnership: Partnership, now: datetime) -> None:
    """Plan one question a person and meeting, some days from now: money takes its time."""
    keys = {payment.pk for payment in payments}
    rows = Payment.objects.filter(pk__in=keys).select_related("meeting", "membership__person")
    asked: dict[Meeting, dict[int, Any]] = {}
    for payment in rows:
        person = payment.membership.person
        asked.setdefault(payment.meeting, {})[person.pk] = person
    later = now + timedelta(days=partnership.working_rules.follow_up_days)
    for meeting, people in asked.items():
        plan(
            HAS_IT_ARRIVED, meeting, people.values(), partnership=partnership, now=now,
            due_at=later, occasion=on.isoformat(),
        )  # fmt: skip


@transaction.atomic
def correct(payment: Payment, *, paid: Decimal, on: date, by: Membership, now: datetime) -> None:
    """Correct how much was paid, or when. What the person said of it no longer holds.

    Raises NotSettled.
    """
    _lock(payment)
    payment.paid, payment.settled_on, payment.settled_by = paid, on, by
    _forget_answer(payment, now)
    payment.save()
    _ask([payment], on, by.partnership, now)


@transaction.atomic
def take_settling_back(payment: Payment, *, now: datetime) -> None:
    """Say that it was not paid after all: the promise is open again. Raises NotSettled."""
    _lock(payment)
    payment.paid = payment.settled_on = payment.settled_by = None
    _forget_answer(payment, now)
    payment.save()
    promising.of_meeting(payment.meeting, now)


def _lock(payment: Payment) -> None:
    payment.refresh_from_db(from_queryset=Payment.objects.select_for_update())
    if payment.settled_on is None:
        raise NotSettled


def _forget_answer(payment: Payment, now: datetime) -> None:
    payment.arrived = payment.answered_at = payment.recorded_by = None
    take_back(TaskKind.PAYMENT_MISSING, payment, now=now)


def arrived(
    payment: Payment, answer: bool, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record whether money arrived. If not, the facilitators look into it."""
    record(DID_IT_ARRIVE, payment, YES if answer else NO, recorded_by=recorded_by, now=now)


@transaction.atomic
def _record_arrived(
    payment: Payment, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    """Write the answer; none if the payment was taken back in the same moment."""
    payment.refresh_from_db(from_queryset=Payment.objects.select_for_update())
    if payment.settled_on is None:
        return
    member = payment.membership
    payment.arrived, payment.answered_at = value == YES, now
    payment.recorded_by = None if recorded_by == member else recorded_by
    payment.save(update_fields=["arrived", "answered_at", "recorded_by"])
    if payment.arrived:
        take_back(TaskKind.PAYMENT_MISSING, payment, now=now)
    else:
        hand_over(
            TaskKind.PAYMENT_MISSING, person=member.person, partnership=member.partnership,
            subject=payment, now=now,
        )  # fmt: skip


def _record_way(
    choice: PaymentChoice, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    choose(
        choice.membership, way=value, organisation=choice.organisation, recorded_by=recorded_by,
        now=now,
    )  # fmt: skip


def _ask_arrived(payment: Payment) -> str:
    """Ask without the amount, unless the person wants messages to tell everything."""
    person, language = payment.membership.person, get_language()
    day = payment.meeting.start.astimezone(person.zone).date()
    words = {"cost": payment.get_kind_display(), "day": dates.day(day, language)}
    if person.detail == Detail.FULL and payment.paid is not None:
        words["amount"] = money.amount(payment.paid, payment.currency, language)
        # Translators: as in "Meeting on Thursday, December 3 - Travel: $20.00. Has it arrived?"
        return gettext("Meeting on %(day)s - %(cost)s: %(amount)s. Has it arrived?") % words
    return gettext("Meeting on %(day)s - %(cost)s. Has it arrived?") % words


def _ways(choice: PaymentChoice) -> list[tuple[str, str]]:
    """The ways to choose from a link; an organisation only where one is named already."""
    return [
        (value, str(label))
        for value, label in Way.choices
        if value != Way.ORGANISATION or choice.organisation
    ]


def _end_with_membership(membership: Membership, now: datetime) -> None:
    """Let go of money for meetings to come. What is owed for past ones stays owed."""
    promising.of_member(membership, now)


joining.also_when_leaving(_end_with_membership)

DID_IT_ARRIVE = answers.register(
    answers.Question(
        letter="p",
        model=Payment,
        ask=_ask_arrived,
        choices=lambda payment: [
            # Translators: answers to "Has it arrived?", about money.
            (YES, pgettext("money", "Yes, it has arrived")),
            (NO, pgettext("money", "No, it has not arrived")),
        ],
        current=lambda payment: {True: YES, False: NO, None: ""}[payment.arrived],
        person=lambda payment: payment.membership.person,
        partnership=lambda payment: payment.meeting.partnership,
        record=_record_arrived,
        is_open=lambda payment, now: payment.settled_on is not None,
        related=("meeting__partnership", "membership__person", "recorded_by__person"),
        is_private=True,
    )
)

HOW_TO_PAY = answers.register(
    answers.Question(
        letter="a",
        model=PaymentChoice,
        ask=lambda choice: gettext("How would you like to be paid for what meetings cost you?"),
        choices=_ways,
        current=lambda choice: choice.way,
        person=lambda choice: choice.membership.person,
        partnership=lambda choice: choice.membership.partnership,
        record=_record_way,
        is_open=lambda choice, now: choice.membership.left_at is None,
        related=("membership__person", "membership__partnership", "recorded_by__person"),
        is_private=True,
    )
)
