"""Made-up decisions, inputs and reviews, never saved, for previews of what people are told."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, override
from modeltranslation.utils import build_localized_fieldname

from charters.models import (
    Decision,
    Input,
    InputAnswer,
    Method,
    Outcome,
    Position,
    Reviewer,
    ReviewRequest,
    Rung,
    RungExperienced,
    Stance,
)
from meetings.models import Resource
from partners.languages import CODES
from partners.models import Membership

UNSAVED = 0  # a key that no row has: addresses can be written, and links lead nowhere


def texts(field: str, words: str) -> dict[str, str]:
    """Return `words` in every language, as the columns of `field`."""
    texts = {}
    for code in CODES:
        with override(code):
            texts[build_localized_fieldname(field, code)] = gettext(words)
    return texts


def decision(membership: Membership, **more: Any) -> Decision:
    """A question that is open for a week."""
    now = timezone.now()
    question = gettext_noop("Should we meet in the evening?")
    return Decision(
        pk=UNSAVED, partnership=membership.partnership, proposed_by=membership, proposed_at=now,
        opens_at=now, closes_at=now + timedelta(days=7), method=Method.CONSENT,
        rung_claimed=Rung.CO_DECIDED, **texts("question", question), **more,
    )  # fmt: skip


def decision_taken(membership: Membership) -> Decision:
    """The same, decided."""
    now = timezone.now()
    outcome = gettext_noop("Yes. Most of us work during the day.")
    return decision(
        membership, decided_at=now, decided_by=membership,
        review_on=now.date() + timedelta(days=180), **texts("outcome", outcome),
    )  # fmt: skip


def rung(membership: Membership) -> RungExperienced:
    """The question how far it was shared."""
    return RungExperienced(pk=UNSAVED, decision=decision_taken(membership), membership=membership)


def position(membership: Membership) -> Position:
    """A position that somebody else wrote down."""
    return Position(
        pk=UNSAVED, decision=decision(membership), membership=membership, stance=Stance.AGREE,
        recorded_by=membership, taken_at=timezone.now(),
    )  # fmt: skip


def said(membership: Membership) -> Input:
    """Something that was said, and written down by somebody else."""
    now = timezone.now()
    return Input(
        pk=UNSAVED, partnership=membership.partnership, membership=membership,
        said=gettext("Nobody can come at two in the afternoon."),
        language=membership.person.language, said_at=now, recorded_by=membership,
        answer_due_at=now + timedelta(days=14),
    )  # fmt: skip


def answer(membership: Membership) -> InputAnswer:
    """What became of it."""
    reason = gettext_noop("From January the clinic is open until eight in the evening.")
    return InputAnswer(
        pk=UNSAVED, input=said(membership), outcome=Outcome.ADOPTED, answered_by=membership,
        answered_at=timezone.now(), **texts("reason", reason),
    )  # fmt: skip


def review(membership: Membership, **more: Any) -> ReviewRequest:
    """A request to review a resource."""
    now = timezone.now()
    reviewer = Reviewer(pk=UNSAVED, membership=membership)
    title = texts("title", gettext_noop("The plan in two pages"))
    return ReviewRequest(
        pk=UNSAVED, reviewer=reviewer, asked_by=membership, asked_at=now,
        resource=Resource(pk=UNSAVED, partnership=membership.partnership, **title),
        due_on=now.date() + timedelta(days=14), **more,
    )  # fmt: skip


def review_used(membership: Membership) -> ReviewRequest:
    """The same, used."""
    changed = gettext_noop("We wrote the second page anew, in shorter sentences.")
    return review(membership, told_at=timezone.now(), **texts("what_changed", changed))
