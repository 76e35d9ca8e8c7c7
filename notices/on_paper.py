"""Answers on paper: making an answer form, finding it again by a code, and typing in what it says.

Whoever wrote on the form is the person themselves. Who types it in is kept, and the person gets a
receipt as after a phone call.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from notices import answers, paper_codes, receipts
from notices.calling import Asking
from notices.models import PaperForm, PaperQuestion
from notices.rendering import language_of
from partners.models import Membership, Partnership


class NotACode(Exception):
    """It has too few or too many characters, or some that no code has."""


class Mistyped(Exception):
    """It looks like a code, but one character is wrong, or two changed places."""


class NotHere(Exception):
    """No form of this partnership has this code. Whether another has it is not said."""


@dataclass(frozen=True)
class Line:
    """One question on a form, as it stands now."""

    row: PaperQuestion
    asking: Asking
    is_open: bool

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The answers, each with the number that stands before it on the paper."""
        given = self.asking.question.choices(self.asking.obj)
        return [(value, f"{number}. {label}") for number, (value, label) in enumerate(given, 1)]

    @property
    def answer(self) -> str:
        """The words of the answer given so far; "" where only the person may read it."""
        question = self.asking.question
        return "" if question.is_private else question.answer(self.asking.obj)

    @property
    def ask(self) -> str:
        """The question in the language of the page."""
        return str(self.asking.question.ask(self.asking.obj))

    @property
    def language(self) -> str:
        """The language in which the person is asked."""
        membership = self.row.form.membership
        return language_of(membership.person, membership.partnership)


@transaction.atomic
def form_for(
    membership: Membership, asked: Iterable[tuple[str, Model]], *, now: datetime
) -> PaperForm | None:
    """Return the form that asks a person just these questions, the same as before if there is one.

    None if there is nothing to ask.
    """
    wanted = list({(letter, obj.pk): None for letter, obj in asked if obj.pk})
    if not wanted:
        return None
    membership.lock()
    words = " ".join(f"{letter}{pk}" for letter, pk in wanted)
    form, is_new = PaperForm.objects.get_or_create(
        membership=membership,
        asks=hashlib.sha256(words.encode()).hexdigest(),
        defaults={"made_at": now},
    )
    if is_new:
        PaperQuestion.objects.bulk_create(
            PaperQuestion(form=form, letter=letter, object_id=pk) for letter, pk in wanted
        )
    return form


def find(partnership: Partnership, typed: str) -> tuple[PaperForm, str]:
    """Return the form with a code that somebody typed, and the code if it is one question's.

    Raises NotACode, Mistyped or NotHere.
    """
    code = paper_codes.tidy(typed)
    if not paper_codes.is_whole(code):
        raise NotACode
    if not paper_codes.is_right(code):
        raise Mistyped
    forms = PaperForm.objects.filter(
        membership__partnership=partnership, membership__left_at=None
    ).select_related("membership__person", "membership__partnership")
    if form := forms.filter(code=code).first():
        return form, ""
    if form := forms.filter(questions__code=code).first():
        return form, code
    raise NotHere


def lines(form: PaperForm, now: datetime, only: str = "") -> list[Line]:
    """Return the questions of a form, in the order of the paper; or the one with the code `only`.

    What is gone since it was printed, or is another person's by now, is left out.
    """
    rows = list(form.questions.select_related("typed_by__person").order_by("pk"))
    things = _things(rows)
    found = []
    for row in rows:
        row.form = form
        obj = things.get((row.letter, row.object_id))
        if obj is None or (only and row.code != only):
            continue
        question = answers.get(row.letter)
        if question.person(obj).pk == form.membership.person_id:
            found.append(Line(row, Asking(question, obj), question.is_open(obj, now)))
    return found


def _things(rows: Iterable[PaperQuestion]) -> dict[tuple[str, int], Model]:
    """Return what the questions are about, in one statement for each kind of question."""
    wanted = defaultdict(list)
    for row in rows:
        wanted[row.letter].append(row.object_id)
    return {
        (letter, pk): obj
        for letter, keys in wanted.items()
        for pk, obj in answers.things(letter, keys).items()
    }


@transaction.atomic
def record(
    form: PaperForm,
    given: Mapping[str, str],
    *,
    only: str = "",
    by: Membership,
    now: datetime,
) -> int:
    """Record what a form says (`given` by the names of the questions). Return how many changed.

    Sending the same again changes nothing, and what closed meanwhile stays as it is.
    """
    form.membership.lock()
    changed = 0
    for line in lines(form, now, only):
        question, obj = line.asking.question, line.asking.obj
        value = given.get(line.asking.name, "")
        if not line.is_open or not question.offers(obj, value) or value == question.current(obj):
            continue
        receipts.record(question, obj, value, recorded_by=by, now=now)
        PaperQuestion.objects.filter(pk=line.row.pk).update(typed_by=by, typed_at=now)
        changed += 1
    return changed
