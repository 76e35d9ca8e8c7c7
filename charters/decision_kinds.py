"""What people are told about decisions, inputs and reviews, and what they answer by a link."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from charters import examples, pace
from charters.decision_questions import INPUT_ANSWERED, INPUT_RECORDED, REVIEW_ASKED, RUNG
from charters.models import Decision, Input, InputAnswer, Position, ReviewRequest, RungExperienced
from notices import kinds
from notices.models import Notice
from partners.models import Membership


def _kind(
    name: str,
    label: str | Promise,
    subject: type[Model],
    is_wanted: Callable[[Any, Notice, datetime], bool],
    *,
    category: kinds.Category = kinds.Category.AGREEMENTS,
    question: str = "",
    may_be_muted: bool = True,
    example: Callable[[Membership], Model | None],
) -> None:
    """Register a kind whose template calls its subject `about`."""

    def wanted(notice: Notice, now: datetime) -> bool:
        return notice.subject is not None and is_wanted(notice.subject, notice, now)

    def context(notice: Notice) -> dict[str, Any]:
        return {"about": notice.subject}

    def questions(notice: Notice) -> list[tuple[str, Model]]:
        return [(question, notice.subject)] if question else []

    kinds.register(
        kinds.Kind(
            name=name,
            label=label,
            category=category,
            subject=subject,
            context=context,
            is_wanted=wanted,
            may_be_muted=may_be_muted,
            questions=questions,
            example=example,
        )
    )


def _awaits(decision: Decision, notice: Notice, now: datetime) -> bool:
    in_time = decision.is_undecided and now < decision.closes_at
    return in_time and notice.revision == decision.revision


def _awaits_this_person(decision: Decision, notice: Notice, now: datetime) -> bool:
    mine = decision.partnership.memberships.active().filter(person=notice.person)
    took = pace.who_decided(decision)
    return _awaits(decision, notice, now) and not mine.filter(pk__in=took).exists()


_kind(
    "decision_open",
    gettext_lazy("Something to decide together"),
    Decision,
    _awaits,
    may_be_muted=False,
    example=examples.decision,
)
_kind(
    "decision_undecided",
    gettext_lazy("A decision closes soon, and you took no position"),
    Decision,
    _awaits_this_person,
    category=kinds.Category.REMINDERS,
    example=examples.decision,
)
_kind(
    "decision_outcome",
    gettext_lazy("What was decided, and why"),
    Decision,
    lambda decision, notice, now: not decision.is_undecided,
    example=examples.decision_taken,
)
_kind(
    "decision_review_due",
    gettext_lazy("It is time to look at a decision again"),
    Decision,
    lambda decision, notice, now: bool(decision.decided_at and decision.review_on),
    category=kinds.Category.REMINDERS,
    example=examples.decision_taken,
)
_kind(
    "rung_asked",
    gettext_lazy("How far was a decision shared with you?"),
    RungExperienced,
    lambda asked, notice, now: asked.rung is None,
    category=kinds.Category.FOLLOW_UPS,
    question=RUNG,
    example=examples.rung,
)
_kind(
    "position_recorded",
    gettext_lazy("Somebody wrote down your position"),
    Position,
    lambda position, notice, now: position.replaced_at is None,
    may_be_muted=False,
    example=examples.position,
)
_kind(
    "input_recorded",
    gettext_lazy("Somebody wrote down what you said"),
    Input,
    lambda said, notice, now: said.recorded_right is None and not said.withdrawn_at,
    question=INPUT_RECORDED,
    may_be_muted=False,
    example=examples.said,
)
_kind(
    "input_answered",
    gettext_lazy("What became of what you said"),
    InputAnswer,
    lambda given, notice, now: given.is_standing,
    question=INPUT_ANSWERED,
    may_be_muted=False,
    example=examples.answer,
)
_kind(
    "input_overdue",
    gettext_lazy("Something that was said still has no answer"),
    Input,
    lambda said, notice, now: said.is_overdue(now),
    category=kinds.Category.WORK,
    example=examples.said,
)
_kind(
    "input_disputed",
    gettext_lazy("Somebody says that something is not right"),
    Input,
    lambda said, notice, now: not said.withdrawn_at,
    category=kinds.Category.WORK,
    example=examples.said,
)
_kind(
    "review_asked",
    gettext_lazy("Somebody asks you for a review"),
    ReviewRequest,
    lambda request, notice, now: request.state == "asked",
    question=REVIEW_ASKED,
    example=examples.review,
)
_kind(
    "review_due",
    gettext_lazy("A review is due soon"),
    ReviewRequest,
    lambda request, notice, now: request.is_open,
    category=kinds.Category.REMINDERS,
    example=examples.review,
)
_kind(
    "review_used",
    gettext_lazy("What changed because of your review"),
    ReviewRequest,
    lambda request, notice, now: request.told_at is not None,
    example=examples.review_used,
)
