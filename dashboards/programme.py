"""A programme: its partnerships side by side by the promises they kept, and what leaders owe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language, ngettext
from modeltranslation.utils import build_localized_fieldname

from charters.models import DutyDate, DutyOutcome
from dashboards import figures, indicators, live, months, overdue
from dashboards.figures import Figure
from dashboards.indicators import Indicator
from dashboards.overdue import Overdue
from partners.languages import CODES
from partners.models import Partnership, Programme
from partners.roles import Group
from reflections import insights

PROMISES: list[Indicator] = [indicator for indicator in indicators.OWED if indicator.promise]


@dataclass(frozen=True)
class Kept:
    """How one promise stands in one partnership."""

    indicator: Indicator
    figure: Figure

    @property
    def words(self) -> str:
        """How many of how many, or why there is no number."""
        if self.figure.is_shown:
            return figures.made_of(self.indicator.unit, self.figure)
        return figures.why_none(self.figure)


@dataclass(frozen=True)
class Row:
    """One partnership: each promise, and what waits there."""

    partnership: Partnership
    promises: list[Kept]
    overdue: list[Overdue]

    @property
    def waits(self) -> str:
        """How many things wait longer than promised, in words."""
        count = sum(each.count for each in self.overdue)
        return ngettext(
            "%(count)s thing waits longer than promised",
            "%(count)s things wait longer than promised",
            count,
        ) % {"count": count}


def by_name(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    """Return partnerships in the order of their names, as the page's reader reads them."""
    codes = sorted(CODES, key=lambda code: code != get_language())
    names = (NullIf(F(build_localized_fieldname("name", code)), Value("")) for code in codes)
    ordered = partnerships.order_by(Coalesce(*names, Value("")), "pk")
    return ordered.select_related("programme", "working_rules")


def rows(partnerships: Iterable[Partnership], now: datetime) -> list[Row]:
    """Return a row for each partnership, in the order given; as many queries for one as for all."""
    partnerships = list(partnerships)
    found, _rows = live.look(now, partnerships=partnerships)
    waits = overdue.look(partnerships, now)
    return [
        Row(
            partnership,
            [Kept(each, found.apart[partnership.pk][each.id]) for each in PROMISES],
            waits[partnership.pk],
        )
        for partnership in partnerships
    ]


@dataclass(frozen=True)
class Leaders:
    """What leaders themselves promised in the partnerships of a programme, and did."""

    due: int
    kept: int
    late: int

    @property
    def sentence(self) -> str:
        """How many promises of leaders were kept, in words."""
        return ngettext(
            "Leaders kept %(kept)s of %(due)s promise whose day has passed.",
            "Leaders kept %(kept)s of %(due)s promises whose days have passed.",
            self.due,
        ) % {"kept": self.kept, "due": self.due}

    @property
    def late_sentence(self) -> str:
        """How many of them passed without a word, in words."""
        return ngettext(
            "The day of %(count)s of them has passed without a word.",
            "The days of %(count)s of them have passed without a word.",
            self.late,
        ) % {"count": self.late}


@dataclass(frozen=True)
class InTheWay:
    """What stands in the way in the partnerships of a programme, and leaders were asked to act."""

    open: int
    not_taken_on: int
    late: int

    @property
    def sentence(self) -> str:
        """How many open barriers wait for leaders, in words."""
        return ngettext(
            "Leaders are asked to act on %(count)s open barrier.",
            "Leaders are asked to act on %(count)s open barriers.",
            self.open,
        ) % {"count": self.open}

    @property
    def not_taken_on_sentence(self) -> str:
        """How many of them no leader has taken on, in words."""
        return ngettext(
            "%(count)s of them is not taken on yet.",
            "%(count)s of them are not taken on yet.",
            self.not_taken_on,
        ) % {"count": self.not_taken_on}

    @property
    def late_sentence(self) -> str:
        """How many of them are late, in words."""
        return ngettext(
            "The day of %(count)s of them has passed.",
            "The days of %(count)s of them have passed.",
            self.late,
        ) % {"count": self.late}


def what_waits_for_leaders(programme: Programme, now: datetime) -> InTheWay:
    """Return the open barriers that leaders own, in all partnerships of a programme."""
    return InTheWay(**insights.barriers_of_leaders(programme, now)._asdict())


def what_leaders_owe(programme: Programme, now: datetime) -> Leaders:
    """Return what leaders promised for the last 90 days, in all partnerships of a programme."""
    dates = DutyDate.objects.filter(
        duty__agreement__partnership__programme=programme,
        duty__holder__group=Group.LEADER,
        duty__in_force_at__isnull=False,
        due_on__gte=months.since(now, months.USUAL).date(),
        due_on__lt=now.date(),
    ).exclude(outcome=DutyOutcome.MOVED)
    ended = Q(duty__ended_at__isnull=False) | Q(duty__agreement__ended_at__isnull=False)
    return Leaders(
        **dates.exclude(ended, outcome="").aggregate(
            due=Count("pk"),
            kept=Count("pk", filter=Q(outcome=DutyOutcome.KEPT)),
            late=Count("pk", filter=Q(outcome="")),
        )
    )
