"""The quiet timer of an agenda item: when it began, how long it takes, what to think about.

It runs without script: the picture counts by itself, and the address says when it was started. So
nothing is written, and a reloaded page goes on where it was.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meetings.models import AgendaItem
from partners.languages import CODES

LATEST = timedelta(hours=12)  # an older start is a page somebody left open or found again
CLOCKS_DIFFER = timedelta(minutes=1)  # of two servers that answer one after the other
MOST_DIGITS = 11  # seconds since 1970 until the year 5138

Words = dict[str, str]  # the same words, by language
Source = Callable[[AgendaItem, Collection[str]], list[Words]]

_sources: list[Source] = []


def also(source: Source) -> None:
    """Let an app above say what a group may think about during an item, in these languages."""
    _sources.append(source)


def thoughts(item: AgendaItem, languages: Collection[str]) -> list[Words]:
    """Return what the group may think about during this item."""
    return [words for source in _sources for words in source(item, languages)]


def languages_present(item: AgendaItem) -> list[str]:
    """Return the languages of those who take part, each once, in the site's order."""
    members = item.meeting.partnership.memberships.taking_part()
    spoken = set(members.values_list("person__language", flat=True))
    return [code for code in CODES if code in spoken]


@dataclass(frozen=True)
class Minute:
    """One number on the timer: how many minutes are left, and when it shows (seconds from now)."""

    left: int
    begins: int


@dataclass(frozen=True)
class Timer:
    """A timer that was started, as it stands at `now`."""

    started_at: datetime
    minutes: int
    now: datetime

    @property
    def ends_at(self) -> datetime:
        """The moment at which the time is over."""
        return self.started_at + timedelta(minutes=self.minutes)

    @property
    def seconds(self) -> int:
        """How long it takes in all."""
        return self.minutes * 60

    @property
    def begins(self) -> int:
        """When it began, in seconds from now: never after now."""
        return min(0, int((self.started_at - self.now).total_seconds()))

    @property
    def is_over(self) -> bool:
        """Whether the time has passed."""
        return self.ends_at <= self.now

    @property
    def numbers(self) -> list[Minute]:
        """Each number that will still show, the present one first."""
        all_of = [
            Minute(self.minutes - passed, self.begins + passed * 60)
            for passed in range(self.minutes)
        ]
        return [each for each in all_of if each.begins > -60]


def started(value: str, minutes: int, now: datetime) -> Timer | None:
    """Return the timer that an address says was started (seconds since 1970), if it can be."""
    if not (value.isascii() and value.isdigit()) or len(value) > MOST_DIGITS:
        return None
    moment = datetime.fromtimestamp(int(value), UTC)
    if not now - LATEST <= moment <= now + CLOCKS_DIFFER:
        return None
    return Timer(min(moment, now), minutes, now)
