"""Evaluating: once a quarter, led by somebody with lived experience, answered by who leads."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max

from charters.models import Evaluation, EvaluationAction, Remark, RemarkKind
from charters.recorded_rows import REMARK
from notices import planning
from notices.recording import tell
from partners.models import Membership, Partnership
from partners.roles import Group

EVERY = relativedelta(months=3)
IN_TIME = relativedelta(days=30)  # to close it, after its day
WHO_ANSWERS = frozenset({Group.LEADER, Group.PAYER})
OPEN = "evaluation_open"
ACTION_DUE = "evaluation_action_due"


class CannotEvaluate(Exception):
    """Something stands against it; each kind says what."""


class Closed(CannotEvaluate):
    """The evaluation has ended."""


class NotLivedExperience(CannotEvaluate):
    """Only somebody with lived experience leads an evaluation."""


class LedAlready(CannotEvaluate):
    """Somebody else leads it."""


class NotLed(CannotEvaluate):
    """Nobody leads it yet."""


class NotWhoLeads(CannotEvaluate):
    """Only who leads it, or who writes down what they say, may end it."""


class NotWhoAnswers(CannotEvaluate):
    """Only leaders and payers answer an evaluation."""


def due(now: datetime) -> Iterator[tuple[Partnership, date]]:
    """Return each partnership whose evaluation is due and not open, and the day it was due on."""
    rows = Partnership.objects.exclude(evaluations__in=Evaluation.objects.open())
    for partnership in rows.annotate(last=Max("evaluations__due_on")).order_by("pk"):
        today = now.astimezone(partnership.zone).date()
        last = partnership.last or partnership.created_at.astimezone(partnership.zone).date()
        if last + EVERY <= today:
            yield partnership, _latest_before(last, today)


def _latest_before(last: date, today: date) -> date:
    """Return the last quarter day up to today. Days that passed unseen are not made up for."""
    quarters = 1
    while last + EVERY * (quarters + 1) <= today:
        quarters += 1
    return last + EVERY * quarters


@transaction.atomic
def open_evaluation(
    partnership: Partnership, due_on: date, figures: list[dict[str, Any]], now: datetime
) -> Evaluation:
    """Open an evaluation with its figures, and tell everyone. Doing it twice opens one."""
    evaluation, is_new = Evaluation.objects.get_or_create(
        partnership=partnership, due_on=due_on, defaults={"opened_at": now, "figures": figures}
    )
    if is_new:
        members = partnership.memberships.taking_part().with_person()
        people = [member.person for member in members]
        planning.plan(OPEN, evaluation, people, partnership=partnership, now=now)
    return evaluation


def _locked(evaluation: Evaluation) -> Evaluation:
    """Return it, kept from others until the transaction ends. Raises Closed."""
    rows = Evaluation.objects.select_related("partnership", "led_by")
    fresh = rows.select_for_update(of=("self",)).get(pk=evaluation.pk)
    if fresh.closed_at:
        raise Closed
    return fresh


@transaction.atomic
def lead(evaluation: Evaluation, membership: Membership) -> None:
    """Let `membership` lead it. Raises Closed, NotLivedExperience, LedAlready."""
    evaluation = _locked(evaluation)
    if not membership.is_lived_experience:
        raise NotLivedExperience
    if evaluation.led_by_id not in (None, membership.pk):
        raise LedAlready
    evaluation.led_by = membership
    evaluation.save(update_fields=["led_by"])


@transaction.atomic
def step_back(evaluation: Evaluation, membership: Membership) -> None:
    """Let somebody else lead. Raises Closed."""
    evaluation = _locked(evaluation)
    Evaluation.objects.filter(pk=evaluation.pk, led_by=membership).update(led_by=None)


@transaction.atomic
def remark(
    evaluation: Evaluation, membership: Membership, *, kind: str, text: str, language: str,
    recorded_by: Membership | None = None, now: datetime,
) -> Remark:  # fmt: skip
    """Keep what somebody says; saying it anew takes the place of it. Raises Closed, NotWhoAnswers.

    Leaders answer after it was closed too: then everybody has spoken.
    """
    if kind == RemarkKind.ANSWERS:
        if membership.group not in WHO_ANSWERS:
            raise NotWhoAnswers
    else:
        _locked(evaluation)
    said, _is_new = Remark.objects.update_or_create(
        evaluation=evaluation,
        membership=membership,
        kind=kind,
        defaults={
            "text": text,
            "language": language,
            "group": membership.group,
            "recorded_by": None if recorded_by == membership else recorded_by,
            "said_at": now,
        },
    )
    tell(REMARK, said, membership, recorded_by=recorded_by, now=now)
    return said


@transaction.atomic
def act(action: EvaluationAction, now: datetime) -> EvaluationAction:
    """Keep what somebody will do, and remind them on its day. Raises Closed."""
    _locked(action.evaluation)
    action.save(force_insert=True)
    partnership = action.evaluation.partnership
    day = datetime.combine(action.due_on, datetime.min.time(), tzinfo=partnership.zone)
    planning.plan(
        ACTION_DUE, action, [action.owner.person], partnership=partnership, now=now, due_at=day
    )
    return action


def finish(action: EvaluationAction, now: datetime) -> bool:
    """Say that it is done. Return whether it was not before."""
    fresh = EvaluationAction.objects.open().order_by().filter(pk=action.pk)
    planning.void(action, kinds=[ACTION_DUE])
    return bool(fresh.update(done_at=now))


@transaction.atomic
def close(
    evaluation: Evaluation, present: Iterable[Membership], *, by: Membership, records: bool,
    now: datetime,
) -> None:  # fmt: skip
    """End it with who was there. Raises Closed, NotLed, NotWhoLeads.

    `records` says that `by` may write down for who leads, who may have no account.
    """
    evaluation = _locked(evaluation)
    if evaluation.led_by is None:
        raise NotLed
    if evaluation.led_by != by and not records:
        raise NotWhoLeads
    evaluation.present.set(present)
    evaluation.closed_at, evaluation.closed_by = now, by
    evaluation.save(update_fields=["closed_at", "closed_by"])
    planning.void(evaluation, kinds=[OPEN])
