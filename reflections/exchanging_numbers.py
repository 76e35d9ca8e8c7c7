"""What may be told in numbers about give and take: of many people together, never of one.

Each figure goes through `partners.publishing`: below ten people nothing is shown, so most show only
for a whole programme. There is no count per person here, and no place to get one from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Min, Q

from partners import publishing
from partners.models import Membership, Partnership
from partners.roles import Group
from reflections.models import Exchange, Given, Maker

SECONDS_A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Share:
    """Some of many, as it may be shown: rounded counts and a percentage, each None if too few.

    `reply_rate` is the percentage of those who answered at all; None too if nobody was asked.
    """

    some: int | None
    of: int | None
    percent: int | None
    reply_rate: int | None = None


@dataclass(frozen=True)
class Answered:
    """How many asks were answered, and after how many days in the middle; None if too few asked."""

    share: Share
    median_days: float | None


def _share(some: int, of: int) -> Share:
    return Share(publishing.count(some), publishing.count(of), publishing.share(some, of))


def two_way_benefit(
    partnerships: Iterable[Partnership], since: datetime, until: datetime
) -> Share:  # fmt: skip
    """M1: of those who asked to be counted, who confirmed at least one benefit since then."""
    here = Membership.objects.active().filter(partnership__in=list(partnerships))
    counted = here.filter(benefit_wish__counts_me=True)
    helped = Given.objects.live().filter(
        helped=True, confirmed_at__gte=since, confirmed_at__lt=until
    )
    some = counted.filter(pk__in=helped.values("receiver")).count()
    of, asked = counted.count(), here.filter(benefit_wish__isnull=False).count()
    shown = _share(some, of)
    return Share(shown.some, shown.of, shown.percent, publishing.share(asked, here.count()))


def asks_answered(
    partnerships: Iterable[Partnership], since: datetime, until: datetime
) -> dict[str, Answered]:
    """M2: of what was asked for since then, what somebody said yes to; by group, and "" for all.

    Nothing is told unless ten people got an answer and ten did not.
    """
    live = Q(given__dropped_at=None, given__isnull=False)
    asks = Exchange.objects.asks().filter(
        partnership__in=list(partnerships), said_at__gte=since, said_at__lt=until
    )
    rows = asks.annotate(first_yes=Min("given__taken_up_at", filter=live))
    found = list(rows.filter(withdrawn_at=None))
    groups = {group.value: [ask for ask in found if ask.group == group] for group in Group}
    return {name: _answered(of_group) for name, of_group in {"": found, **groups}.items()}


def _answered(asks: Sequence[Any]) -> Answered:
    """Sum up some asks, if enough people got an answer, and enough did not."""
    answered = [ask for ask in asks if ask.first_yes]
    open_ones = [ask for ask in asks if not ask.first_yes]
    if any(publishing.count(len(_people(part))) is None for part in (answered, open_ones)):
        return Answered(Share(None, None, None), None)
    waited = [(ask.first_yes - ask.said_at).total_seconds() for ask in answered]
    days = round(median(waited) / SECONDS_A_DAY, 1)
    return Answered(_share(len(answered), len(asks)), days)


def _people(asks: Sequence[Any]) -> set[int]:
    return {ask.membership_id for ask in asks}


def credit_honoured(partnerships: Iterable[Partnership]) -> Share:
    """M6: of finished products whose makers said so, where each maker is named as they asked.

    A product counts once all its makers answered, or one said no. Shown only where enough makers
    answered, and rounded like every number that comes from people's answers.
    """
    makers = Maker.objects.filter(
        product__partnership__in=list(partnerships), product__out_at__isnull=False,
        product__withdrawn_at=None,
    )  # fmt: skip
    rows = makers.values("product").annotate(
        all_of=Count("pk"),
        right=Count("pk", filter=Q(credit_right=True)),
        wrong=Count("pk", filter=Q(credit_right=False)),
    )
    judged = [row for row in rows if row["wrong"] or row["right"] == row["all_of"]]
    honoured = [row for row in judged if not row["wrong"]]
    answered = makers.filter(credit_right__isnull=False).count()
    rate = publishing.share(answered, makers.count())
    if publishing.count(answered) is None:
        return Share(None, None, None, rate)
    shown = _share(len(honoured), len(judged))
    return Share(shown.some, shown.of, shown.percent, rate)
