"""What interpreting a meeting needs, who fits it, and who is free. Nothing is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from meetings import lead_times
from meetings.models import Arrangement, ArrangementState, Booking, BookingAnswer, Meeting
from partners.models import INTERPRETED, Interpreter, NeedKind, SupportNeed


@dataclass
class Group:
    """People at a meeting who need the same: an interpreter for one language, or a reader."""

    kind: str
    tongue: str
    needed: int
    arrangements: list[Arrangement] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)

    @property
    def is_reader(self) -> bool:
        """Whether somebody reads aloud rather than interprets."""
        return self.kind == NeedKind.READER

    @property
    def confirmed(self) -> list[Booking]:
        """Those who said yes."""
        return [booking for booking in self.bookings if booking.answer == BookingAnswer.YES]

    @property
    def is_covered(self) -> bool:
        """Whether everybody is taken care of."""
        return all(self.covers(arrangement) for arrangement in self.arrangements)

    def covers(self, arrangement: Arrangement) -> bool:
        """Say whether enough who fit this person have said yes."""
        return len(self.coming_for(arrangement)) >= self.needed

    def coming_for(self, arrangement: Arrangement) -> list[Booking]:
        """Return who said yes and fits this person."""
        return [each for each in self.confirmed if fits(each.interpreter, arrangement.need)]

    @property
    def is_seen_to(self) -> bool:
        """Whether nothing is to be arranged any more: it is covered, or settled in another way."""
        return all(each.state != ArrangementState.TO_ARRANGE for each in self.arrangements)


def key_of(kind: str, tongue: str) -> tuple[str, str]:
    """Return what two needs have in common that one interpreter can serve."""
    return kind, " ".join(tongue.casefold().split())


def groups_of(meeting: Meeting, arrangements: Iterable[Arrangement] | None = None) -> list[Group]:
    """Return what is needed at a meeting, and who was asked for it. Five queries at most.

    `arrangements` are the meeting's standing ones, if they are at hand.
    """
    minutes = lead_times.length(meeting)
    groups: dict[tuple[str, str], Group] = {}

    def group(kind: str, tongue: str) -> Group:
        needed = lead_times.how_many(kind, minutes)
        return groups.setdefault(key_of(kind, tongue), Group(kind, tongue, needed))

    at_hand = _standing(meeting) if arrangements is None else arrangements
    for arrangement in at_hand:
        if arrangement.need.kind in INTERPRETED:
            group(arrangement.need.kind, arrangement.need.tongue).arrangements.append(arrangement)
    bookings = meeting.bookings.standing().select_related("recorded_by__person")
    people = bookings.select_related("interpreter__person")
    people = people.prefetch_related("interpreter__person__memberships")
    for booking in people.order_by("asked_at", "pk"):
        booking.meeting = meeting
        group(booking.kind, booking.tongue).bookings.append(booking)
    return list(groups.values())


def _standing(meeting: Meeting) -> list[Arrangement]:
    rows = meeting.arrangements.standing().filter(need__kind__in=INTERPRETED)
    return list(rows.select_related("need__membership__person").order_by("pk"))


def fits(interpreter: Interpreter, need: SupportNeed) -> bool:
    """Say whether an interpreter is as a person wished, and nobody whom they ruled out."""
    if need.wished_gender and interpreter.gender != need.wished_gender:
        return False
    if need.is_stranger and _is_member(interpreter):
        return False
    return not _is_named(interpreter.person.name, need.not_these)


def can_do(interpreter: Interpreter, kind: str, tongue: str) -> bool:
    """Say whether an interpreter works between this language and another, or reads it aloud."""
    if kind == NeedKind.READER:
        return interpreter.reads_aloud and (not tongue or interpreter.speaks(tongue))
    return interpreter.speaks(tongue) and len(interpreter.tongues) > 1


def _is_member(interpreter: Interpreter) -> bool:
    members = interpreter.person.memberships.all()  # prefetched by `register`
    return any(each.partnership_id == interpreter.partnership_id for each in members)


def _is_named(name: str, names: str) -> bool:
    """Say whether somebody is meant by one of these names, written in full or in part."""
    words = _words(name)
    listed = names.replace("\n", ",").replace(";", ",").split(",")
    meant = [_words(each) for each in listed if _words(each)]
    return any(each <= words or words <= each for each in meant)


def _words(name: str) -> set[str]:
    return {word.strip(".").casefold() for word in name.split() if word.strip(".")}


def register(meeting: Meeting) -> list[Interpreter]:
    """Return the interpreters of the meeting's partnership, by their names."""
    rows = meeting.partnership.interpreters.listed().select_related("person")
    return list(rows.prefetch_related("person__memberships").order_by("person__name", "pk"))


def suitable(
    group: Group, interpreters: Iterable[Interpreter], busy: set[int]
) -> list[tuple[Interpreter, list[Arrangement]]]:
    """Return who can be asked for a group, and whom in it they fit."""
    asked = {booking.interpreter_id for booking in group.bookings}
    found = []
    for interpreter in interpreters:
        if interpreter.pk in asked | busy or not can_do(interpreter, group.kind, group.tongue):
            continue
        served = [each for each in group.arrangements if fits(interpreter, each.need)]
        if served:
            found.append((interpreter, served))
    return found


def busy_at(meeting: Meeting, interpreters: Sequence[Interpreter]) -> set[int]:
    """Return which of these (ids) are booked at the time of the meeting, wherever on this site."""
    if not interpreters or meeting.starts_at is None:
        return set()
    there = Booking.objects.holding().filter(
        meeting__starts_at__lt=meeting.end, meeting__ends_at__gt=meeting.start,
        meeting__cancelled_at=None,
    ).select_related("interpreter__person")  # fmt: skip
    taken = [booking.interpreter for booking in there if booking.meeting_id != meeting.pk]
    here = {booking.interpreter_id for booking in there if booking.meeting_id == meeting.pk}
    marks = set().union(*map(_marks, taken))
    return here | {each.pk for each in interpreters if marks & _marks(each)}


def _marks(interpreter: Interpreter) -> set[tuple[Any, ...]]:
    """Return what two rows share if they are one human, as `InterpreterQuerySet.same_as` says."""
    person = interpreter.person
    name, ways = person.name.casefold(), {"at": person.address.casefold(), "phone": person.phone}
    found = {(name, way, value) for way, value in ways.items() if value}
    return {(interpreter.person_id,), *found}
