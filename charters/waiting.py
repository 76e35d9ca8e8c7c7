"""What waits for a person in agreements, decisions, inputs and reviews, for their home pages."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
)
from django.urls import reverse

from charters import signing
from charters.models import (
    Agreement,
    Call,
    CallAnswer,
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
    Signature,
    Version,
)
from charters.models.decisions import Stance, Voted
from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Mine, Source, Waits, by_partnership, collect, taking_part

DUTY_AHEAD = timedelta(days=3)  # a promise shows this long before its day


def waits(memberships: Sequence[Membership], now: datetime) -> Iterator[Waits]:
    """Return what waits for one person, in as many queries for one membership as for many."""
    mine = taking_part(memberships)
    yield from collect([(source, mine) for source in SOURCES], now)


def _address(name: str, membership: Membership, pk: int) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug, "pk": pk})


def _unsigned(mine: Mine, now: datetime) -> QuerySet[Agreement]:
    """Agreements whose newest version the person has not answered."""
    answered = Signature.objects.standing().filter(
        membership__in=mine, version__agreement=OuterRef("pk"), version__replaced_at=None
    )
    agreements = Agreement.objects.standing().filter(
        partnership__in=by_partnership(mine, Permission.SIGN), versions__replaced_at=None
    )
    return agreements.filter(~Exists(answered), versions__isnull=False)


def _signatures(mine: Mine, agreements: QuerySet[Agreement]) -> Iterator[Waits]:
    """Will you sign? Or not yet, because ... An answer to a version before may count."""
    signing_in = by_partnership(mine, Permission.SIGN)
    versions = Prefetch("versions", queryset=Version.objects.with_signatures())
    for agreement in agreements.prefetch_related(versions):
        membership = signing_in[agreement.partnership_id]
        history = list(agreement.versions.all())
        current = next(version for version in history if version.replaced_at is None)
        if membership.pk not in signing.standing(current, history):
            url = _address("charters:agreement", membership, agreement.pk)
            yield Waits("sign", membership, url, agreement, "title")


def _promised(mine: Mine, now: datetime) -> QuerySet[DutyDate]:
    dates = DutyDate.objects.open().filter(
        duty__holder__in=mine, duty__in_force_at__isnull=False, due_on__lte=now + DUTY_AHEAD
    )
    return dates.select_related("duty")


def _duties(mine: Mine, dates: QuerySet[DutyDate]) -> Iterator[Waits]:
    """You promised this."""
    for date in dates:
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


def _undecided(mine: Mine, now: datetime) -> QuerySet[Decision]:
    took = Position.objects.standing().filter(membership__in=mine).exclude(
        stance=Stance.MORE_TIME
    )  # fmt: skip
    return (
        Decision.objects.open(now)
        .filter(partnership__in=by_partnership(mine, Permission.TAKE_POSITION))
        .exclude(Q(is_secret=False) & Q(pk__in=took.values("decision")))
        .exclude(pk__in=Voted.objects.filter(membership__in=mine).values("decision"))
    )


def _positions(mine: Mine, decisions: QuerySet[Decision]) -> Iterator[Waits]:
    """What do you say?"""
    deciding = by_partnership(mine, Permission.TAKE_POSITION)
    for decision in decisions:
        membership = deciding[decision.partnership_id]
        url = _address("charters:decision", membership, decision.pk)
        anchor = "vote" if decision.is_secret else "position"
        yield Waits("decision", membership, f"{url}#{anchor}", decision, "question")


def _unconfirmed(mine: Mine, now: datetime) -> QuerySet[Input]:
    answered = Input.objects.answered().filter(membership__in=mine, answer__confirmed=None)
    return answered.select_related("answer")


def _answers_to_confirm(mine: Mine, answered: QuerySet[Input]) -> Iterator[Waits]:
    """Is this what happened?"""
    for said in answered:
        membership = mine[said.membership_id]
        url = _address("charters:input", membership, said.pk)
        yield Waits("input_answered", membership, f"{url}#right", said.answer, "reason")


def _written_down(mine: Mine, now: datetime) -> QuerySet[Input]:
    written = Input.objects.filter(
        membership__in=mine, recorded_by__isnull=False, recorded_right=None, withdrawn_at=None
    )
    return written.order_by("pk")


def _words_to_confirm(mine: Mine, written: QuerySet[Input]) -> Iterator[Waits]:
    """Is this what you said?"""
    for said in written:
        membership = mine[said.membership_id]
        yield Waits("input_recorded", membership, _address("charters:input", membership, said.pk))


def _asked_about_rungs(mine: Mine, now: datetime) -> QuerySet[RungExperienced]:
    asked = RungExperienced.objects.filter(membership__in=mine, rung=None)
    return asked.select_related("decision").order_by("pk")


def _rungs(mine: Mine, asked: QuerySet[RungExperienced]) -> Iterator[Waits]:
    """How far was it shared with you?"""
    for each in asked:
        membership = mine[each.membership_id]
        url = _address("charters:decision", membership, each.decision_id)
        yield Waits("rung", membership, f"{url}#shared", each.decision, "question")


def _asked_to_review(mine: Mine, now: datetime) -> QuerySet[ReviewRequest]:
    asked = ReviewRequest.objects.open().filter(reviewer__membership__in=mine)
    return asked.select_related("reviewer", "resource")


def _reviews(mine: Mine, asked: QuerySet[ReviewRequest]) -> Iterator[Waits]:
    """Would you review this?"""
    for request in asked:
        membership = mine[request.reviewer.membership_id]
        url = _address("charters:review_request", membership, request.pk)
        yield Waits("review", membership, url, request.resource, "title")


def _over(mine: Mine, now: datetime) -> QuerySet[Decision]:
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    return Decision.objects.to_close(now).filter(partnership__in=closing)


def _to_close(mine: Mine, decisions: QuerySet[Decision]) -> Iterator[Waits]:
    """Its time is over: close it, or give more time."""
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    for decision in decisions:
        membership = closing[decision.partnership_id]
        url = _address("charters:decision", membership, decision.pk)
        yield Waits("to_close", membership, url, decision, "question")


def _late(mine: Mine, now: datetime) -> QuerySet[Input]:
    answering = by_partnership(mine, Permission.ANSWER_INPUT)
    return Input.objects.filter(partnership__in=answering).overdue(now)


def _wrong(mine: Mine, now: datetime) -> QuerySet[Input]:
    answering = by_partnership(mine, Permission.ANSWER_INPUT)
    return Input.objects.filter(partnership__in=answering).disputed()


def _inputs_to_answer(kind: str) -> Callable[[Mine, QuerySet[Input]], Iterator[Waits]]:
    """Return how inputs to answer are shown: late, or not right, says the person."""

    def lines(mine: Mine, rows: QuerySet[Input]) -> Iterator[Waits]:
        answering = by_partnership(mine, Permission.ANSWER_INPUT)
        for said in rows:
            membership = answering[said.partnership_id]
            yield Waits(kind, membership, _address("charters:input", membership, said.pk))

    return lines


def _unanswered(mine: Mine, now: datetime) -> QuerySet[Objection]:
    unanswered = Objection.objects.unanswered().filter(
        decision__partnership__in=by_partnership(mine, Permission.CLOSE_DECISION),
        decision__decided_at=None,
        decision__dropped_at=None,
    )
    return unanswered.select_related("decision").order_by("pk")


def _objections(mine: Mine, unanswered: QuerySet[Objection]) -> Iterator[Waits]:
    """An objection has no answer yet."""
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    for objection in unanswered:
        membership = closing[objection.decision.partnership_id]
        url = _address("charters:decision", membership, objection.decision_id)
        yield Waits("objection", membership, f"{url}#objections", objection.decision, "question")


def _unsaid(mine: Mine, now: datetime) -> QuerySet[Evaluation]:
    member_of = by_partnership(mine, Permission.TAKE_PART)
    said = Remark.objects.filter(membership__in=mine, kind=RemarkKind.SEES)
    unsaid = Evaluation.objects.open().exclude(pk__in=said.values("evaluation"))
    return unsaid.filter(partnership__in=member_of).select_related("partnership")


def _evaluations(mine: Mine, unsaid: QuerySet[Evaluation]) -> Iterator[Waits]:
    """What do you see?"""
    member_of = by_partnership(mine, Permission.TAKE_PART)
    for evaluation in unsaid:
        membership = member_of[evaluation.partnership_id]
        yield Waits("evaluation", membership, evaluation.get_absolute_url())


def _owned(mine: Mine, now: datetime) -> QuerySet[EvaluationAction]:
    owned = EvaluationAction.objects.open().filter(owner__in=mine)
    return owned.select_related("evaluation__partnership")


def _actions(mine: Mine, owned: QuerySet[EvaluationAction]) -> Iterator[Waits]:
    """You said in an evaluation that you would do this."""
    for action in owned:
        membership = mine[action.owner_id]
        yield Waits("action", membership, action.get_absolute_url(), action, "what")


def _answered_calls(mine: Mine, now: datetime) -> QuerySet[Call]:
    inviting = by_partnership(mine, Permission.INVITE_PEOPLE)
    waiting = CallAnswer.objects.waiting().filter(call=OuterRef("pk"))
    calls = Call.objects.filter(Exists(waiting), partnership__in=inviting)
    return calls.annotate(looked_at=Value(now, output_field=DateTimeField()))


def _call_answers(mine: Mine, calls: QuerySet[Any, Any]) -> Iterator[Waits]:
    """People answered an open call; and some of them wait longer than was promised."""
    inviting = by_partnership(mine, Permission.INVITE_PEOPLE)
    first = Min("answers__came_at", filter=Q(answers__done_at=None))
    many = Count("answers", filter=Q(answers__done_at=None))
    rules = calls.select_related("partnership__working_rules")
    for call in rules.annotate(first=first, many=many).order_by("pk"):
        days = timedelta(days=call.partnership.working_rules.feedback_days)
        kind = "call_late" if call.first + days < call.looked_at else "call_answered"
        membership = inviting[call.partnership_id]
        yield Waits(kind, membership, call.get_absolute_url(), call, "title", call.many)


SOURCES = [
    Source(_unsigned, _signatures),
    Source(_undecided, _positions),
    Source(_promised, _duties),
    Source(_unconfirmed, _answers_to_confirm),
    Source(_written_down, _words_to_confirm),
    Source(_asked_about_rungs, _rungs),
    Source(_asked_to_review, _reviews),
    Source(_over, _to_close),
    Source(_late, _inputs_to_answer("input_late")),
    Source(_wrong, _inputs_to_answer("input_wrong")),
    Source(_unanswered, _objections),
    Source(_answered_calls, _call_answers),
    Source(_unsaid, _evaluations),
    Source(_owned, _actions),
]
