"""How long before a meeting something must be asked for, promised or sent. Nothing is written.

The days are those that services for interpreting publish: two to six weeks for sign language, two
interpreters from two hours on, and papers five working days before.
"""

from datetime import date, datetime, time, timedelta

from meetings import reminding, wall_time
from meetings.models import Meeting
from partners import tongues
from partners.models import NeedKind

LONGEST_LEAD = 99  # days
SIGNED_DAYS = 28
SPOKEN_DAYS = 14  # ten working days
READER_DAYS = 7
PREPARING_DAYS = 5  # working days
ALONE = 120  # minutes that one interpreter can work alone
MORNING = time(9)


def support_due_at(meeting: Meeting) -> datetime:
    """Return the moment by which support should be arranged."""
    days = min(meeting.partnership.working_rules.support_days, LONGEST_LEAD)
    return reminding.nominal(meeting.start, meeting.zone, f"P{days}D")


def ask_by(meeting: Meeting, kind: str, tongue: str) -> date:
    """Return the day by which somebody should be asked to interpret or to read aloud."""
    if kind == NeedKind.READER:
        days = READER_DAYS
    else:
        days = SIGNED_DAYS if tongues.is_signed(tongue) else SPOKEN_DAYS
    return meeting.start.astimezone(meeting.zone).date() - timedelta(days=days)


def prepare_by(meeting: Meeting) -> datetime:
    """Return the morning by which interpreters have what they prepare with."""
    day = meeting.start.astimezone(meeting.zone).date()
    return wall_time.next_valid(working_days_before(day, PREPARING_DAYS), MORNING, meeting.zone)


def working_days_before(day: date, count: int) -> date:
    """Return the day that many working days earlier, where Monday to Friday are worked."""
    while count:
        day -= timedelta(days=1)
        count -= day.weekday() < 5
    return day


def length(meeting: Meeting) -> int:
    """Return how many minutes a meeting takes: as planned, or its agenda if that is longer."""
    return max(meeting.minutes, sum(meeting.agenda.values_list("minutes", flat=True)))


def how_many(kind: str, minutes: int) -> int:
    """Return how many are needed: nobody interprets longer than two hours alone."""
    return 2 if kind == NeedKind.INTERPRETER and minutes > ALONE else 1
