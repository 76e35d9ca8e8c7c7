"""What waits for a person in agreements, decisions, inputs and reviews, for their home pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q
from django.urls import reverse

from charters import signing
from charters.models import (
    Agreement,
    Decision,
    DutyDate,
    Evaluation,
    EvaluationAction,
    Input,
    Objection,
    Position,
    Remark,
    RemarkKind,
    ReviewRequest,
    RungExperienced,
    Version,
)
from charters.models.decisions import Stance, Voted
from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Waits, by_partnership

DUTY_AHEAD = timedelta(days=3)  # a promise shows this long before its day


def waits(memberships: Sequence[Membership], now: datetime) -> Iterator[Waits]:
    """Return what waits for one person, in as many queries for one membership as for many."""
    mine = {
        membership.pk: membership
        for membership in memberships
        if membership.may(Permission.TAKE_PART) and not membership.paused_at
    }
    if not mine:
        return
    yield from _signatures(mine)
    yield from _positions(mine, now)
    yield from _duties(mine, now)
    yield from _answers_to_confirm(mine)
    yield from _words_to_confirm(mine)
    yield from _rungs(mine)
    yield from _reviews(mine)
    yield from _to_close(mine, now)
    yield from _inputs_to_answer(mine, now)
    yield from _objections(mine)
    yield from _evaluations(mine)


def _address(name: str, membership: Membership, pk: int) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug, "pk": pk})


def _signatures(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Will you sign? Or not yet, because ..."""
    signing_in = by_partnership(mine, Permission.SIGN)
    versions = Prefetch("versions", queryset=Version.objects.with_signatures())
    agreements = Agreement.objects.standing().filter(
        partnership__in=signing_in, versions__replaced_at=None, versions__isnull=False
    )
    for agreement in agreements.prefetch_related(versions).distinct():
        membership = signing_in[agreement.partnership_id]
        history = list(agreement.versions.all())
        current = next(version for version in history if version.replaced_at is None)
        if membership.pk not in signing.standing(current, history):
            url = _address("charters:agreement", membership, agreement.pk)
            yield Waits("sign", membership, url, agreement, "title")


def _duties(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """You promised this."""
    promised = DutyDate.objects.open().filter(
        duty__holder__in=mine, duty__in_force_at__isnull=False, due_on__lte=now + DUTY_AHEAD
    )
    for date in promised.select_related("duty"):
        membership = mine[date.duty.holder_id]
        url = reverse(
            "charters:duty_outcome",
            kwargs={
                "slug": membership.partnership.slug,
                "pk": date.duty.agreement_id,
                "duty_date": date.pk,
            },
        )
        yield Waits("duty", membership, url, date.duty, "what")


def _positions(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """What do you say?"""
    deciding = by_partnership(mine, Permission.TAKE_POSITION)
    took = Position.objects.standing().filter(membership__in=mine).exclude(
        stance=Stance.MORE_TIME
    )  # fmt: skip
    open_ones = (
        Decision.objects.open(now)
        .filter(partnership__in=deciding)
        .exclude(Q(is_secret=False) & Q(pk__in=took.values("decision")))
        .exclude(pk__in=Voted.objects.filter(membership__in=mine).values("decision"))
    )
    for decision in open_ones:
        membership = deciding[decision.partnership_id]
        url = _address("charters:decision", membership, decision.pk)
        anchor = "vote" if decision.is_secret else "position"
        yield Waits("decision", membership, f"{url}#{anchor}", decision, "question")


def _answers_to_confirm(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Is this what happened?"""
    answered = Input.objects.answered().filter(membership__in=mine, answer__confirmed=None)
    for said in answered.select_related("answer"):
        membership = mine[said.membership_id]
        url = _address("charters:input", membership, said.pk)
        yield Waits("input_answered", membership, f"{url}#right", said.answer, "reason")


def _words_to_confirm(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Is this what you said?"""
    written = Input.objects.filter(
        membership__in=mine, recorded_by__isnull=False, recorded_right=None, withdrawn_at=None
    )
    for said in written.order_by("pk"):
        membership = mine[said.membership_id]
        yield Waits("input_recorded", membership, _address("charters:input", membership, said.pk))


def _rungs(mine: dict[int, Membership]) -> Iterator[Waits]:
    """How far was it shared with you?"""
    asked = RungExperienced.objects.filter(membership__in=mine, rung=None)
    for each in asked.select_related("decision").order_by("pk"):
        membership = mine[each.membership_id]
        url = _address("charters:decision", membership, each.decision_id)
        yield Waits("rung", membership, f"{url}#shared", each.decision, "question")


def _reviews(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Would you review this?"""
    asked = ReviewRequest.objects.open().filter(reviewer__membership__in=mine)
    for request in asked.select_related("reviewer", "resource"):
        membership = mine[request.reviewer.membership_id]
        url = _address("charters:review_request", membership, request.pk)
        yield Waits("review", membership, url, request.resource, "title")


def _to_close(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Its time is over: close it, or give more time."""
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    for decision in Decision.objects.to_close(now).filter(partnership__in=closing):
        membership = closing[decision.partnership_id]
        url = _address("charters:decision", membership, decision.pk)
        yield Waits("to_close", membership, url, decision, "question")


def _inputs_to_answer(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Late, or not right, says the person."""
    answering = by_partnership(mine, Permission.ANSWER_INPUT)
    inputs = Input.objects.filter(partnership__in=answering)
    for kind, rows in [("input_late", inputs.overdue(now)), ("input_wrong", inputs.disputed())]:
        for said in rows:
            membership = answering[said.partnership_id]
            yield Waits(kind, membership, _address("charters:input", membership, said.pk))


def _objections(mine: dict[int, Membership]) -> Iterator[Waits]:
    """An objection has no answer yet."""
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    unanswered = Objection.objects.unanswered().filter(
        decision__partnership__in=closing, decision__decided_at=None, decision__dropped_at=None
    )
    for objection in unanswered.select_related("decision").order_by("pk"):
        membership = closing[objection.decision.partnership_id]
        url = _address("charters:decision", membership, objection.decision_id)
        yield Waits("objection", membership, f"{url}#objections", objection.decision, "question")


def _evaluations(mine: dict[int, Membership]) -> Iterator[Waits]:
    """What do you see? And what you said you would do."""
    member_of = {membership.partnership_id: membership for membership in mine.values()}
    said = Remark.objects.filter(membership__in=mine, kind=RemarkKind.SEES)
    unsaid = Evaluation.objects.open().exclude(pk__in=said.values("evaluation"))
    for evaluation in unsaid.filter(partnership__in=member_of).select_related("partnership"):
        membership = member_of[evaluation.partnership_id]
        yield Waits("evaluation", membership, evaluation.get_absolute_url())
    promised = EvaluationAction.objects.open().filter(owner__in=mine)
    for action in promised.select_related("evaluation__partnership"):
        membership = mine[action.owner_id]
        yield Waits("action", membership, action.get_absolute_url(), action, "what")
