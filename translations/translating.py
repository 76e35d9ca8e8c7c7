"""Translating a text: keep what is begun, hand it in, and let a second person check it.

Who translated does not approve. A binding text, one that people sign, passes through the hands of a
translator: two of them, or one and a member who reads both languages.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Model
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES
from partners.models import Membership, Partnership
from partners.roles import Permission, Role
from translations import pieces
from translations.forms import digest, text_of
from translations.models import State, Text, Translation
from translations.overview import Standing, standing


class ChangedMeanwhile(Exception):
    """The first words, or the translation, are not those that the person saw."""


class MayNotApprove(Exception):
    """This person does not approve this text."""


class OwnWork(MayNotApprove):
    """They wrote it themselves."""


class DoesNotReadBoth(MayNotApprove):
    """They do not read both languages."""


class NeedsTranslator(MayNotApprove):
    """It is binding, and no translator has had a hand in it yet."""


class NothingToApprove(MayNotApprove):
    """There are no words of a person that are up to date, or they are checked already."""


@dataclass
class Task:
    """One text in one language, with its words, as the page of the translator shows it."""

    text: Text
    record: Any
    language: str
    row: Translation | None

    @cached_property
    def piece(self) -> pieces.Piece:
        """What is known of such records."""
        return pieces.of(type(self.record))

    @property
    def column(self) -> str:
        """The name of the record's field that holds the words in this language."""
        return build_localized_fieldname(self.text.field, self.language)

    @property
    def source(self) -> str:
        """The first words."""
        return self.words_in(self.text.source_language)

    @property
    def words(self) -> str:
        """The words that readers see in this language, "" for none."""
        return self.words_in(self.language)

    @property
    def begun(self) -> str:
        """What to go on with: what somebody keeps, else the words that are there."""
        return self.row.kept if self.row and self.row.kept else self.words

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return standing(self.text, self.row)

    @property
    def seen(self) -> str:
        """A fingerprint of the translation, as the person sees it."""
        return digest(f"{self.words}\n{self.row.kept if self.row else ''}")

    @property
    def longest(self) -> int | None:
        """How many characters fit."""
        field = self.record._meta.get_field(self.column)
        longest: int | None = field.max_length
        return longest

    def words_in(self, language: str) -> str:
        """Return the words of this text in a language."""
        return text_of(self.record, build_localized_fieldname(self.text.field, language))


def find(partnership: Partnership, text: int, language: str) -> Task | None:
    """Return a text of a partnership in a language that is not its first, or None."""
    found = partnership.texts.select_related("content_type").filter(pk=text).first()
    if found is None or language not in CODES or language == found.source_language:
        return None
    record = found.record
    if record is None:
        return None
    people = ("written_by__person", "approved_by__person", "kept_by__person")
    row = found.translations.select_related(*people).filter(language=language).first()
    return Task(found, record, language, row)


@transaction.atomic
def keep(task: Task, words: str, *, by: Membership, seen: str) -> None:
    """Keep words that are not finished. Readers see nothing of them.

    Raises ChangedMeanwhile if somebody else kept or wrote others since.
    """
    task = locked(task, seen=seen)
    row = task.row or Translation(
        text=task.text, language=task.language, from_version=task.text.version,
        from_words=task.source,
    )  # fmt: skip
    row.kept, row.kept_by, row.kept_is_machine = words, by if words else None, False
    if row.kept or row.is_there:
        row.save()
    elif row.pk:
        row.delete()


@transaction.atomic
def hand_in(
    task: Task, words: str, *, by: Membership, seen: str, source: str, now: datetime
) -> None:
    """Let readers see a translation, ready for a second person to check.

    Also says of words that stand already that they still fit. Raises ChangedMeanwhile if the
    translation or the first words changed since, and CannotWrite.
    """
    task = locked(task, seen=seen)
    if task.source != source:
        raise ChangedMeanwhile
    if words != task.words:
        setattr(task.record, task.column, words)
        task.piece.write(task.record, [task.column], by, now)  # which records it as a draft
    row, _is_new = Translation.objects.get_or_create(
        text=task.text, language=task.language, defaults={"from_version": task.text.version}
    )
    row.state, row.digest, row.written_by = State.REVIEW, digest(words), by
    row.from_version, row.from_words = task.text.version, source
    row.approved_by = row.approved_at = None
    row.kept, row.kept_by, row.kept_is_machine = "", None, False
    row.save()


@transaction.atomic
def approve(task: Task, *, by: Membership, seen: str, source: str, now: datetime) -> None:
    """Say that a second person finds the translation right.

    `seen` and `source` are fingerprints of what they read. Raises ChangedMeanwhile if the words are
    others by now, or one of MayNotApprove.
    """
    task = locked(task)
    if digest(task.source) != source or digest(task.words) != seen:
        raise ChangedMeanwhile
    check_may_approve(task, by)
    assert task.row is not None
    task.row.state, task.row.approved_by, task.row.approved_at = State.APPROVED, by, now
    task.row.save()


def check_may_approve(task: Task, by: Membership) -> None:
    """Raise one of MayNotApprove, if this person may not."""
    if task.standing not in (Standing.REVIEW, Standing.DRAFT):
        raise NothingToApprove
    author = task.row.written_by if task.row else None
    if author is not None and author.pk == by.pk:
        raise OwnWork
    reads_both = {task.language, task.text.source_language} <= set(by.person.reads)
    if not (reads_both or by.role == Role.TRANSLATOR) or not by.may(Permission.CHECK_TRANSLATIONS):
        raise DoesNotReadBoth
    if task.piece.is_binding and Role.TRANSLATOR not in {by.role, author and author.role}:
        raise NeedsTranslator


def locked(task: Task, *, seen: str | None = None) -> Task:
    """Return the task as it stands now, locked until the transaction ends."""
    text = Text.objects.select_for_update().get(pk=task.text.pk)
    model: type[Model] = type(task.record)
    record = model._default_manager.select_for_update(of=("self",)).get(pk=task.record.pk)
    row = text.translations.select_related("written_by").filter(language=task.language).first()
    now = Task(text, record, task.language, row)
    if seen is not None and now.seen != seen:
        raise ChangedMeanwhile
    return now
