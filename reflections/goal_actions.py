"""What a partnership does for what people want to learn; they say whether it was right."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from notices.planning import plan
from partners import auditing, goals
from partners.models import GoalAction, LearningGoal, Membership

GOAL_ACTION = "goal_action"  # kind of notice


def shown_goals(reader: Membership) -> QuerySet[LearningGoal]:
    """Return the goals of others that `reader` may help with, person by person."""
    goals_here = LearningGoal.objects.visible_to(reader).filter(
        membership__partnership=reader.partnership_id, membership__left_at=None
    )
    rows = goals_here.exclude(membership=reader).select_related("membership__person")
    rows = rows.prefetch_related("actions__recorded_by__person")
    return rows.order_by("membership__person__name", "membership", "written_at", "pk")


@transaction.atomic
def record(
    goal: LearningGoal,
    *,
    words: str,
    language: str,
    done_on: date,
    by: Membership,
    now: datetime,
) -> GoalAction:
    """Write down what was done for somebody's goal, and ask them whether it was right.

    The same written twice is one. Only goals that were shown can be reached here.
    """
    author = goal.membership
    author.lock()
    for action in goals.open_actions(goal, author):
        if (vars(action)["words"], action.done_on) == (words, done_on):
            return action
    action = GoalAction(recorded_by=by, recorded_at=now, done_on=done_on)
    goals.record(goal, author, words=words, language=language, action=action)
    auditing.recorded(by, author, action)
    plan(GOAL_ACTION, action, [author.person], partnership=by.partnership, now=now)
    return action
