"""The power mirror: who sets the agenda, leads, and gives time - by groups taken together.

What members do in each other's sight (an item on the agenda has a name on it) is exact, unless so
few people stand behind a row that it points at one; then circles are merged into lived experience
and everyone else; if that is too few, nothing is shown. One row is never hidden alone, because the
others and the total would tell it. Whoever shows this to people outside gives a stricter rule.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetings.models import AgendaItem, Attendance, ItemKind, Meeting
from partners import publishing
from partners.models import Membership, Partnership
from partners.roles import ROLES_TAKING_PART, Group
from reflections.circles import GROUPS, Circle

WINDOW = timedelta(days=90)
IN_SIGHT = publishing.Rule(hidden_below=3, rounded_to=1, share_base=3)  # of two, one knows both

Text = str | Promise
PEOPLE: Text = _("People")
Division = list[tuple[Text, frozenset[Group]]]
Counting = Callable[[Collection[Partnership], datetime, datetime], Mapping[str, int]]

BY_CIRCLE: Division = [(circle.label, groups) for circle, groups in GROUPS.items()]
BY_TWO: Division = [
    (Circle.LIVED.label, GROUPS[Circle.LIVED]),
    (_("Everyone else"), frozenset(Group) - GROUPS[Circle.LIVED]),
]


@dataclass(frozen=True)
class Source:
    """Something that groups do in a partnership, counted by group between two moments."""

    name: str
    label: Text
    counts: Counting


@dataclass(frozen=True)
class Cell:
    """How much of something one row did, of all that was done."""

    label: Text
    count: int
    total: int

    @property
    def percent(self) -> int:
        """Its share of all, for a bar."""
        return round(100 * self.count / self.total) if self.total else 0


@dataclass(frozen=True)
class Row:
    """Groups taken together: their share of the people, and then of each thing that was done."""

    label: Text
    cells: list[Cell]


@dataclass(frozen=True)
class Mirror:
    """The rows, or none if they would point at somebody, for what was done since `start`."""

    start: datetime
    rows: list[Row]
    is_merged: bool = False


_sources: list[Source] = []


def also(source: Source) -> None:
    """Let the mirror show this too. A source of the same name takes the place of the other."""
    _sources[:] = [*(each for each in _sources if each.name != source.name), source]


def mirror(
    partnerships: Collection[Partnership], *, now: datetime, rule: publishing.Rule = IN_SIGHT
) -> Mirror:
    """Return what each circle of groups did in the last 90 days, if that points at nobody.

    Runs as many queries for 300 people as for three.
    """
    start = now - WINDOW
    people = _people(partnerships, start, now)
    division = next((each for each in (BY_CIRCLE, BY_TWO) if _is_safe(each, people, rule)), None)
    if division is None:
        return Mirror(start, [])
    counted: list[tuple[Text, Mapping[str, int]]] = [(PEOPLE, people)]
    counted += [(source.label, source.counts(partnerships, start, now)) for source in _sources]
    rows = [
        Row(label, [_cell(what, counts, groups) for what, counts in counted])
        for label, groups in division
        if _sum(people, groups)
    ]
    return Mirror(start, rows, is_merged=division is BY_TWO)


def _is_safe(division: Division, people: Mapping[str, int], rule: publishing.Rule) -> bool:
    """Say whether enough people stand behind each row that somebody stands behind."""
    rows = [behind for _label, groups in division if (behind := _sum(people, groups))]
    return len(rows) > 1 and all(publishing.count(behind, rule) for behind in rows)


def _cell(label: Text, counts: Mapping[str, int], groups: Collection[str]) -> Cell:
    return Cell(label, _sum(counts, groups), sum(counts.values()))


def _sum(counts: Mapping[str, int], groups: Collection[str]) -> int:
    return sum(counts.get(group, 0) for group in groups)


def _people(
    partnerships: Collection[Partnership], start: datetime, end: datetime
) -> Mapping[str, int]:
    """Count the people who took part at some time, by group."""
    there = Membership.objects.filter(
        Q(left_at=None) | Q(left_at__gt=start),
        partnership__in=partnerships, joined_at__lte=end, role__in=ROLES_TAKING_PART,
    )  # fmt: skip
    return dict(there.values_list("group").annotate(Count("person", distinct=True)))


def _held(partnerships: Collection[Partnership], start: datetime, end: datetime) -> Q:
    return Q(partnership__in=partnerships, cancelled_at=None, ends_at__gt=start, ends_at__lte=end)


def _agenda(
    partnerships: Collection[Partnership], start: datetime, end: datetime
) -> Mapping[str, int]:
    """Items proposed for meetings that took place, but for the time to relate and to reflect.

    That time is promised by the working rules; whoever plans a meeting does not set it.
    """
    meetings = Meeting.objects.filter(_held(partnerships, start, end))
    items = AgendaItem.objects.filter(meeting__in=meetings)
    chosen = items.exclude(kind__in=[ItemKind.RELATE, ItemKind.REFLECT])
    return dict(chosen.values_list("proposed_by__group").annotate(Count("pk")))


def _chairing(
    partnerships: Collection[Partnership], start: datetime, end: datetime
) -> Mapping[str, int]:
    meetings = Meeting.objects.filter(_held(partnerships, start, end), chair__isnull=False)
    return dict(meetings.values_list("chair__group").annotate(Count("pk")))


def _hours(
    partnerships: Collection[Partnership], start: datetime, end: datetime
) -> Mapping[str, int]:
    meetings = Meeting.objects.filter(_held(partnerships, start, end))
    there = Attendance.objects.filter(meeting__in=meetings, was_there=True)
    minutes = there.values_list("membership__group").annotate(Sum("meeting__minutes"))
    return {group: round(total / 60) for group, total in minutes}


# Translators: what is counted in a table, by group.
also(Source("agenda", pgettext_lazy("counted", "Put on the agenda"), _agenda))
also(Source("chairing", pgettext_lazy("counted", "Meetings led"), _chairing))
also(Source("hours", pgettext_lazy("counted", "Hours in meetings"), _hours))
