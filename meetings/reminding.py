"""When to remind a person of a meeting. Pure functions of times; nothing is read or written.

A lead of days means the same wall time as the meeting that many days earlier, in the meeting's
zone: "the day before" stays the day before when clocks change. A lead of hours means hours. A
reminder that would fall into a person's quiet hours waits until they wake, if that leaves an hour
before the start; otherwise it comes the evening before, an hour before they want to be left alone.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings import wall_time
from notices.quiet import is_quiet, waking
from partners.models import Person
from partners.validators import parse_lead

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LEAST_NOTICE = HOUR  # a reminder that comes later than this before the start comes too late
EVENING = HOUR  # before quiet hours begin
CLOSEST = HOUR  # two reminders of one meeting are further apart


def nominal(starts_at: datetime, meeting_zone: ZoneInfo, lead: str) -> datetime:
    """Return the moment that `lead` names, whoever is reminded.

    A wall time that clocks leave out is as much later as clocks jump; of two equal ones it is the
    first.
    """
    length = parse_lead(lead)
    if length < DAY:
        return starts_at - length
    hours = length % DAY
    wall = starts_at.astimezone(meeting_zone).replace(tzinfo=None, fold=0) - (length - hours)
    return wall.replace(tzinfo=meeting_zone).astimezone(UTC) - hours


def due_at(
    starts_at: datetime, meeting_zone: ZoneInfo, lead: str, person: Person, now: datetime
) -> datetime | None:
    """Return when to remind `person` with this lead; None if that has passed, or cannot be.

    Never in the person's quiet hours, always before the start.
    """
    due = _considerate(nominal(starts_at, meeting_zone, lead), starts_at, person)
    return due if due is not None and due >= now else None


def schedule(
    starts_at: datetime, meeting_zone: ZoneInfo, leads: Iterable[str], person: Person
) -> dict[str, datetime]:
    """Return when each lead reminds `person`, also where that has passed.

    Of two reminders less than an hour apart only the one with the longer lead is kept.
    """
    due = {
        lead: moment
        for lead in leads
        if (moment := _considerate(nominal(starts_at, meeting_zone, lead), starts_at, person))
    }
    kept: dict[str, datetime] = {}
    for lead in sorted(due, key=parse_lead, reverse=True):
        if all(abs(due[lead] - other) >= CLOSEST for other in kept.values()):
            kept[lead] = due[lead]
    return kept


def _considerate(moment: datetime, starts_at: datetime, person: Person) -> datetime | None:
    """Return `moment`, or one near it at which the person may be disturbed, before the start."""
    if moment >= starts_at:
        return None
    if not is_quiet(moment, person):
        return moment
    awake = waking(moment, person)
    return awake if awake <= starts_at - LEAST_NOTICE else _evening_before(moment, person)


def _evening_before(moment: datetime, person: Person) -> datetime | None:
    """Return an hour before the quiet hours around `moment` began, or when the person woke then."""
    today = moment.astimezone(person.zone).date()
    for days in range(3):
        wall = wall_time.next_valid(today - timedelta(days), person.quiet_from, person.zone)
        for fold in (1, 0):
            began = wall.replace(fold=fold).astimezone(UTC)
            if began <= moment and not is_quiet(began - MINUTE, person):
                return min(waking(began - EVENING, person), began - MINUTE)
    return None
