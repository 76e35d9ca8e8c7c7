"""What pulses say: the only way out of the replies, and only for many together.

Nothing is counted while a pulse is open, because a count that grows by one would tell. What a
meeting's own replies are too few for is pooled over the last 90 days. Every number goes through
`partners.publishing`: a share needs 20 replies, ten who said yes and ten who did not. Members see a
result when a pulse closes; whoever is above them a week later.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from partners import publishing
from partners.models import Partnership
from reflections.models import Agrees, Pulse, PulseReply, Statement

WINDOW = timedelta(days=90)
MEMBERS_FIRST = timedelta(days=7)
LOW = 70  # per cent; below this it is worth talking about

SAID = [Agrees.YES, Agrees.PARTLY, Agrees.NO]  # whoever says something else leaves the whole


@dataclass(frozen=True)
class Result:
    """How many in a hundred said yes to one statement, and of about how many. None: too few."""

    statement: Statement
    yes: int | None
    of: int | None

    @property
    def is_low(self) -> bool:
        """Whether it is worth a conversation."""
        return self.yes is not None and self.yes < LOW


@dataclass(frozen=True)
class Results:
    """What some pulses say together: of how many meetings, from when to when, and how many replied.

    `reply_rate` is in per cent of everyone asked; None if that would point at somebody.
    """

    meetings: int
    since: datetime
    until: datetime
    reply_rate: int | None
    each: list[Result]

    @property
    def has_low(self) -> bool:
        """Whether something in it is worth a conversation."""
        return any(result.is_low for result in self.each)


def published_at(pulse: Pulse) -> datetime:
    """Return when a pulse may be counted for people outside the partnership."""
    return pulse.closes_at + MEMBERS_FIRST


def for_members(partnership: Partnership, now: datetime) -> Results | None:
    """Return the last meeting's results if enough replied, else those of 90 days together.

    None if no pulse closed in that time.
    """
    pulses = _closed([partnership], now)
    alone = [pulse for pulse in pulses[:1] if pulse.reply_count >= publishing.DEFAULT.share_base]
    return _results(alone or pulses)


def for_others(partnerships: Collection[Partnership], now: datetime) -> Results | None:
    """Return what people outside may see of these partnerships: members saw it a week before.

    None if no pulse was published in the last 90 days.
    """
    return _results(_closed(partnerships, now - MEMBERS_FIRST))


def _closed(partnerships: Collection[Partnership], by: datetime) -> list[Pulse]:
    """Return the pulses that closed in the 90 days before `by`, the last one first."""
    pulses = Pulse.objects.filter(partnership__in=partnerships, closes_at__gt=by - WINDOW)
    return list(pulses.closed(by).with_reply_count().select_related("meeting"))


def _results(pulses: list[Pulse]) -> Results | None:
    if not pulses:
        return None
    met = [pulse.meeting.end for pulse in pulses]
    replied = sum(pulse.reply_count for pulse in pulses)
    asked = sum(pulse.asked for pulse in pulses)
    counts = _counts(pulses)
    return Results(
        meetings=len(pulses),
        since=min(met),
        until=max(met),
        reply_rate=publishing.share(replied, asked) if _are_many(pulses) else None,
        each=[_result(statement, counts, pulses) for statement in Statement],
    )


def _are_many(pulses: list[Pulse]) -> bool:
    """Say whether enough different people were asked: few who reply often are still few."""
    people: dict[int, int] = {}
    for pulse in pulses:
        people[pulse.partnership_id] = max(pulse.asked, people.get(pulse.partnership_id, 0))
    return publishing.count(sum(people.values())) is not None


def _counts(pulses: list[Pulse]) -> dict[str, int]:
    """Count, for each statement, who said yes and who said anything, in one query."""
    wanted = {}
    for statement in Statement.values:
        wanted[f"{statement}_yes"] = Count("pk", filter=Q(**{statement: Agrees.YES}))
        wanted[f"{statement}_said"] = Count("pk", filter=Q(**{f"{statement}__in": SAID}))
    return PulseReply.objects.filter(pulse__in=pulses).aggregate(**wanted)


def _result(statement: Statement, counts: dict[str, int], pulses: list[Pulse]) -> Result:
    if not _are_many(pulses):
        return Result(statement, None, None)
    yes, said = counts[f"{statement}_yes"], counts[f"{statement}_said"]
    return Result(statement, publishing.share(yes, said), publishing.count(said))
