"""Wall times: which moment a day and a time of day mean where clocks skip or repeat an hour."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Nonexistent(Exception):
    """Clocks leave this time out. `before` and `after` are the moments it could mean instead.

    02:30, when clocks jump from 02:00 to 03:00, could be 01:30 or 03:30.
    """

    def __init__(self, before: datetime, after: datetime) -> None:
        super().__init__(before, after)
        self.before, self.after = before, after


class Ambiguous(Exception):
    """Clocks show this time twice: `first`, and `second` after they were set back."""

    def __init__(self, first: datetime, second: datetime) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


def check(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """Return the one moment that clocks in `zone` show `at` on `day`, in a list.

    Raises Nonexistent or Ambiguous, each with the two moments to choose from.
    """
    first, second = _both(day, at, zone)
    if not exists(day, at, zone):
        raise Nonexistent(before=_normal(second), after=_normal(first))
    if first.utcoffset() != second.utcoffset():
        raise Ambiguous(first, second)
    return [first]


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    """Say whether clocks in `zone` show `at` on `day` at all."""
    first, second = _both(day, at, zone)
    # Where clocks jump forward, the offset that holds afterwards is the larger one.
    return first.astimezone(UTC) <= second.astimezone(UTC)


def moment(day: date, at: time, zone: ZoneInfo, *, later_of_two: bool = False) -> datetime:
    """Return the moment of a wall time; of two equal ones the first, unless told otherwise.

    Raises Nonexistent.
    """
    try:
        return check(day, at, zone)[0]
    except Ambiguous as twice:
        return twice.second if later_of_two else twice.first


def next_valid(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment whose wall time exists, from `at` on `day` on, to the minute."""
    wall = datetime.combine(day, at)
    while not exists(wall.date(), wall.time(), zone):
        wall += timedelta(minutes=1)
    return wall.replace(tzinfo=zone)


def _both(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    wall = datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone)
    return wall, wall.replace(fold=1)


def _normal(wall: datetime) -> datetime:
    """Return the wall time that clocks really show at that moment."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo)
