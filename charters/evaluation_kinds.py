"""What people are told about evaluations."""

from typing import Any

from django.utils.translation import gettext_lazy, gettext_noop

from charters import evaluating, examples
from charters.models import Evaluation, EvaluationAction
from notices import kinds
from notices.models import Notice
from partners.models import Membership


def _about(notice: Notice) -> dict[str, Any]:
    return {"about": notice.subject}


def _example(membership: Membership) -> Evaluation:
    """An evaluation of the quarter that ends today."""
    began = membership.partnership.created_at
    return Evaluation(
        pk=examples.UNSAVED, partnership=membership.partnership, due_on=began.date(),
        opened_at=began,
    )  # fmt: skip


def _example_action(membership: Membership) -> EvaluationAction:
    what = examples.texts("what", gettext_noop("Ask families about the hours, too."))
    evaluation = _example(membership)
    return EvaluationAction(
        pk=examples.UNSAVED, evaluation=evaluation, owner=membership, due_on=evaluation.due_on,
        **what,
    )  # fmt: skip


kinds.register(
    kinds.Kind(
        name=evaluating.OPEN,
        label=gettext_lazy("Every three months: how do we work?"),
        category=kinds.Category.AGREEMENTS,
        subject=Evaluation,
        context=_about,
        is_wanted=lambda notice, now: notice.subject.closed_at is None,
        example=_example,
    )
)
kinds.register(
    kinds.Kind(
        name=evaluating.ACTION_DUE,
        label=gettext_lazy("Something from an evaluation is due"),
        category=kinds.Category.REMINDERS,
        subject=EvaluationAction,
        context=_about,
        is_wanted=lambda notice, now: notice.subject.done_at is None,
        example=_example_action,
    )
)
