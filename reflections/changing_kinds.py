"""What the owner of a practice change is told, and what they answer by a link."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_noop, override
from django.utils.translation import gettext_lazy as _

from notices import answers
from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners import dates
from partners.languages import CODES
from partners.models import Detail, Membership
from reflections import changing
from reflections.models import ChangeOutcome, PracticeChange
from translations.printing import reading, sentence
from translations.reading import set_text

DONE, NOT_YET, DROPPED = ChangeOutcome.DONE.value, "not_yet", ChangeOutcome.DROPPED.value


def _ask(change: PracticeChange) -> str:
    question = gettext("You wanted to do this differently: %(what)s What became of it?")
    return sentence(question, what=reading(change, "what", change.owner.person))


def _choices(change: PracticeChange) -> list[tuple[str, str]]:
    offered = [(DONE, gettext("It is done")), (NOT_YET, gettext("Not yet"))]
    dropped = (DROPPED, str(ChangeOutcome.DROPPED.label))
    return [*offered, dropped] if change.outcome == DROPPED else offered


def _current(change: PracticeChange) -> str:
    return change.outcome or (NOT_YET if change.not_yet_at else "")


def _record(
    change: PracticeChange, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    if value == NOT_YET:
        changing.reopen(change, now=now)
        changing.not_yet(change, recorded_by=recorded_by, now=now)
    elif change.is_open:
        changing.end(change, DONE, recorded_by=recorded_by, now=now)
    change.refresh_from_db()


answers.register(
    answers.Question(
        letter=changing.CHANGE,
        model=PracticeChange,
        ask=_ask,
        choices=_choices,
        current=_current,
        person=lambda change: change.owner.person,
        partnership=lambda change: change.partnership,
        record=_record,
        is_open=lambda change, now: (
            change.outcome != ChangeOutcome.DROPPED and change.owner.left_at is None
        ),
        related=("partnership", "owner__person", "recorded_by__person"),
    )
)


def _is_its_owners(notice: Notice, now: datetime) -> bool:
    change = notice.subject
    if change is None or not change.is_open or notice.revision != change.revision:
        return False
    takes_part = change.owner.left_at is None and change.owner.paused_at is None
    return takes_part and change.owner.person_id == notice.person_id


def _context(notice: Notice) -> dict[str, Any]:
    change, person = notice.subject, notice.person
    home = settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)
    full = person.detail == Detail.FULL and change.pk
    return {
        "change": change,
        "day": dates.day(change.due_on, get_language()),
        "is_last": notice.occasion == changing.LATER,
        "home": home,
        "page": settings.BASE_URL + change.get_absolute_url() if full else home,
    }


def _what_became_of_it(notice: Notice) -> list[tuple[str, Model]]:
    return [(changing.CHANGE, notice.subject)]


EXAMPLE = gettext_noop("Whoever leads the meeting speaks last.")


def _example(membership: Membership) -> PracticeChange:
    """Return something a group may want to do differently, made up."""
    change = PracticeChange(
        partnership=membership.partnership, owner=membership,
        due_on=(timezone.now() + timedelta(days=30)).date(),
    )  # fmt: skip
    for code in CODES:
        with override(code):
            set_text(change, "what", code, gettext(EXAMPLE))
    return change


def _kind(
    name: str, label: str | Promise, questions: Callable[[Notice], list[tuple[str, Model]]]
) -> None:
    register(
        Kind(
            name=name,
            label=label,
            category=Category.REFLECTION,
            subject=PracticeChange,
            context=_context,
            is_wanted=_is_its_owners,
            questions=questions,
            example=_example,
            example_occasion=changing.ON_THE_DAY,
        )
    )


_kind(changing.CHANGE_AGREED, _("You are written down for a change"), lambda notice: [])
_kind(changing.CHANGE_DUE, _("What became of a change?"), _what_became_of_it)
