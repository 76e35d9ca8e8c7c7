"""What people are told about barriers. What people wrote is told only to who wants everything."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from notices import kinds
from notices.models import Notice
from partners.models import Membership
from reflections import barrier_asking, barrier_examples
from reflections.barrier_questions import (
    HOW_IT_GOES,
    IS_IT_BETTER,
    IS_IT_RIGHT,
    IS_NOT_BETTER_RIGHT,
    WILL_YOU,
)
from reflections.barriers import keepers
from reflections.models import (
    ActionOutcome,
    Asking,
    Barrier,
    BarrierAction,
    BarrierClosing,
    BarrierState,
    BetterAnswer,
    NotBetter,
    Word,
)

Questions = Callable[[Notice], list[tuple[str, Model]]]


def _the_one(letter: str) -> Questions:
    return lambda notice: [(letter, notice.subject)]


def _none(notice: Notice) -> list[tuple[str, Model]]:
    return []


def _context(notice: Notice) -> dict[str, Any]:
    """Name what the templates print: the barrier, and the thing the message is about."""
    about = notice.subject
    return {"about": about, "barrier": _barrier_of(about), "occasion": notice.occasion}


def _barrier_of(about: Any) -> Barrier:
    return about if isinstance(about, Barrier) else about.barrier


def _kind(
    name: str,
    label: str | Promise,
    subject: type[Model],
    is_wanted: Callable[[Any, Notice, datetime], bool],
    *,
    questions: Questions = _none,
    category: kinds.Category = kinds.Category.REFLECTION,
    may_be_muted: bool = True,
    example: Callable[[Membership], Model | None],
    example_occasion: str = "",
) -> None:
    """Register a kind. Nothing is told of a barrier that was taken back."""

    def wanted(notice: Notice, now: datetime) -> bool:
        about = notice.subject
        stands = about is not None and not _barrier_of(about).withdrawn_at
        return stands and is_wanted(about, notice, now)

    kinds.register(
        kinds.Kind(
            name=name,
            label=label,
            category=category,
            subject=subject,
            context=_context,
            is_wanted=wanted,
            may_be_muted=may_be_muted,
            questions=questions,
            example=example,
            example_occasion=example_occasion,
        )
    )


# For those who keep barriers: what happened that only they can move on


def _needs_owner(barrier: Barrier, key: int) -> bool:
    return barrier.state == BarrierState.REPORTED


def _words_are_wrong(barrier: Barrier, key: int) -> bool:
    return barrier.recorded_right is False


def _was_declined(barrier: Barrier, key: int) -> bool:
    action = barrier.action
    return bool(action and action.pk == key and action.outcome == ActionOutcome.DECLINED)


def _needs_help(barrier: Barrier, key: int) -> bool:
    action = barrier.standing_action
    return bool(action and action.pk == key and action.word == Word.NEEDS_HELP)


def _waits_for_closing(barrier: Barrier, key: int) -> bool:
    return barrier.asking_id == key and not barrier.closing_id


def _not_better_is_wrong(barrier: Barrier, key: int) -> bool:
    return barrier.not_better.filter(pk=key, recorded_right=False).exists()


OCCASIONS: dict[str, Callable[[Barrier, int], bool]] = {
    "new": _needs_owner,
    "w": _words_are_wrong,
    "d": _was_declined,
    "h": _needs_help,
    "x": _needs_owner,
    "n": _needs_owner,
    "m": _not_better_is_wrong,
    "a": _waits_for_closing,
}


def occasion_of(notice: Notice) -> tuple[str, int]:
    """Return why those who keep barriers are told, and the key of what it is about."""
    why = notice.occasion.rstrip("0123456789")
    return why, int(notice.occasion[len(why) :] or 0)


def _work_is_wanted(barrier: Barrier, notice: Notice, now: datetime) -> bool:
    why, key = occasion_of(notice)
    keeps = keepers(barrier.partnership).filter(person=notice.person_id).exists()
    return keeps and OCCASIONS[why](barrier, key)


_kind(
    "barrier_work",
    gettext_lazy("Something in the way waits for you"),
    Barrier,
    _work_is_wanted,
    category=kinds.Category.WORK,
    example=barrier_examples.barrier,
    example_occasion="new",
)


# For the owner of an action


def _is_asked(action: BarrierAction, notice: Notice, now: datetime) -> bool:
    stands = action.barrier.action_id == action.pk and not action.barrier.closing_id
    return stands and not action.ended_at and not action.accepted_at


def _is_due(action: BarrierAction, notice: Notice, now: datetime) -> bool:
    owner = action.owner
    there = owner.left_at is None and owner.paused_at is None
    stands = action.barrier.action_id == action.pk and not action.barrier.closing_id
    in_work = stands and bool(action.accepted_at) and not action.ended_at
    return there and in_work and notice.revision == action.moves.count()


_kind(
    "barrier_owner",
    gettext_lazy("Somebody asks you to take something on"),
    BarrierAction,
    _is_asked,
    questions=_the_one(WILL_YOU),
    may_be_muted=False,
    example=barrier_examples.action,
)
_kind(
    "barrier_due",
    gettext_lazy("Something that you took on is due"),
    BarrierAction,
    _is_due,
    questions=_the_one(HOW_IT_GOES),
    category=kinds.Category.REMINDERS,
    example=barrier_examples.action,
    example_occasion="due",
)


# For who reported it, and those affected


def _is_news(action: BarrierAction, notice: Notice, now: datetime) -> bool:
    if notice.occasion == "dropped":
        return action.outcome == ActionOutcome.NOT_DONE
    return bool(action.accepted_at) and not action.ended_at


def _my_answer(notice: Notice) -> BetterAnswer | None:
    """Return the row in which the person of this notice answers."""
    asking: Asking = notice.subject
    if not asking.pk:
        return barrier_examples.answer(asking, asking.barrier.membership)
    rows = asking.answers.select_related("asking__barrier", "membership")
    return rows.filter(membership__person=notice.person_id).first()


def _better(notice: Notice) -> list[tuple[str, Model]]:
    row = _my_answer(notice)
    return [(IS_IT_BETTER, row)] if row else []


def _is_to_answer(asking: Asking, notice: Notice, now: datetime) -> bool:
    row = _my_answer(notice)
    return row is not None and not row.answer and barrier_asking.is_open(row, now)


_kind(
    "barrier_recorded",
    gettext_lazy("Somebody wrote down what you said is in the way"),
    Barrier,
    lambda barrier, notice, now: (
        barrier.recorded_right is None and notice.revision == barrier.revision
    ),
    questions=_the_one(IS_IT_RIGHT),
    may_be_muted=False,
    example=barrier_examples.barrier,
)
_kind(
    "not_better_recorded",
    gettext_lazy("Somebody wrote down that you say it is not better"),
    NotBetter,
    lambda words, notice, now: words.recorded_right is None,
    questions=_the_one(IS_NOT_BETTER_RIGHT),
    may_be_muted=False,
    example=barrier_examples.not_better,
)
_kind(
    "barrier_news",
    gettext_lazy("What becomes of something that you reported"),
    BarrierAction,
    _is_news,
    example=barrier_examples.action,
    example_occasion="taken",
)
_kind(
    "barrier_better",
    gettext_lazy("Is it better?"),
    Asking,
    _is_to_answer,
    questions=_better,
    example=barrier_examples.asking,
)
_kind(
    "barrier_closed",
    gettext_lazy("What people told us about something in the way"),
    BarrierClosing,
    lambda closing, notice, now: closing.barrier.closing_id == closing.pk,
    example=barrier_examples.closing,
)
