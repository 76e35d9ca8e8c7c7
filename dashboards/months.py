"""Months, and the windows of time that indicators look back on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date
from dateutil.relativedelta import relativedelta
from django.utils.translation import get_language

from partners.languages import locale_of

SHOWN = 6  # months in a trend
USUAL = 90  # days that most figures look back
YEARS = range(2000, 3000)  # others are slips of the finger


def start(month: date) -> datetime:
    """Return the moment at which a month begins."""
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def end(month: date) -> datetime:
    """Return the moment at which a month is over."""
    return start(month + relativedelta(months=1))


def month_of(now: datetime) -> date:
    """Return the first day of the month of `now`."""
    return now.astimezone(UTC).date().replace(day=1)


def last_whole(now: datetime) -> date:
    """Return the last month that is over."""
    return month_of(now) - relativedelta(months=1)


def last(now: datetime, count: int = SHOWN) -> list[date]:
    """Return the last months that are over, the oldest first."""
    newest = last_whole(now)
    return [newest - relativedelta(months=back) for back in reversed(range(count))]


def since(until: datetime, days: int) -> datetime:
    """Return the beginning of a window that ends at `until`."""
    return until - timedelta(days=days)


def between(first: date, newest: date) -> Iterator[date]:
    """Yield each month from the first to the newest."""
    while first <= newest:
        yield first
        first += relativedelta(months=1)


def parse(text: str) -> date:
    """Return the month that "2026-10" names. Raises ValueError."""
    month = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    if month.year not in YEARS:
        raise ValueError(text)
    return month


def name(month: date, *, short: bool = False) -> str:
    """Return the month as people of the active language write it: "October 2026", or "Oct"."""
    pattern = "LLL" if short else "LLLL y"
    return format_date(month, pattern, locale=locale_of(get_language() or "en"))
