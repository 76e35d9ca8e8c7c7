"""Meetings that repeat, by RFC 5545 rules, at the same wall time whatever clocks do.

The days follow from the rule; each meeting then stands by itself and can be moved or cancelled.
Where clocks leave the usual time out on a day, that meeting starts at the next minute that exists,
and says so (`Meeting.shifted_from`).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from meetings import planning, wall_time
from meetings.models import Meeting, Series
from partners.languages import CODES
from partners.models import Membership

AHEAD = timedelta(days=90)  # how far a series has its meetings planned
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
TRANSLATED = ["title", "purpose"]
COPIED = ["partnership", "place", "online_url", "dial_in", "chair", "created_by"]


class Frequency(models.TextChoices):
    """How often a meeting repeats."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on the same weekday")
    MONTHLY_DAY = "monthly_day", _("Every month, on the same day of the month")


class NeedsAnEnd(ValueError):
    """A rule says until which day, or how many times: one of the two, or neither."""


def rule_from(
    frequency: str, first_on: date, *, until: date | None = None, count: int | None = None
) -> str:
    """Return the RFC 5545 rule for days that start with `first_on`.

    The same weekday of a month is its first to fourth one, or its last if `first_on` is the fifth.
    The 29th to 31st become the last day in months that are shorter. Raises NeedsAnEnd.
    """
    if until and count:
        raise NeedsAnEnd
    parts = [_PATTERNS[Frequency(frequency)](first_on)]
    if until:
        parts.append(f"UNTIL={until:%Y%m%d}")
    if count:
        parts.append(f"COUNT={count}")
    return ";".join(parts)


def _same_weekday(first_on: date) -> str:
    nth = (first_on.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={nth if nth < 5 else -1}{WEEKDAYS[first_on.weekday()]}"


def _same_day(first_on: date) -> str:
    if first_on.day <= 28:
        return f"FREQ=MONTHLY;BYMONTHDAY={first_on.day}"
    days = ",".join(str(day) for day in range(28, first_on.day + 1))
    return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"


_PATTERNS = {
    Frequency.WEEKLY: lambda first_on: "FREQ=WEEKLY",
    Frequency.FORTNIGHTLY: lambda first_on: "FREQ=WEEKLY;INTERVAL=2",
    Frequency.MONTHLY_WEEKDAY: _same_weekday,
    Frequency.MONTHLY_DAY: _same_day,
}


def days(series: Series, after: date, until: date) -> Iterator[date]:
    """Return the days of a series after one day, up to and with another."""
    rule = rrulestr(series.rule, dtstart=datetime.combine(series.first_on, time()))
    for moment in rule.xafter(datetime.combine(after, time())):
        if moment.date() > until:
            return
        yield moment.date()


@transaction.atomic
def start(meeting: Meeting, rule: str, *, by: Membership, now: datetime) -> Series:
    """Plan a meeting, with its wall time, that repeats by `rule`, and those of the next 90 days.

    People are told once, of the first, with the days of the others; they are reminded of each.
    """
    first = meeting.start.astimezone(meeting.zone)
    series = Series.objects.create(
        partnership=meeting.partnership,
        rule=rule,
        first_on=first.date(),
        local_time=first.time(),
        minutes=meeting.minutes,
        timezone=meeting.timezone,
        planned_until=first.date(),
    )
    meeting.series = series
    planning.plan(meeting, by=by, now=now)
    extend(series, now=now)
    return series


@transaction.atomic
def extend(series: Series, *, now: datetime) -> int:
    """Plan the meetings of the next 90 days that are not planned yet. Return how many.

    They take over what was written for the one before: its title and purpose, place and chair.
    """
    series.refresh_from_db(from_queryset=Series.objects.select_for_update())
    until = max(now.date(), series.first_on) + AHEAD
    pattern = series.meetings.order_by("-local_date", "-pk").first()
    if series.ended_at or pattern is None or until <= series.planned_until:
        return 0
    planned = 0
    for day in days(series, series.planned_until, until):
        meeting = _like(pattern, series, day)
        if meeting.start > now:
            planning.plan(meeting, by=pattern.created_by, now=now, announce=False)
            planned += 1
    series.planned_until = until
    series.save(update_fields=["planned_until"])
    return planned


@transaction.atomic
def stop(series: Series, *, now: datetime) -> None:
    """Plan no further meetings. Those that are planned stand until somebody cancels them."""
    Series.objects.going_on().filter(pk=series.pk).update(ended_at=now)
    series.refresh_from_db()


def _like(pattern: Meeting, series: Series, day: date) -> Meeting:
    """Return a new meeting of the series on `day`, not saved."""
    meeting = Meeting(series=series, minutes=series.minutes, timezone=series.timezone)
    translated = [build_localized_fieldname(name, code) for name in TRANSLATED for code in CODES]
    for name in [*COPIED, *translated]:
        setattr(meeting, name, getattr(pattern, name))
    valid = wall_time.next_valid(day, series.local_time, meeting.zone)
    meeting.set_wall_time(valid.date(), valid.time())
    if valid.time() != series.local_time:
        meeting.shifted_from = series.local_time
    return meeting
