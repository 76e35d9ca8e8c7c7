"""What waits for a person in give and take: questions that only they can answer."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.waiting import Waits
from reflections.models import Exchange, Given, Maker

SENTENCES: dict[str, Promise] = {
    "given_check": _("Was this given to you?"),
    "exchange_recorded": _("Somebody wrote down what you offer or ask for. Is it right?"),
    "ask_again": _("Do you still need what you asked for?"),
    "product_maker": _("How do you want to be named as a maker of this?"),
    "product_credit": _("Are you named as you asked in this?"),
}
QUESTIONS = set(SENTENCES)


def waits(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Return it, for the memberships by key, in as many queries for one as for many."""
    yield from _given(mine)
    yield from _recorded(mine)
    yield from _still_needed(mine)
    yield from _credits(mine)


def _address(name: str, membership: Membership, pk: int, anchor: str = "") -> str:
    url = reverse(name, kwargs={"slug": membership.partnership.slug, "pk": pk})
    return f"{url}#{anchor}" if anchor else url


def _given(mine: dict[int, Membership]) -> Iterator[Waits]:
    """What the giver says is given, or what was asked about, until its receiver answers."""
    asked = Given.objects.open().filter(receiver__in=mine, asked__gt=0, not_yet_at=None)
    for given in asked.order_by("taken_up_at", "pk"):
        membership = mine[given.receiver_id]
        url = _address("reflections:given", membership, given.pk, "was-it-given")
        yield Waits("given_check", membership, url)


def _recorded(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Is this what you said?"""
    written = Exchange.objects.filter(
        membership__in=mine, recorded_by__isnull=False, recorded_right=None, withdrawn_at=None
    )
    for exchange in written.order_by("pk"):
        membership = mine[exchange.membership_id]
        url = _address("reflections:exchange", membership, exchange.pk)
        yield Waits("exchange_recorded", membership, url)


def _still_needed(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Asked once, when nobody had answered."""
    asks = Exchange.objects.asks().standing().unanswered()
    asked = asks.filter(membership__in=mine, brought_back__gt=0, still_needed_at=None)
    for ask in asked.order_by("pk"):
        membership = mine[ask.membership_id]
        url = _address("reflections:exchange", membership, ask.pk, "needed")
        yield Waits("ask_again", membership, url)


def _credits(mine: dict[int, Membership]) -> Iterator[Waits]:
    """How you want to be named; and whether you are, once it is finished."""
    made = Maker.objects.filter(membership__in=mine, product__withdrawn_at=None)
    for maker in made.select_related("product").order_by("pk"):
        membership = mine[maker.membership_id]
        url = _address("reflections:product", membership, maker.product_id, "credit")
        if not maker.credit:
            yield Waits("product_maker", membership, url, maker.product, "title")
        elif maker.product.out_at and maker.credit_right is None:
            yield Waits("product_credit", membership, url, maker.product, "title")
