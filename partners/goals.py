"""What people want to learn or do: written by them, sealed, and what was done for it."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from partners import vault
from partners.models import Audience, GoalAction, LearningGoal, Membership

logger = logging.getLogger(__name__)

MOST = 20  # goals of one person; more at once only weigh on them


class TooMany(Exception):
    """The person has as many goals as one can look after."""


@transaction.atomic
def add(
    membership: Membership, words: str, *, language: str, visible_to: str, now: datetime
) -> None:
    """Keep one more goal, sealed. Saying the same again changes nothing. Raises TooMany."""
    membership.lock()
    goals = mine(membership)
    if any(opened(goal, membership) == words for goal in goals):
        return
    if len(goals) >= MOST:
        raise TooMany
    goal = LearningGoal(membership=membership, visible_to=visible_to)
    _write(goal, membership, words, language, now)


@transaction.atomic
def add_lines(
    membership: Membership,
    lines: Iterable[str],
    *,
    language: str,
    visible_to: str = Audience.ONLY_ME,
    now: datetime,
) -> None:
    """Keep a goal a line, as somebody says them when they join. Raises TooMany; then none."""
    for number, line in enumerate(lines):
        then = now + timedelta(microseconds=number)  # they stay in their order
        add(membership, line, language=language, visible_to=visible_to, now=then)


def change(
    goal: LearningGoal,
    membership: Membership,
    *,
    words: str,
    language: str,
    visible_to: str,
    now: datetime,
) -> None:
    """Say a goal differently, or show it to others."""
    goal.visible_to = visible_to
    if (opened(goal, membership), goal.language) == (words, language):
        goal.save(update_fields=["visible_to"])
    else:
        _write(goal, membership, words, language, now)


def _write(
    goal: LearningGoal, membership: Membership, words: str, language: str, now: datetime
) -> None:
    goal.sealed = vault.seal(membership.person, words, goal.bound_to)
    goal.language, goal.written_at = language, now
    goal.save()


def mine(membership: Membership) -> list[LearningGoal]:
    """Return one's own goals, the oldest first."""
    return list(membership.goals.order_by("written_at", "pk"))


def opened(row: LearningGoal | GoalAction, membership: Membership) -> str | None:
    """Return the words of a goal of `membership`, or of what was done for it; None if lost."""
    try:
        return vault.unseal(membership.person, row.sealed, row.bound_to)
    except vault.CannotOpen:
        logger.warning("A goal of membership %s cannot be opened.", membership.pk)
        return None


def open_all(goals: Iterable[LearningGoal], membership: Membership) -> list[LearningGoal]:
    """Let each goal of one person know its `words`."""
    found = list(goals)
    for goal in found:
        vars(goal)["words"] = opened(goal, membership)
    return found


def open_actions(goal: LearningGoal, membership: Membership) -> list[GoalAction]:
    """Return what was done for a goal, each with its `words`, the earliest first."""
    done = sorted(goal.actions.all(), key=lambda action: (action.done_on, action.pk))
    for action in done:
        vars(action)["words"] = opened(action, membership)
    return done


def whole(membership: Membership) -> list[tuple[LearningGoal, list[GoalAction]]]:
    """Return one's own goals with their words, and what was done for each."""
    rows = membership.goals.prefetch_related("actions__recorded_by__person")
    found = open_all(rows.order_by("written_at", "pk"), membership)
    return [(goal, open_actions(goal, membership)) for goal in found]


def record(
    goal: LearningGoal,
    membership: Membership,
    *,
    words: str,
    language: str,
    action: GoalAction,
) -> GoalAction:
    """Save what was done for a goal, sealed with the key of the goal's author."""
    action.goal, action.language = goal, language
    action.sealed = vault.seal(membership.person, words, action.bound_to)
    action.save()
    return action
