"""Promises about deciding that were not kept, with the reasons that everyone may read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.functional import Promise

from charters.models import Decision, Guard
from dashboards import months
from partners.models import Partnership

SHOWN = 10  # the latest


@dataclass(frozen=True)
class Exceptional:
    """One promise that one decision did not keep. Says neither who closed it nor what about."""

    decision: Decision
    what: str | Promise
    reason: str
    language: str
    at: datetime
    is_of_several: bool  # partnerships, on the same page

    @property
    def partnership(self) -> Partnership:
        """Where it was decided."""
        return self.decision.partnership


def look(
    partnerships: Iterable[Partnership], now: datetime, *, of_several: bool = False
) -> list[Exceptional]:
    """Return the latest promises that were not kept, in one query."""
    broken = reduce(or_, (Q(**{f"{guard}_kept": False}) for guard in Guard))
    decisions = Decision.objects.filter(
        broken,
        partnership__in=[partnership.pk for partnership in partnerships],
        decided_at__gte=months.since(now, months.USUAL),
        decided_at__lt=now,
    )
    latest = decisions.select_related("partnership", "decided_by").order_by("-decided_at", "-pk")
    found = [
        Exceptional(decision, each.what, each.reason, each.language, each.at, of_several)
        for decision in latest[:SHOWN]
        for each in decision.overrides
    ]
    return found[:SHOWN]
