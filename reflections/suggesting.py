"""What give and take can suggest to somebody, by what brings them.

Nothing may tell from it what a person owes: it says that somebody asks or offers, never who.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Membership, ReasonKind
from partners.roles import Permission
from partners.suggesting import Suggestion, Wanting, source
from reflections.models import Exchange
from reflections.models.exchanges import ExchangeKind, ExchangeQuerySet

LOOKED_AT = 40  # offers or asks, in all partnerships together


@source(ReasonKind.HELP_OTHERS)
def answer_an_ask(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Give what somebody asks for and nobody answered yet."""
    asks = Exchange.objects.asks().unanswered()
    yield from _newest(asks, wanting, _("Somebody asks for something. Can you give it?"))


@source(ReasonKind.LEARN)
def learn_from_an_offer(wanting: Wanting, now: datetime) -> Iterator[tuple[Membership, Suggestion]]:
    """Take up training that somebody offers."""
    offers = Exchange.objects.offers().filter(kind=ExchangeKind.TRAINING)
    yield from _newest(offers, wanting, _("Somebody offers training. Would you like it?"))


def _newest(
    exchanges: ExchangeQuerySet, wanting: Wanting, sentence: Promise
) -> Iterator[tuple[Membership, Suggestion]]:
    """Suggest the newest of each partnership that somebody else said."""
    rows = exchanges.standing().newest_first().filter(partnership__in=wanting)
    seen = set()
    for exchange in rows.select_related("partnership")[:LOOKED_AT]:
        membership = wanting[exchange.partnership_id]
        is_mine = exchange.membership_id == membership.pk
        if is_mine or exchange.partnership_id in seen or not membership.may(Permission.TAKE_PART):
            continue
        seen.add(exchange.partnership_id)
        yield membership, Suggestion(sentence, exchange.get_absolute_url())
