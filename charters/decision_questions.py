"""What people answer about decisions, inputs and reviews by one link, without signing in."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext

from charters import closing, listening, seating
from charters.models import Input, InputAnswer, ReviewRequest, Rung, RungExperienced
from notices import answers
from partners.help_grants import Scope
from partners.models import Membership
from translations.printing import reading, sentence, words

RUNG, INPUT_ANSWERED, INPUT_RECORDED, REVIEW_ASKED = "g", "i", "j", "v"
YES, NO = "yes", "no"
MOST_ASKED = 20  # of one kind on a helper's page


def yes_or_no(value: bool | None) -> str:
    """Return the value of an answer: "yes", "no", or "" for none yet."""
    return {True: YES, False: NO, None: ""}[value]


def _ask_rung(asked: RungExperienced) -> str:
    question = gettext(
        "It was decided: %(question)s How far was this decision shared with you?"
        " Others see only the answer in the middle, once three people answered."
    )
    decided = reading(asked.decision, "question", asked.membership.person)
    return sentence(question, question=decided)


def _record_rung(
    asked: RungExperienced, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    closing.answer_rung(asked, value, recorded_by, now)


answers.register(
    answers.Question(
        letter=RUNG,
        model=RungExperienced,
        ask=_ask_rung,
        choices=lambda asked: [(str(rung.value), str(rung.label)) for rung in Rung],
        current=lambda asked: str(asked.rung or ""),
        person=lambda asked: asked.membership.person,
        partnership=lambda asked: asked.decision.partnership,
        record=_record_rung,
        is_open=lambda asked, now: asked.membership.left_at is None,
        is_private=True,
        related=("decision__partnership", "membership__person", "recorded_by__person"),
    )
)


def _ask_whether_it_happened(given: InputAnswer) -> str:
    question = gettext(
        'You said: "%(said)s" What became of it: %(outcome)s. %(reason)s Is this what happened?'
    )
    return sentence(
        question,
        said=words(given.input.said, given.input.language),
        outcome=given.get_outcome_display(),
        reason=reading(given, "reason", given.input.membership.person),
    )


def _record_whether_it_happened(
    given: InputAnswer, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    listening.confirm(given, value == YES, recorded_by=recorded_by, now=now)


def _answered_inputs(member: Membership, now: datetime) -> QuerySet[InputAnswer]:
    """The answers to what somebody said that they have not confirmed, the latest first."""
    standing = member.inputs.filter(withdrawn_at=None).values("answer")
    rows = InputAnswer._default_manager.filter(pk__in=standing, confirmed=None)
    rows = rows.select_related(
        *("input__membership__person", "input__partnership", "recorded_by__person")
    )
    return rows.order_by("-answered_at", "-pk")[:MOST_ASKED]


answers.register(
    answers.Question(
        letter=INPUT_ANSWERED,
        model=InputAnswer,
        ask=_ask_whether_it_happened,
        choices=lambda given: [
            (YES, gettext("Yes, that is what happened")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda given: yes_or_no(given.confirmed),
        person=lambda given: given.input.membership.person,
        partnership=lambda given: given.input.partnership,
        record=_record_whether_it_happened,
        is_open=lambda given, now: given.is_standing and given.input.membership.left_at is None,
        related=("input__membership__person", "input__partnership", "recorded_by__person"),
        scope=Scope.INPUTS,
        rows=_answered_inputs,
    )
)


def _ask_whether_right(said: Input) -> str:
    question = gettext('Somebody wrote this down for you: "%(said)s" Is this what you said?')
    return sentence(question, said=words(said.said, said.language))


def _record_whether_right(
    said: Input, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    listening.confirm_recording(said, value == YES, now=now)


answers.register(
    answers.Question(
        letter=INPUT_RECORDED,
        model=Input,
        ask=_ask_whether_right,
        choices=lambda said: [
            (YES, gettext("Yes, that is what I said")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda said: yes_or_no(said.recorded_right),
        person=lambda said: said.membership.person,
        partnership=lambda said: said.partnership,
        record=_record_whether_right,
        is_open=lambda said, now: not said.withdrawn_at and said.membership.left_at is None,
        related=("membership__person", "partnership", "recorded_by__person"),
    )
)


def _ask_for_review(request: ReviewRequest) -> str:
    title = reading(request.resource, "title", request.reviewer.membership.person)
    return sentence(gettext("Can you review this: %(title)s"), title=title)


def _record_review_answer(
    request: ReviewRequest, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    (seating.accept if value == YES else seating.decline)(request, now=now)


def _review_answer(request: ReviewRequest) -> str:
    return {"accepted": YES, "declined": NO}.get(request.state, "")


answers.register(
    answers.Question(
        letter=REVIEW_ASKED,
        model=ReviewRequest,
        ask=_ask_for_review,
        choices=lambda request: [
            (YES, gettext("Yes, I will review it")),
            (NO, gettext("No, not this time")),
        ],
        current=_review_answer,
        person=lambda request: request.reviewer.membership.person,
        partnership=lambda request: request.reviewer.membership.partnership,
        record=_record_review_answer,
        is_open=lambda request, now: request.is_open,
        related=(
            "resource", "reviewer__membership__person", "reviewer__membership__partnership",
        ),
    )
)  # fmt: skip
