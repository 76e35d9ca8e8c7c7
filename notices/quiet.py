"""Quiet hours: when a person may not be disturbed, in their own zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from partners.models import Person


def is_quiet(moment: datetime, person: Person) -> bool:
    """Say whether `moment` lies in the person's quiet hours."""
    start, end = person.quiet_from, person.quiet_until
    at = moment.astimezone(person.zone).time()
    if start < end:
        return start <= at < end
    return start != end and (at >= start or at < end)


def waking(moment: datetime, person: Person) -> datetime:
    """Return `moment`, or the end of the quiet hours it falls into."""
    if not is_quiet(moment, person):
        return moment
    ends = _ends_of_quiet(moment.astimezone(person.zone).date(), person)
    return next(end for end in ends if end > moment and not is_quiet(end, person))


def _ends_of_quiet(day: date, person: Person) -> Iterator[datetime]:
    """Ends of quiet hours from `day` on; two on a day whose clocks show that time twice."""
    walls = (datetime.combine(day + timedelta(days), person.quiet_until) for days in range(3))
    return (
        wall.replace(tzinfo=person.zone, fold=fold).astimezone(UTC)
        for wall in walls
        for fold in (0, 1)
    )
