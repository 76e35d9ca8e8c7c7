"""Numbers about barriers for those who look from above: what was owed and done, exact.

Who reported a barrier, what anybody said, and how anybody answered never leave this app by here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q

from partners.models import Membership, Partnership
from partners.roles import Group
from reflections.barriers import today
from reflections.catalogue import Level
from reflections.models import Barrier, BarrierAction, BarrierState, Money


@dataclass(frozen=True)
class BarrierNumbers:
    """How a partnership's open barriers stand: by level, how many are late, who owns actions."""

    open_by_level: dict[Level, int]
    without_action: int
    overdue: int
    owners_by_group: dict[Group, int]  # open actions that somebody took on
    money_not_found: int

    @property
    def open(self) -> int:
        """All that are open."""
        return sum(self.open_by_level.values())


def numbers(partnership: Partnership, now: datetime) -> BarrierNumbers:
    """Return how the open barriers of one partnership stand."""
    return numbers_of([partnership], now)[partnership.pk]


def numbers_of(partnerships: Iterable[Partnership], now: datetime) -> dict[int, BarrierNumbers]:
    """Return how the open barriers stand, by the key of the partnership, all in one query."""
    found = {partnership.pk: partnership for partnership in partnerships}
    barriers: dict[int, list[Barrier]] = {pk: [] for pk in found}
    rows = Barrier.objects.open().filter(partnership__in=found)
    for barrier in rows.select_related("action__owner", "asking", "closing").order_by("pk"):
        barriers[barrier.partnership_id].append(barrier)
    return {pk: _count(barriers[pk], today(found[pk], now)) for pk in found}


def _count(barriers: list[Barrier], day: date) -> BarrierNumbers:
    actions = [action for barrier in barriers if (action := barrier.standing_action)]
    levels = Counter(barrier.level for barrier in barriers)
    owners = Counter(action.owner.group for action in actions if action.accepted_at)
    return BarrierNumbers(
        open_by_level={level: levels[level] for level in Level},
        without_action=sum(barrier.state == BarrierState.REPORTED for barrier in barriers),
        overdue=sum(barrier.is_overdue(day) for barrier in barriers),
        owners_by_group={group: owners[group] for group in Group if owners[group]},
        money_not_found=sum(action.money == Money.NOT_FOUND for action in actions),
    )


class OwedByLeaders(NamedTuple):
    """Open barriers that leaders were asked to act on: all, not taken on yet, and late."""

    open: int
    not_taken_on: int
    late: int


def owed_by_leaders(partnerships: Q, now: datetime) -> OwedByLeaders:
    """Return what leaders owe in the barriers for which a condition holds, in one query."""
    owned = BarrierAction.objects.standing().filter(partnerships, owner__group=Group.LEADER)
    return OwedByLeaders(
        **owned.aggregate(
            open=Count("pk"),
            not_taken_on=Count("pk", filter=Q(accepted_at=None)),
            late=Count("pk", filter=Q(due_on__lt=now.date())),
        )
    )


@dataclass(frozen=True)
class OwnedBarrier:
    """An open barrier whose action a leader was asked to take on, or took on."""

    partnership: Partnership
    barrier: Barrier
    action: BarrierAction
    owner: Membership
    due_on: date
    is_taken_on: bool
    is_overdue: bool


def open_barriers_of_leaders(
    partnerships: Iterable[Partnership], now: datetime
) -> list[OwnedBarrier]:
    """Return what leaders owe in these partnerships, the most overdue first, in one query.

    Of the barrier only its name in the catalogue, its level and the action may be shown outside
    the partnership: the rest is what people said.
    """
    owned = BarrierAction.objects.standing().filter(
        owner__group=Group.LEADER, barrier__partnership__in=list(partnerships)
    )
    rows = owned.select_related("barrier__partnership", "owner__person")
    return [
        OwnedBarrier(
            partnership=action.barrier.partnership,
            barrier=action.barrier,
            action=action,
            owner=action.owner,
            due_on=action.due_on,
            is_taken_on=action.accepted_at is not None,
            is_overdue=action.due_on < today(action.barrier.partnership, now),
        )
        for action in rows.order_by("due_on", "pk")
    ]
