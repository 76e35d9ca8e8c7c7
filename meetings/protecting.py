"""Protected time: what people promised each other to relate and to reflect, and what was kept.

It is work like the rest of a meeting: `minutes_with` says how much of it a person did.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from meetings.models import PROTECTED, AgendaItem, ItemKind, Meeting
from partners.models import Membership, Partnership, WorkingRules
from partners.roles import Permission


@dataclass(frozen=True)
class Kept:
    """What somebody says of one agenda item: whether its time was kept, and how long it was."""

    item: AgendaItem
    was_kept: bool
    minutes: int


@dataclass(frozen=True)
class Held:
    """Minutes of one kind over several meetings, all in which somebody said what was kept."""

    promised: int = 0
    held: int = 0
    meetings: int = 0


@dataclass(frozen=True)
class Shortfall:
    """A kind of time for which the agenda has fewer minutes than were promised."""

    kind: ItemKind
    planned: int
    promised: int


def may_record(meeting: Meeting, membership: Membership) -> bool:
    """Say whether this member says what was kept: who led the meeting, and facilitators."""
    return meeting.chair_id == membership.pk or membership.may(Permission.PLAN_MEETINGS)


def is_over(meeting: Meeting, now: datetime) -> bool:
    """Say whether the meeting took place and has ended. From then on its agenda stays as it is."""
    ended = meeting.ends_at is not None and meeting.ends_at <= now
    return ended and meeting.cancelled_at is None


@transaction.atomic
def record(meeting: Meeting, kept: Iterable[Kept], *, by: Membership, now: datetime) -> None:
    """Write down what was kept in a meeting that is over. Saying it again corrects it."""
    for each in kept:
        meeting.agenda.protected().filter(pk=each.item.pk).update(
            was_kept=each.was_kept, held_minutes=each.minutes, kept_recorded_by=by,
            kept_recorded_at=now,
        )  # fmt: skip


def promised(rules: WorkingRules) -> dict[ItemKind, int]:
    """Return the minutes that a meeting is promised to have, by kind."""
    return {
        ItemKind.RELATE: rules.relational_minutes,
        ItemKind.REFLECT: rules.reflection_minutes,
    }


def shortfalls(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Shortfall]:
    """Return the kinds for which these items have fewer minutes than were promised."""
    planned = dict.fromkeys(PROTECTED, 0)
    for item in items:
        if item.kind in planned:
            planned[ItemKind(item.kind)] += item.minutes
    wanted = promised(meeting.partnership.working_rules)
    return [
        Shortfall(kind, planned[kind], wanted[kind])
        for kind in PROTECTED
        if planned[kind] < wanted[kind]
    ]


def held(partnership: Partnership, since: datetime, until: datetime) -> dict[ItemKind, Held]:
    """Return what was held of what was promised, by kind, in meetings that began in that time.

    A meeting of which nobody said what was kept is left out, with what was promised for it.
    """
    said = AgendaItem.objects.protected().filter(
        meeting__partnership=partnership, meeting__cancelled_at=None, was_kept__isnull=False,
        meeting__starts_at__gte=since, meeting__starts_at__lt=until,
    )  # fmt: skip
    minutes = dict.fromkeys(PROTECTED, 0)
    meetings = set()
    for kind, meeting_id, length in said.values_list("kind", "meeting", "held_minutes"):
        minutes[ItemKind(kind)] += length or 0
        meetings.add(meeting_id)
    wanted = promised(partnership.working_rules)
    return {
        kind: Held(wanted[kind] * len(meetings), minutes[kind], len(meetings)) for kind in PROTECTED
    }


def minutes_with(membership: Membership, since: datetime, until: datetime) -> int:
    """Return the protected minutes a person worked: those held in meetings where they were."""
    there = membership.attendances.filter(
        was_there=True, meeting__cancelled_at=None, meeting__starts_at__gte=since,
        meeting__starts_at__lt=until,
    )  # fmt: skip
    items = AgendaItem.objects.filter(meeting__in=there.values("meeting"), kind__in=PROTECTED)
    return items.aggregate(total=Sum("held_minutes"))["total"] or 0
