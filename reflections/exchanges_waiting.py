"""What waits for a person in give and take: questions that only they can answer."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.waiting import Mine, Row, Source, Waits, texts
from reflections.models import Exchange, Given, Maker

SENTENCES: dict[str, Promise] = {
    "given_check": _("Was this given to you?"),
    "exchange_recorded": _("Somebody wrote down what you offer or ask for. Is it right?"),
    "ask_again": _("Do you still need what you asked for?"),
    "product_maker": _("How do you want to be named as a maker of this?"),
    "product_credit": _("Are you named as you asked in this?"),
}
QUESTIONS = set(SENTENCES)


def _address(name: str, membership: Membership, pk: int, anchor: str = "") -> str:
    url = reverse(name, kwargs={"slug": membership.partnership.slug, "pk": pk})
    return f"{url}#{anchor}" if anchor else url


def _given_asked(mine: Mine, now: datetime) -> QuerySet[Given]:
    asked = Given.objects.open().filter(receiver__in=mine, asked__gt=0, not_yet_at=None)
    return asked.order_by("taken_up_at", "pk")


def _given(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """What the giver says is given, or what was asked about, until its receiver answers."""
    for row in asked:
        membership = mine[row.receiver]
        url = _address("reflections:given", membership, row.pk, "was-it-given")
        yield Waits("given_check", membership, url)


def _written(mine: Mine, now: datetime) -> QuerySet[Exchange]:
    written = Exchange.objects.filter(
        membership__in=mine, recorded_by__isnull=False, recorded_right=None, withdrawn_at=None
    )
    return written.order_by("pk")


def _recorded(mine: Mine, written: list[Row]) -> Iterator[Waits]:
    """Is this what you said?"""
    for row in written:
        membership = mine[row.membership]
        url = _address("reflections:exchange", membership, row.pk)
        yield Waits("exchange_recorded", membership, url)


def _brought_back(mine: Mine, now: datetime) -> QuerySet[Exchange]:
    asks = Exchange.objects.asks().standing().unanswered()
    asked = asks.filter(membership__in=mine, brought_back__gt=0, still_needed_at=None)
    return asked.order_by("pk")


def _still_needed(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """Asked once, when nobody had answered."""
    for row in asked:
        membership = mine[row.membership]
        url = _address("reflections:exchange", membership, row.pk, "needed")
        yield Waits("ask_again", membership, url)


def _uncredited(mine: Mine, now: datetime) -> QuerySet[Maker]:
    finished = Q(product__out_at__isnull=False, credit_right=None)
    made = Maker.objects.filter(membership__in=mine, product__withdrawn_at=None)
    return made.filter(Q(credit="") | finished).order_by("pk")


def _credits(mine: Mine, uncredited: list[Row]) -> Iterator[Waits]:
    """How you want to be named; and whether you are, once it is finished."""
    for row in uncredited:
        membership = mine[row.membership]
        url = _address("reflections:product", membership, row.product, "credit")
        kind = "product_credit" if row.credit else "product_maker"
        yield Waits(kind, membership, url, row.texts)


OWN = {"pk": "pk", "membership": "membership"}
SOURCES = [
    Source(_given_asked, _given, {"pk": "pk", "receiver": "receiver"}),
    Source(_written, _recorded, OWN),
    Source(_brought_back, _still_needed, OWN),
    Source(
        _uncredited,
        _credits,
        {
            "membership": "membership",
            "product": "product",
            "credit": "credit",
            "texts": texts("product__title"),
        },
    ),
]
