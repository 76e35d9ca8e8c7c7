"""Writing in one's private journal: words, drafts of words, taking them along, deleting them.

Everything here asks for the person whose journal it is. Rows are found by a pseudonym that only
this person's key yields, and PostgreSQL shows no others (`reflections.row_rules`). Whether the
journal may be opened now is not asked here, but by `reflections.unlocking`.
"""

import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.views.decorators.debug import sensitive_variables

from partners import vault
from partners.models import Membership, Person
from partners.vault import CannotOpen, Drawer, Key, NoKey
from reflections.models import Draft, Entry, JournalLock, SealedRow
from reflections.row_rules import only_rows_of

LIMIT = 20_000  # characters of an entry
DRAFT_LIMIT = 200_000  # characters: more than an entry, so that too much is not lost either
OWNER_SIZE = 16  # bytes

Row = TypeVar("Row", bound=SealedRow)

logger = logging.getLogger(__name__)


class TooLong(Exception):
    """More words than fit. `limit` says how many characters do."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit)


class NotThere(Exception):
    """This journal has no such entry, or not any more."""


class ChangedMeanwhile(Exception):
    """The entry was saved in another window meanwhile. `now_there` is what it holds."""

    def __init__(self, now_there: "Written") -> None:
        self.now_there = now_there
        super().__init__()


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

    def __str__(self) -> str:
        return "something written"

    def as_text(self) -> str:
        """Return all of it as it is sealed."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def from_text(cls, pk: UUID, text: str) -> Self:
        """Return what `as_text` was."""
        values = json.loads(text)
        for name in ("written_at", "changed_at"):
            values[name] = values[name] and datetime.fromisoformat(values[name])
        values["entry"] = values["entry"] and UUID(values["entry"])
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

    @contextmanager
    def at_work(self) -> Iterator[Self]:
        """Work on its rows, one request at a time."""
        with only_rows_of(self.owner):
            Person.objects.select_for_update(no_key=True).get(pk=self.person.pk)
            yield self

    @contextmanager
    def at_hand(self) -> Iterator[Self]:
        """Read its rows."""
        with only_rows_of(self.owner):
            yield self

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
        """Write a row, or write it anew."""
        row = model(id=written.pk, owner=self.owner)
        row.sealed_words = self.key.seal(written.as_text(), row.bound_to)
        changed = self.rows(model).filter(pk=row.pk).update(sealed_words=row.sealed_words)
        if not changed:
            row.save(force_insert=True)

    def place_of(self, page: UUID) -> UUID:
        """Return the key of the row for a page somebody writes on: no other journal has it."""
        return uuid.uuid5(self.owner, page.hex)


# Reading


def entries_of(membership: Membership) -> list[Written]:
    """Return what was written in this partnership, newest first; what does not open comes last."""
    return _within(all_entries_of(membership.person), membership)


def all_entries_of(person: Person) -> list[Written]:
    """Return all that the person wrote, in whichever partnership."""
    return _all(person, Entry)


def drafts_of(membership: Membership) -> list[Written]:
    """Return the words written in this partnership that are not saved yet."""
    return _within(all_drafts_of(membership.person), membership)


def all_drafts_of(person: Person) -> list[Written]:
    """Return all words that are not saved yet."""
    return _all(person, Draft)


def entry_of(person: Person, pk: UUID) -> Written:
    """Return one entry. Raises NotThere."""
    return _one(person, Entry, pk)


def draft_on(person: Person, page: UUID) -> Written | None:
    """Return the words of one page that are not saved yet, or None."""
    try:
        with Journal.of(person).at_hand() as journal:
            return journal.find(Draft, journal.place_of(page))
    except NoKey:
        return None


def _all(person: Person, model: type[SealedRow]) -> list[Written]:
    try:
        with Journal.of(person).at_hand() as journal:
            found = [journal.open(row) for row in journal.rows(model)]
    except NoKey:
        return []
    closed = [each for each in found if each.written_at is None]
    readable = [(each.written_at, each.pk, each) for each in found if each.written_at]
    return [each for _at, _pk, each in sorted(readable, reverse=True)] + closed


def _one(person: Person, model: type[SealedRow], pk: UUID) -> Written:
    try:
        with Journal.of(person).at_hand() as journal:
            found = journal.find(model, pk)
    except NoKey as error:
        raise NotThere from error
    if found is None:
        raise NotThere
    return found


def _within(found: list[Written], membership: Membership) -> list[Written]:
    here = {membership.partnership_id, None}  # None: does not open, so it may be from here
    return [each for each in found if each.partnership in here]


# Writing


@sensitive_variables()
def write(
    membership: Membership,
    words: str,
    *,
    language: str,
    page: UUID,
    now: datetime,
    revision: str = "",
    prompt: str = "",
) -> Written:
    """Keep an entry that was written on `page`, a random number that the page brought along.

    Saving the same words on the same page again changes nothing. Raises TooLong, and
    ChangedMeanwhile if other words of this page were saved already and `revision` is not theirs.
    """
    journal = Journal.of(membership.person, make=True)
    written = Written(
        journal.place_of(page), clean(words), language, membership.partnership_id, prompt, now
    )
    return _save(journal, written, revision=revision, page=page, now=now)


@sensitive_variables()
def change(
    person: Person, pk: UUID, words: str, *, language: str, page: UUID, revision: str, now: datetime
) -> Written:
    """Write an entry anew. `revision` is the one that the page showed.

    Words of an entry that was deleted meanwhile are kept as a new one. Raises TooLong and
    ChangedMeanwhile.
    """
    journal = Journal.of(person, make=True)
    written = Written(pk, clean(words), language, written_at=now)
    return _save(journal, written, revision=revision, page=page, now=now)


@sensitive_variables()
def _save(
    journal: Journal, written: Written, *, revision: str, page: UUID, now: datetime
) -> Written:
    _check_length(written, LIMIT)
    with journal.at_work():
        there = journal.find(Entry, written.pk)
        if there is None or there.words is None:
            saved = replace(written, revision=uuid.uuid4().hex)
        elif (there.words, there.language) == (written.words, written.language):
            saved = there
        elif there.revision != revision:
            raise ChangedMeanwhile(there)
        else:
            saved = replace(
                there, words=written.words, language=written.language, changed_at=now,
                revision=uuid.uuid4().hex,
            )  # fmt: skip
        journal.keep(Entry, saved)
        journal.rows(Draft).filter(pk=journal.place_of(page)).delete()
    return saved


@sensitive_variables()
def keep_draft(
    person: Person,
    words: str,
    *,
    language: str,
    page: UUID,
    now: datetime,
    partnership: int | None = None,
    entry: UUID | None = None,
    revision: str = "",
    prompt: str = "",
) -> None:
    """Keep words that are not saved yet, so that they are not lost. No words: no draft.

    Words that arrive after they were saved are not kept twice. Raises TooLong.
    """
    journal = Journal.of(person, make=True)
    place = journal.place_of(page)
    draft = Written(
        place, clean(words), language, partnership, prompt, now, None, revision, entry, page.hex
    )
    _check_length(draft, DRAFT_LIMIT)
    with journal.at_work():
        saved = journal.find(Entry, entry or place)
        if not draft.words or (saved and saved.words == draft.words):
            journal.rows(Draft).filter(pk=place).delete()
        else:
            journal.keep(Draft, draft)


def clean(words: str) -> str:
    """Return words as they are kept: lines end as they do everywhere, without what is no letter."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _check_length(written: Written, limit: int) -> None:
    if len(written.words or "") > limit:
        raise TooLong(limit)


# Deleting


def delete(person: Person, pk: UUID) -> None:
    """Delete an entry now, and what was not saved of it. Raises NotThere."""
    entry = entry_of(person, pk)
    with Journal.of(person).at_work() as journal:
        drafts = [row.pk for row in journal.rows(Draft) if journal.open(row).entry == entry.pk]
        journal.rows(Draft).filter(pk__in=drafts).delete()
        journal.rows(Entry).filter(pk=entry.pk).delete()


def drop_draft(person: Person, page: UUID) -> None:
    """Delete words that were not saved."""
    with Journal.of(person, make=True).at_work() as journal:
        journal.rows(Draft).filter(pk=journal.place_of(page)).delete()


def destroy(person: Person) -> None:
    """Delete the whole journal and destroy its key, so that older copies are unreadable too.

    The key goes last: if that fails, nothing is deleted, and the person is not told it was.
    """
    with Journal.of(person, make=True).at_work() as journal:
        for model in (Entry, Draft, JournalLock):
            journal.rows(model).delete()
        vault.renew(person, Drawer.JOURNAL)


# Taking along


def export(person: Person) -> list[dict[str, Any]]:
    """Return all that opens of a person's journal, as plain data, oldest first."""
    found = [*all_entries_of(person), *all_drafts_of(person)]
    names = _names(person)
    return [
        {
            "written_at": each.written_at,
            "changed_at": each.changed_at,
            "partnership": names.get(each.partnership),
            "language": each.language,
            "words": each.words,
            "is_saved": not each.page,
        }
        for each in reversed(found)
        if each.words is not None
    ]


def _names(person: Person) -> dict[int | None, str]:
    """Return the partnerships that a person belongs or belonged to, by key."""
    memberships = person.memberships.select_related("partnership")
    return {each.partnership_id: each.partnership.name for each in memberships}
