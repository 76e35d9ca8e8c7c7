"""What waits for a person in agreements, decisions, inputs and reviews, for their home pages."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
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
from partners.waiting import Mine, Row, Source, Waits, by_partnership, moment, texts
from translations.reading import written

DUTY_AHEAD = timedelta(days=3)  # a promise shows this long before its day


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
    own = Prefetch("signatures", queryset=Signature.objects.filter(membership__in=mine))
    versions = Version.objects.filter(agreement__in=agreements.order_by())
    versions = versions.select_related("agreement").prefetch_related(own)
    by_agreement = groupby(versions.order_by("-agreement", "-number"), lambda it: it.agreement)
    for agreement, history in ((it, [*each]) for it, each in by_agreement):
        membership = signing_in[agreement.partnership_id]
        current = next(version for version in history if version.replaced_at is None)
        if membership.pk not in signing.standing(current, history):
            url = _address("charters:agreement", membership, agreement.pk)
            yield Waits("sign", membership, url, written(agreement, "title"))


def _promised(mine: Mine, now: datetime) -> QuerySet[DutyDate]:
    return DutyDate.objects.open().filter(
        duty__holder__in=mine, duty__in_force_at__isnull=False, due_on__lte=now + DUTY_AHEAD
    )


def _duties(mine: Mine, dates: list[Row]) -> Iterator[Waits]:
    """You promised this."""
    for row in dates:
        membership = mine[row.holder]
        url = reverse(
            "charters:duty_outcome",
            kwargs={
                "slug": membership.partnership.slug, "pk": row.agreement, "duty_date": row.pk,
            },
        )  # fmt: skip
        yield Waits("duty", membership, url, row.texts)


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


def _positions(mine: Mine, decisions: list[Row]) -> Iterator[Waits]:
    """What do you say?"""
    deciding = by_partnership(mine, Permission.TAKE_POSITION)
    for row in decisions:
        membership = deciding[row.partnership]
        anchor = "vote" if row.is_secret else "position"
        url = _address("charters:decision", membership, row.pk)
        yield Waits("decision", membership, f"{url}#{anchor}", row.texts)


def _unconfirmed(mine: Mine, now: datetime) -> QuerySet[Input]:
    return Input.objects.answered().filter(membership__in=mine, answer__confirmed=None)


def _answers_to_confirm(mine: Mine, answered: list[Row]) -> Iterator[Waits]:
    """Is this what happened?"""
    for row in answered:
        membership = mine[row.membership]
        url = _address("charters:input", membership, row.pk)
        yield Waits("input_answered", membership, f"{url}#right", row.texts)


def _written_down(mine: Mine, now: datetime) -> QuerySet[Input]:
    written = Input.objects.filter(
        membership__in=mine, recorded_by__isnull=False, recorded_right=None, withdrawn_at=None
    )
    return written.order_by("pk")


def _words_to_confirm(mine: Mine, written: list[Row]) -> Iterator[Waits]:
    """Is this what you said?"""
    for row in written:
        membership = mine[row.membership]
        yield Waits("input_recorded", membership, _address("charters:input", membership, row.pk))


def _asked_about_rungs(mine: Mine, now: datetime) -> QuerySet[RungExperienced]:
    return RungExperienced.objects.filter(membership__in=mine, rung=None).order_by("pk")


def _rungs(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """How far was it shared with you?"""
    for row in asked:
        membership = mine[row.membership]
        url = _address("charters:decision", membership, row.decision)
        yield Waits("rung", membership, f"{url}#shared", row.texts)


def _asked_to_review(mine: Mine, now: datetime) -> QuerySet[ReviewRequest]:
    return ReviewRequest.objects.open().filter(reviewer__membership__in=mine)


def _reviews(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """Would you review this?"""
    for row in asked:
        membership = mine[row.membership]
        url = _address("charters:review_request", membership, row.pk)
        yield Waits("review", membership, url, row.texts)


def _over(mine: Mine, now: datetime) -> QuerySet[Decision]:
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    return Decision.objects.to_close(now).filter(partnership__in=closing)


def _to_close(mine: Mine, decisions: list[Row]) -> Iterator[Waits]:
    """Its time is over: close it, or give more time."""
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    for row in decisions:
        membership = closing[row.partnership]
        url = _address("charters:decision", membership, row.pk)
        yield Waits("to_close", membership, url, row.texts)


def _late(mine: Mine, now: datetime) -> QuerySet[Input]:
    answering = by_partnership(mine, Permission.ANSWER_INPUT)
    return Input.objects.filter(partnership__in=answering).overdue(now)


def _wrong(mine: Mine, now: datetime) -> QuerySet[Input]:
    answering = by_partnership(mine, Permission.ANSWER_INPUT)
    return Input.objects.filter(partnership__in=answering).disputed()


def _inputs_to_answer(kind: str) -> Callable[[Mine, list[Row]], Iterator[Waits]]:
    """Return how inputs to answer are shown: late, or not right, says the person."""

    def lines(mine: Mine, rows: list[Row]) -> Iterator[Waits]:
        answering = by_partnership(mine, Permission.ANSWER_INPUT)
        for row in rows:
            membership = answering[row.partnership]
            yield Waits(kind, membership, _address("charters:input", membership, row.pk))

    return lines


def _unanswered(mine: Mine, now: datetime) -> QuerySet[Objection]:
    unanswered = Objection.objects.unanswered().filter(
        decision__partnership__in=by_partnership(mine, Permission.CLOSE_DECISION),
        decision__decided_at=None,
        decision__dropped_at=None,
    )
    return unanswered.order_by("pk")


def _objections(mine: Mine, unanswered: list[Row]) -> Iterator[Waits]:
    """An objection has no answer yet."""
    closing = by_partnership(mine, Permission.CLOSE_DECISION)
    for row in unanswered:
        membership = closing[row.partnership]
        url = _address("charters:decision", membership, row.decision)
        yield Waits("objection", membership, f"{url}#objections", row.texts)


def _unsaid(mine: Mine, now: datetime) -> QuerySet[Evaluation]:
    member_of = by_partnership(mine, Permission.TAKE_PART)
    said = Remark.objects.filter(membership__in=mine, kind=RemarkKind.SEES)
    unsaid = Evaluation.objects.open().exclude(pk__in=said.values("evaluation"))
    return unsaid.filter(partnership__in=member_of)


def _evaluations(mine: Mine, unsaid: list[Row]) -> Iterator[Waits]:
    """What do you see?"""
    member_of = by_partnership(mine, Permission.TAKE_PART)
    for row in unsaid:
        membership = member_of[row.partnership]
        url = _address("dashboards:evaluation", membership, row.pk)
        yield Waits("evaluation", membership, url)


def _owned(mine: Mine, now: datetime) -> QuerySet[EvaluationAction]:
    return EvaluationAction.objects.open().filter(owner__in=mine)


def _actions(mine: Mine, owned: list[Row]) -> Iterator[Waits]:
    """You said in an evaluation that you would do this."""
    for row in owned:
        membership = mine[row.owner]
        url = _address("dashboards:evaluation", membership, row.evaluation)
        yield Waits("action", membership, f"{url}#actions", row.texts)


def _answered_calls(mine: Mine, now: datetime) -> QuerySet[Call, Any]:
    inviting = by_partnership(mine, Permission.INVITE_PEOPLE)
    waiting = CallAnswer.objects.waiting().filter(call=OuterRef("pk"))
    many = waiting.order_by().values("call").annotate(many=Count("pk")).values("many")
    calls = Call.objects.filter(Exists(waiting), partnership__in=inviting).order_by("pk")
    return calls.annotate(
        first=Subquery(waiting.values("came_at")[:1]),
        many=Subquery(many),
        now=Value(now, output_field=DateTimeField()),
    )


def _call_answers(mine: Mine, calls: list[Row]) -> Iterator[Waits]:
    """People answered an open call; and some of them wait longer than was promised."""
    inviting = by_partnership(mine, Permission.INVITE_PEOPLE)
    for row in calls:
        first, now = moment(row.first), moment(row.now)
        is_late = first and now and first + timedelta(days=row.days) < now
        membership = inviting[row.partnership]
        url = _address("charters:call", membership, row.pk)
        kind = "call_late" if is_late else "call_answered"
        yield Waits(kind, membership, url, row.texts, many=row.many)


HERE = {"pk": "pk", "partnership": "partnership"}
MINE = {"pk": "pk", "membership": "membership"}
ASKED = {**HERE, "texts": texts("question")}
OF_DECISION = {"decision": "decision", "texts": texts("decision__question")}

SOURCES = [
    Source(_unsigned, _signatures),
    Source(_undecided, _positions, {**ASKED, "is_secret": "is_secret"}),
    Source(
        _promised,
        _duties,
        {
            "pk": "pk",
            "holder": "duty__holder",
            "agreement": "duty__agreement",
            "texts": texts("duty__what"),
        },
    ),
    Source(_unconfirmed, _answers_to_confirm, {**MINE, "texts": texts("answer__reason")}),
    Source(_written_down, _words_to_confirm, MINE),
    Source(_asked_about_rungs, _rungs, {"membership": "membership", **OF_DECISION}),
    Source(
        _asked_to_review,
        _reviews,
        {"pk": "pk", "membership": "reviewer__membership", "texts": texts("resource__title")},
    ),
    Source(_over, _to_close, ASKED),
    Source(_late, _inputs_to_answer("input_late"), HERE),
    Source(_wrong, _inputs_to_answer("input_wrong"), HERE),
    Source(_unanswered, _objections, {"partnership": "decision__partnership", **OF_DECISION}),
    Source(
        _answered_calls,
        _call_answers,
        {
            **HERE,
            "texts": texts("title"),
            "first": "first",
            "many": "many",
            "now": "now",
            "days": "partnership__working_rules__feedback_days",
        },
    ),
    Source(_unsaid, _evaluations, HERE),
    Source(
        _owned,
        _actions,
        {"owner": "owner", "evaluation": "evaluation", "texts": texts("what")},
    ),
]
