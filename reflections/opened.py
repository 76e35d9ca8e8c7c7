"""One person's journal, opened: what its rows hold, and how they are found and written.

Rows are found by a pseudonym that only this person's key yields, and PostgreSQL shows no others
(`reflections.row_rules`).
"""

import base64
import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Self, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from partners import vault
from partners.models import Person
from partners.vault import CannotOpen, Drawer, Key
from reflections.models import SealedRow
from reflections.row_rules import only_rows_of

OWNER_SIZE = 16  # bytes

Row = TypeVar("Row", bound=SealedRow)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Written:
    """What a row of a journal holds, opened. `words` is None if it does not open.

    `revision` changes with each saving. A draft may belong to an `entry` that stands already.
    """

    pk: UUID
    words: str | None = field(default=None, repr=False)
    language: str = field(default="", repr=False)
    partnership: int | None = field(default=None, repr=False)
    prompt: str = field(default="", repr=False)
    written_at: datetime | None = field(default=None, repr=False)
    changed_at: datetime | None = field(default=None, repr=False)
    revision: str = field(default="", repr=False)
    entry: UUID | None = field(default=None, repr=False)
    page: str = field(default="", repr=False)
    themes: tuple[str, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return "something written"

    def as_text(self) -> str:
        """Return all of it as it is sealed."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)

    @classmethod
    def from_text(cls, pk: UUID, text: str) -> Self:
        """Return what `as_text` was."""
        values = json.loads(text)
        for name in ("written_at", "changed_at"):
            values[name] = values[name] and datetime.fromisoformat(values[name])
        values["entry"] = values["entry"] and UUID(values["entry"])
        values["themes"] = tuple(values["themes"])
        return cls(**{**values, "pk": pk})


@dataclass(frozen=True)
class Journal:
    """One person's journal: their key to it, and the pseudonym that owns its rows."""

    person: Person = field(repr=False)
    key: Key = field(repr=False)
    owner: UUID = field(repr=False)

    @classmethod
    def of(cls, person: Person, *, make: bool = False) -> Self:
        """Return the person's journal.

        Raises NoKey if there is none, CannotOpen if the site's own key does not fit.
        """
        key = vault.key_of(person, Drawer.JOURNAL, make=make)
        return cls(person, key, UUID(bytes=key.derive("owner", OWNER_SIZE)))

    def rows(self, model: type[Row]) -> QuerySet[Row]:
        """Return the rows of one kind that belong to this journal."""
        return model._default_manager.filter(owner=self.owner)

    def open(self, row: SealedRow) -> Written:
        """Return what a row holds. What does not open is written to the log, without content."""
        try:
            return Written.from_text(row.pk, self.key.unseal(row.sealed_words, row.bound_to))
        except CannotOpen:
            logger.error("A row of a journal does not open: %s %s", row._meta.db_table, row.pk)
            return Written(row.pk)

    def find(self, model: type[SealedRow], pk: UUID) -> Written | None:
        """Return what one row holds, if it is there."""
        row = self.rows(model).filter(pk=pk).first()
        return self.open(row) if row else None

    def keep(self, model: type[SealedRow], written: Written) -> None:
        """Write down what somebody wrote, or write it anew."""
        self.keep_row(model, written.pk, written.as_text())

    def keep_row(self, model: type[SealedRow], pk: UUID, text: str) -> None:
        """Write a row, or write it anew."""
        row = model(id=pk, owner=self.owner)
        row.sealed_words = self.key.seal(text, row.bound_to)
        changed = self.rows(model).filter(pk=pk).update(sealed_words=row.sealed_words)
        if not changed:
            row.save(force_insert=True)

    @property
    def browser_key(self) -> str:
        """The key with which a browser seals what it cannot send yet. It is never kept there."""
        return base64.b64encode(self.key.derive("browser")).decode()

    def place_of(self, page: UUID) -> UUID:
        """Return the key of the row for a page somebody writes on: no other journal has it."""
        return uuid.uuid5(self.owner, page.hex)


@contextmanager
def at_work(person: Person) -> Iterator[Journal]:
    """Write in the person's journal, one request at a time. It is begun if there is none yet."""
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        journal = Journal.of(person, make=True)
        with only_rows_of(journal.owner):
            yield journal


@contextmanager
def at_hand(person: Person) -> Iterator[Journal]:
    """Read the person's journal. Raises NoKey if there is none."""
    journal = Journal.of(person)
    with only_rows_of(journal.owner):
        yield journal
