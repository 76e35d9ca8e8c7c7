"""The only way out of this app: numbers that may be shown to others. Never words.

Each process adds the functions for its numbers under a heading of its own. Every public function
here takes a place (a partnership or a programme) and the present, and stands in one of two lists:
`ABOUT_PEOPLE` go through `partners.publishing` and never tell of a group too small to hide in;
`ABOUT_WORK` say what a group did, exactly, and nothing about who did it.

Numbers about people cover whole months that are over: nobody learns what changed since yesterday.

The census of the dashboards, which publishes many partnerships together, counts by `census`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from django.db.models import Count, Q

from partners import publishing
from partners.models import Membership, Partnership, Programme
from partners.roles import POWER_HOLDING
from reflections.barrier_numbers import OwedByLeaders, owed_by_leaders
from reflections.models import ChangeOutcome, Mark, PracticeChange, Reflected, Theme
from reflections.models.themes import ANYTHING
from reflections.theming import counted

Place = Partnership | Programme


# Reflecting: the journal and its themes


def people_who_reflected(place: Place, now: datetime) -> int | None:
    """Return how many people wrote something for themselves, as it may be shown."""
    return _of_members(_marks_by_theme(place, now).get(ANYTHING, 0), place)


def themes(place: Place, now: datetime) -> dict[str, int | None]:
    """Return how many people thought about each theme, as it may be shown; always in one order."""
    people = _marks_by_theme(place, now)
    return {theme: _of_members(people.get(theme, 0), place) for theme in Theme.values}


def _marks_by_theme(place: Place, now: datetime) -> dict[str, int]:
    marks = Mark.objects.of(place).between(*counted(now))
    rows = marks.values("theme").annotate(people=Count("whose", distinct=True))
    return dict(rows.values_list("theme", "people"))


def _of_members(people: int, place: Place) -> int | None:
    """Return `people` out of all members, whom everybody knows; None if it would point at some.

    Those who are not must be many too: "all but one" tells of everybody.
    """
    members = Membership.objects.active().filter(**_inside(place))
    others = members.values("person").distinct().count() - people
    return publishing.count(people) if publishing.count(others) is not None else None


# Those who hold power reflect first


def power_holders_first(place: Place, now: datetime) -> int | None:
    """Return the share, in per cent, of those who hold power and ticked "done"; None if too few."""
    since, until = (datetime.combine(day, time(), tzinfo=UTC) for day in counted(now))
    asked = Reflected.objects.filter(
        **_inside(place, "membership__partnership"), membership__group__in=POWER_HOLDING,
        meeting__cancelled_at=None, meeting__starts_at__gte=since, meeting__starts_at__lt=until,
    )  # fmt: skip
    people = asked.aggregate(
        all=Count("membership__person", distinct=True),
        done=Count("membership__person", distinct=True, filter=Q(is_done=True)),
    )
    return publishing.share(people["done"], people["all"])


# What changed because of reflecting


class Changes(NamedTuple):
    """Practice changes: how many were agreed on, and of these made, dropped, or neither yet."""

    agreed: int
    done: int
    dropped: int


def practice_changes(place: Place, now: datetime) -> Changes:
    """Return what became of the practice changes that were agreed on so far."""
    agreed = PracticeChange.objects.filter(**_inside(place), agreed_at__lte=now)
    made = agreed.filter(outcome=ChangeOutcome.DONE).count()
    return Changes(agreed.count(), made, agreed.filter(outcome=ChangeOutcome.DROPPED).count())


# What is in the way, and leaders were asked to act on


def barriers_of_leaders(place: Place, now: datetime) -> OwedByLeaders:
    """Return how many open barriers leaders were asked to act on, and how they stand."""
    return owed_by_leaders(Q(**_inside(place, "barrier__partnership")), now)


def _inside(place: Place, path: str = "partnership") -> dict[str, Any]:
    """Return the condition that something lies in a place; `path` leads to its partnership."""
    return {path if isinstance(place, Partnership) else f"{path}__programme": place}


Insight = Callable[[Any, datetime], Any]
ABOUT_PEOPLE: list[Insight] = [people_who_reflected, themes, power_holders_first]
ABOUT_WORK: list[Insight] = [practice_changes, barriers_of_leaders]
