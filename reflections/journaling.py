"""Writing in one's private journal: words, drafts of words, taking them along, deleting them.

Whether the journal may be opened now is not asked here, but by `reflections.unlocking`.
"""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from partners import vault
from partners.models import Membership, Partnership, Person
from partners.vault import Drawer, NoKey
from reflections import prompting, theming
from reflections.models import Draft, Entry, JournalLock, SealedRow, Theme
from reflections.opened import Journal, Written, at_hand, at_work

LIMIT = 20_000  # characters of an entry
DRAFT_LIMIT = 200_000  # characters: more than an entry, so that too much is not lost either


class TooLong(Exception):
    """More words than fit. `limit` says how many characters do."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit)


class NotThere(Exception):
    """This journal has no such entry, or not any more."""


class ChangedMeanwhile(Exception):
    """The entry was saved in another window meanwhile. `now_there` is what it holds."""

    def __init__(self, now_there: Written) -> None:
        self.now_there = now_there
        super().__init__()


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


def everything_of(person: Person) -> tuple[list[Written], list[Written]]:
    """Return all entries of the person, and all words that are not saved yet."""
    return all_entries_of(person), all_drafts_of(person)


def entry_of(person: Person, pk: UUID) -> Written:
    """Return one entry. Raises NotThere."""
    return _one(person, Entry, pk)


def draft_on(person: Person, page: UUID) -> Written | None:
    """Return the words of one page that are not saved yet, or None."""
    try:
        with at_hand(person) as journal:
            return journal.find(Draft, journal.place_of(page))
    except NoKey:
        return None


def _all(person: Person, model: type[SealedRow]) -> list[Written]:
    try:
        with at_hand(person) as journal:
            found = [journal.open(row) for row in journal.rows(model)]
    except NoKey:
        return []
    closed = [each for each in found if each.written_at is None]
    readable = [(each.written_at, each.pk, each) for each in found if each.written_at]
    return [each for _at, _pk, each in sorted(readable, reverse=True)] + closed


def _one(person: Person, model: type[SealedRow], pk: UUID) -> Written:
    try:
        with at_hand(person) as journal:
            found = journal.find(model, pk)
    except NoKey as error:
        raise NotThere from error
    if found is None:
        raise NotThere
    return found


def _within(found: list[Written], membership: Membership) -> list[Written]:
    """Return what is from this partnership, and what does not open, because it may be."""
    here = membership.partnership_id
    return [each for each in found if each.partnership == here or each.words is None]


# Writing


@sensitive_variables()
def write(membership: Membership, words: str, **about: Any) -> Written:
    """Keep an entry that was written in a partnership. Takes and raises what `write_for` does."""
    return write_for(membership.person, words, partnership=membership.partnership_id, **about)


@sensitive_variables()
def write_for(
    person: Person,
    words: str,
    *,
    language: str,
    page: UUID,
    now: datetime,
    revision: str = "",
    prompt: str = "",
    partnership: int | None = None,
) -> Written:
    """Keep an entry that was written on `page`, a random number that the page brought along.

    Saving the same words on the same page again changes nothing. Raises TooLong, and
    ChangedMeanwhile if other words of this page were saved already and `revision` is not theirs.
    """
    with at_work(person) as journal:
        written = Written(journal.place_of(page), clean(words), language, partnership, prompt, now)
        return _save(journal, written, revision=revision, page=page, now=now)


@sensitive_variables()
def change(
    person: Person,
    pk: UUID,
    words: str,
    *,
    language: str,
    page: UUID,
    now: datetime,
    revision: str = "",
    prompt: str = "",
) -> Written:
    """Write an entry anew. `revision` is the one that the page showed.

    Words of an entry that was deleted meanwhile are kept all the same. Raises TooLong and
    ChangedMeanwhile.
    """
    with at_work(person) as journal:
        written = Written(pk, clean(words), language, None, prompt, now)
        return _save(journal, written, revision=revision, page=page, now=now)


@sensitive_variables()
def _save(
    journal: Journal, written: Written, *, revision: str, page: UUID, now: datetime
) -> Written:
    _check_length(written, LIMIT)
    draft = journal.find(Draft, journal.place_of(page))
    there = journal.find(Entry, written.pk)
    if there is None or there.words is None:
        place = written.partnership or (draft.partnership if draft else None)
        saved = replace(written, partnership=place, revision=uuid.uuid4().hex)
    elif (there.words, there.language) == (written.words, written.language):
        saved = there
    elif there.revision != revision:
        raise ChangedMeanwhile(there)
    else:
        changed = replace(there, words=written.words, language=written.language)
        saved = replace(changed, changed_at=now, revision=uuid.uuid4().hex)
    journal.keep(Entry, saved)
    journal.rows(Draft).filter(pk=journal.place_of(page)).delete()
    if there is None:
        _count(journal, saved, now)
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
    with at_work(person) as journal:
        place = journal.place_of(page)
        draft = Written(
            place,
            clean(words),
            language,
            partnership,
            prompt,
            now,
            None,
            revision,
            entry,
            str(page),
        )
        _keep_draft(journal, draft)


@sensitive_variables()
def _keep_draft(journal: Journal, draft: Written) -> None:
    _check_length(draft, DRAFT_LIMIT)
    saved = journal.find(Entry, draft.entry or draft.pk)
    if not draft.words or (saved and saved.words == draft.words):
        journal.rows(Draft).filter(pk=draft.pk).delete()
    else:
        journal.keep(Draft, draft)


def clean(words: str) -> str:
    """Return words as they are kept: lines end as they do everywhere, without what is no letter."""
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _check_length(written: Written, limit: int) -> None:
    if len(written.words or "") > limit:
        raise TooLong(limit)


# Themes


def tag(person: Person, pk: UUID, themes: Iterable[str], *, now: datetime) -> Written:
    """Keep, inside the entry, what it is about. Others see only numbers. Raises NotThere."""
    with at_work(person) as journal:
        there = journal.find(Entry, pk)
        if there is None or there.words is None:
            raise NotThere
        tagged = replace(there, themes=tuple(sorted({*themes} & {*Theme.values})))
        journal.keep(Entry, tagged)
        _count(journal, tagged, now)
    return tagged


def _count(journal: Journal, written: Written, now: datetime) -> None:
    """Bring the marks of the month and partnership of an entry up to date."""
    place = Partnership.objects.filter(pk=written.partnership or 0).first()
    if place is None or written.written_at is None:
        return
    month = theming.month_of(written.written_at)
    entries = [
        each
        for each in map(journal.open, journal.rows(Entry))
        if each.partnership == place.pk
        and each.written_at
        and theming.month_of(each.written_at) == month
    ]
    themes = {theme for each in entries for theme in each.themes} if entries else None
    theming.mark(journal.person, place, themes, month=month, now=now)


# Deleting


def delete(person: Person, pk: UUID, *, now: datetime) -> None:
    """Delete an entry now, and what was not saved of it. Raises NotThere."""
    written = entry_of(person, pk)
    with at_work(person) as journal:
        drafts = [row.pk for row in journal.rows(Draft) if journal.open(row).entry == pk]
        journal.rows(Draft).filter(pk__in=drafts).delete()
        journal.rows(Entry).filter(pk=pk).delete()
        _count(journal, written, now)


def drop_draft(person: Person, page: UUID) -> None:
    """Delete words that were not saved."""
    with at_work(person) as journal:
        journal.rows(Draft).filter(pk=journal.place_of(page)).delete()


def destroy(person: Person) -> None:
    """Delete the whole journal and destroy its key, so that older copies are unreadable too.

    The key goes last: if that fails, nothing is deleted, and the person is not told it was.
    """
    with at_work(person) as journal:
        for model in (Entry, Draft, JournalLock):
            journal.rows(model).delete()
        theming.forget(person)
        vault.renew(person, Drawer.JOURNAL)


# Taking along


def export(person: Person) -> list[dict[str, Any]]:
    """Return all that opens of a person's journal, as plain data, the oldest first."""
    entries, drafts = everything_of(person)
    partnerships = names(person)
    return [
        {
            "written_at": each.written_at,
            "changed_at": each.changed_at,
            "partnership": str(partnerships.get(each.partnership, "")),
            "language": each.language,
            "question": prompting.text_of(each.prompt, partnerships.get(each.partnership), person),
            "words": each.words,
            "themes": [str(Theme(theme).label) for theme in each.themes],
            "is_saved": not each.page,
        }
        for each in [*reversed(entries), *reversed(drafts)]
        if each.words is not None
    ]


def names(person: Person) -> dict[int | None, Partnership]:
    """Return the partnerships that a person belongs or belonged to, by key."""
    memberships = person.memberships.select_related("partnership")
    return {each.partnership_id: each.partnership for each in memberships}


def membership_of(person: Person, written: Written) -> Membership | None:
    """Return the membership in whose partnership something was written, also a past one."""
    memberships = person.memberships.select_related("partnership").order_by("pk")
    return memberships.filter(partnership=written.partnership).last()


def browser_key(person: Person) -> str:
    """Return the key with which the person's browser seals what it cannot send yet."""
    return Journal.of(person).browser_key
