"""What people are told about checkpoints, last talks and what was done for their goals."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy

from notices import kinds
from notices.models import Notice
from partners.models import GoalAction, LearningGoal, Membership
from reflections import checkpoints
from reflections.checkpoint_questions import CHOOSE, COME_BACK, WAS_IT_DONE
from reflections.goal_actions import GOAL_ACTION
from reflections.models import Checkpoint, Choice, ClosingConversation
from reflections.parting import CLOSING_TALK

UNSAVED = 0  # a key that no row has: addresses can be written, and links lead nowhere


def _context(notice: Notice) -> dict[str, Any]:
    return {"about": notice.subject}


def _checkpoint(membership: Membership, **more: Any) -> Checkpoint:
    now = timezone.now()
    return Checkpoint(pk=UNSAVED, membership=membership, opened_at=now, **more)


# The question that comes every few months


def _is_asked(notice: Notice, now: datetime) -> bool:
    return notice.subject is not None and checkpoints.is_asked(notice.subject)


def _choice(notice: Notice) -> list[tuple[str, Model]]:
    return [(CHOOSE, notice.subject)]


kinds.register(
    kinds.Kind(
        name=checkpoints.CHECKPOINT,
        label=gettext_lazy("Does it still fit? Asked every few months"),
        category=kinds.Category.REFLECTION,
        subject=Checkpoint,
        context=_context,
        is_wanted=_is_asked,
        questions=_choice,
        example=_checkpoint,
    )
)


# The question for which somebody asked when they took a break


def _is_asked_again(notice: Notice, now: datetime) -> bool:
    about = notice.subject
    return about is not None and checkpoints.is_asked_again(about, notice.occasion)


def _way_back(notice: Notice) -> list[tuple[str, Model]]:
    return [(COME_BACK, notice.subject)]


def _break(membership: Membership) -> Checkpoint:
    return _checkpoint(membership, choice=Choice.PAUSE, chosen_at=timezone.now())


kinds.register(
    kinds.Kind(
        name=checkpoints.RETURN,
        label=gettext_lazy("You wanted to be asked again after your break"),
        category=kinds.Category.REFLECTION,
        subject=Checkpoint,
        context=_context,
        is_wanted=_is_asked_again,
        questions=_way_back,
        example=_break,
    )
)


# A last talk


def _waits_for_a_talk(notice: Notice, now: datetime) -> bool:
    about = notice.subject
    return about is not None and about.done_at is None


def _talk(membership: Membership) -> ClosingConversation:
    return ClosingConversation(pk=UNSAVED, leaver=membership, wished_at=timezone.now())


kinds.register(
    kinds.Kind(
        name=CLOSING_TALK,
        label=gettext_lazy("Somebody who left would like to talk once more"),
        category=kinds.Category.WORK,
        subject=ClosingConversation,
        context=_context,
        is_wanted=_waits_for_a_talk,
        may_be_muted=False,
        example=_talk,
    )
)


# Something that was done for a goal


def _is_unanswered(notice: Notice, now: datetime) -> bool:
    about = notice.subject
    return about is not None and about.is_right is None and about.goal.membership.left_at is None


def _was_it_done(notice: Notice) -> list[tuple[str, Model]]:
    return [(WAS_IT_DONE, notice.subject)]


def _action(membership: Membership) -> GoalAction:
    today = timezone.now().date()
    return GoalAction(
        pk=UNSAVED, goal=LearningGoal(membership=membership), recorded_by=membership,
        done_on=today, recorded_at=timezone.now(),
    )  # fmt: skip


kinds.register(
    kinds.Kind(
        name=GOAL_ACTION,
        label=gettext_lazy("Something was done for what you want to learn"),
        category=kinds.Category.REFLECTION,
        subject=GoalAction,
        context=_context,
        is_wanted=_is_unanswered,
        questions=_was_it_done,
        example=_action,
    )
)
