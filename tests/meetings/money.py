"""Rates, choices, promises and plans, for tests of money."""

from datetime import timedelta
from decimal import Decimal

from charters.models import Activity
from meetings import settling
from meetings.models import CostKind, MoneyTerms, Payment, PaymentChoice
from tests.factories import MeetingFactory, now

RATES = {
    "fee": ("hour", Decimal(20)),
    "travel": ("up_to", Decimal(15)),
    "care": ("meeting", Decimal(30)),
}


def set_rates(facilitator, rates=None, *, currency="USD", at=None):
    """Let the partnership pay these rates, since long ago unless told otherwise."""
    terms = MoneyTerms.objects.filter(partnership=facilitator.partnership).first()
    terms = terms or MoneyTerms(first_set_at=now() - timedelta(days=400))
    terms.currency, terms.how_en = currency, "The finance office calls you."
    settling.set_rates(
        facilitator.partnership, RATES if rates is None else rates, terms, by=facilitator,
        now=at or now(),
    )  # fmt: skip
    facilitator.partnership.refresh_from_db()
    return terms


def chosen(member, way="bank", *, at=None, **fields):
    """A choice as it stands, long since made; promises nothing by itself."""
    fields = {"costs": list(CostKind.values), **fields}
    choice, _is_new = PaymentChoice.objects.update_or_create(
        membership=member,
        defaults={"way": way, "chosen_at": at or now() - timedelta(days=300), **fields},
    )
    return choice


def payment_of(member, meeting=None, *, kind="fee", amount=30, due=10, **fields):
    """A promise, due in so many days."""
    if not PaymentChoice.objects.filter(membership=member).exists():
        chosen(member)
    meeting = meeting or MeetingFactory(partnership=member.partnership, past=True)
    fields = {"currency": "USD", "promised_at": now(), **fields}
    due_on = now().date() + timedelta(days=due)
    return Payment.objects.create(
        meeting=meeting, membership=member, kind=kind, amount=amount, due_on=due_on, **fields
    )


def settled(payment, *, by, on=None, paid=None):
    """The promise, paid today unless told otherwise. Nobody was asked about it yet."""
    payment.settled_on, payment.settled_by = on or now().date(), by
    payment.paid = payment.amount if paid is None else paid
    payment.save()
    return payment


def activity_of(member, *, days=5, budget=500, **fields):
    """Something planned for so many days from now."""
    return Activity.objects.create(
        partnership=member.partnership, what_en="Talk with families", on=now().date()
        + timedelta(days=days), stage="exploration", currency="USD", budget=budget,
        planned_by=member, planned_at=now(), **fields,
    )  # fmt: skip
