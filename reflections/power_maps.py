"""Filling in a power map together, and closing it with what the group will do differently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from notices.planning import plan, void
from partners import auditing
from partners.models import Membership
from partners.roles import Group
from reflections.circles import Circle, circle_of
from reflections.models import PowerMap, PowerNote, PowerQuestion
from translations.reading import set_text, written

NOTE_RECORDED = "power_note_recorded"


class CannotMap(Exception):
    """What one wanted to do with a power map is not possible; nothing was changed."""


class MapClosed(CannotMap):
    """What the group will do differently is written down: nothing is added any more."""


class Withdrawn(CannotMap):
    """The person took this back."""


@transaction.atomic
def start(power_map: PowerMap, *, by: Membership, now: datetime) -> PowerMap:
    """Begin a map of one decision. Sent twice by an impatient finger, it begins once."""
    by.lock()
    power_map.started_by, power_map.started_at = by, now
    mine = power_map.partnership.power_maps.open().filter(started_by=by, address=power_map.address)
    title = written(power_map, "title")
    stands = next((each for each in mine if written(each, "title") == title), None)
    if stands is None:
        power_map.save()
    return stands or power_map


@transaction.atomic
def say(note: PowerNote, *, recorded_by: Membership | None = None, now: datetime) -> PowerNote:
    """Save what somebody sees. If somebody else wrote it down, the person is asked if it is right.

    The same words to the same question are saved once. Raises MapClosed.
    """
    _hold_open(note.power_map)
    same = note.power_map.notes.standing().filter(
        membership=note.membership, question=note.question, said=note.said
    )
    if (stands := same.first()) is not None:
        return stands
    note.group, note.said_at = note.membership.group, now
    note.recorded_by = None if recorded_by == note.membership else recorded_by
    note.save()
    auditing.recorded(recorded_by, note.membership, note)
    if note.recorded_by:
        _ask_whether_right(note, now)
    return note


@transaction.atomic
def correct(note: PowerNote, changes: Mapping[str, Any], *, by: Membership, now: datetime) -> None:
    """Put other words in their place. The person's own correction stands as theirs.

    Somebody else's is sent to the person again. Raises MapClosed, Withdrawn.
    """
    _hold_open(note.power_map)
    stands = _locked(note)
    own = by.pk == stands.membership_id
    changed = {
        **changes,
        "revision": stands.revision + 1,
        "recorded_right": True if own and stands.recorded_by_id else None,
    }
    for name, value in changed.items():
        setattr(stands, name, value)
    stands.save(update_fields=list(changed))
    void(stands, kinds=[NOTE_RECORDED])
    auditing.recorded(by, stands.membership, stands)
    if not own:
        _ask_whether_right(stands, now)


@transaction.atomic
def withdraw(note: PowerNote, *, now: datetime) -> None:
    """Take back what one said, also once the map is closed. Nobody sees it any more."""
    PowerNote.objects.filter(pk=note.pk, withdrawn_at=None).update(withdrawn_at=now)
    void(note)


def confirm(note: PowerNote, right: bool) -> None:
    """Record whether the person says that this is what they said. "No" hides it from others."""
    note.recorded_right = right
    note.save(update_fields=["recorded_right"])


@transaction.atomic
def close(
    power_map: PowerMap, *, differently: Mapping[str, str], by: Membership, now: datetime
) -> None:
    """Write down, by language, what the group will do differently. Raises MapClosed."""
    stands = _hold_open(power_map)
    for code, text in differently.items():
        set_text(stands, "differently", code, text)
    stands.closed_by, stands.closed_at = by, now
    stands.save()


def _hold_open(power_map: PowerMap) -> PowerMap:
    """Return the map as it stands, held until the transaction ends. Raises MapClosed."""
    stands = PowerMap.objects.select_for_update().get(pk=power_map.pk)
    if stands.closed_at:
        raise MapClosed
    return stands


def _locked(note: PowerNote) -> PowerNote:
    """Return the note as it stands, held until the transaction ends. Raises Withdrawn."""
    notes = PowerNote.objects.select_for_update(of=("self",))
    stands = notes.select_related("power_map__partnership", "membership__person").get(pk=note.pk)
    if stands.withdrawn_at:
        raise Withdrawn
    return stands


def _ask_whether_right(note: PowerNote, now: datetime) -> None:
    plan(
        NOTE_RECORDED, note, [note.membership.person], partnership=note.power_map.partnership,
        now=now, revision=note.revision,
    )  # fmt: skip


@dataclass(frozen=True)
class Answered:
    """One question of a map: what was said to it, and whom each circle of groups names."""

    question: PowerQuestion
    notes: list[PowerNote]
    named: list[tuple[Circle, list[Group]]]


def answered(notes: Iterable[PowerNote]) -> list[Answered]:
    """Return the four questions with what was said, and whom each circle names.

    Whom, not how often: a count of a few people would only invite a vote.
    """
    notes = list(notes)
    return [_answered(question, notes) for question in PowerQuestion]


def _answered(question: PowerQuestion, notes: list[PowerNote]) -> Answered:
    said = [note for note in notes if note.question == question]
    named = []
    for circle in Circle:
        theirs = (note.names_groups for note in said if circle_of(note.group) == circle)
        names = {name for groups in theirs for name in groups}
        if names:
            named.append((circle, [group for group in Group if group in names]))
    return Answered(question, said, named)
