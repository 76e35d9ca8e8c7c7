"""How far a count reaches: which partnerships, and which time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from partners.models import Membership, Partnership, Programme


@dataclass
class Reach:
    """Some partnerships, or a whole programme, from `since` until before `until`.

    `until` is the present for live figures, else the end of a month.
    """

    since: datetime
    until: datetime
    programme: Programme | None = None
    partnerships: list[Partnership] = field(default_factory=list)

    @cached_property
    def everywhere(self) -> list[Partnership]:
        """The partnerships themselves."""
        if not self.programme:
            return self.partnerships
        return list(Partnership.objects.filter(programme=self.programme).order_by("pk"))

    def within(self, path: str) -> Q:
        """Return the condition that `path` leads to one of these partnerships."""
        if self.programme:
            return Q(**{f"{path}__programme": self.programme})
        return Q(**{f"{path}__in": [partnership.pk for partnership in self.partnerships]})

    def during(self, path: str) -> Q:
        """Return the condition that the moment at `path` lies in the window."""
        return Q(**{f"{path}__gte": self.since, f"{path}__lt": self.until})

    def on_days_of(self, path: str, *, earlier: timedelta = timedelta()) -> Q:
        """Return the condition that the day at `path` lies in the window, or so much earlier."""
        first, last = (self.since - earlier).date(), (self.until - earlier).date()
        return Q(**{f"{path}__gte": first, f"{path}__lt": last})

    def members(self) -> QuerySet[Membership]:
        """Return who belongs to these partnerships when the window ends, and takes no break."""
        return there(Membership.objects.filter(self.within("partnership")), self.until)


def there(members: QuerySet[Membership], at: datetime) -> QuerySet[Membership]:
    """Return those who had joined by then, had not left and were not taking a break."""
    still = (Q(**{name: None}) | Q(**{f"{name}__gte": at}) for name in ("left_at", "paused_at"))
    return members.filter(*still, joined_at__lt=at)


def grouped(rows: QuerySet[Any], path: str, **counts: Any) -> dict[int, dict[str, Any]]:
    """Return what is counted of `rows` for each partnership that `path` leads to."""
    found = rows.order_by().values(path).annotate(**counts)
    return {row.pop(path): row for row in found}
