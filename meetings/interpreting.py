"""Booking interpreters and readers: who fits, asking them, and what follows from their answer.

A booking serves everyone at the meeting who needs the same language and whom the interpreter fits.
Enough confirmed bookings make their support arranged, and one that falls away makes it open again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import lead_times, supporting
from meetings.models import (
    Arrangement,
    ArrangementState,
    Booking,
    BookingAnswer,
    Meeting,
)
from notices.handing_over import hand_over, take_back
from notices.models import TaskKind
from notices.planning import plan, void
from partners.models import INTERPRETED, Interpreter, Membership, NeedKind, SupportNeed

ASKED = "interpreter_asked"
OFF = "interpreter_off"
PLACE = "interpreter_place"
PREPARE = "interpreter_prepare"


class CannotBook(Exception):
    """An interpreter cannot be asked: its words say why and what to do, for whoever asks."""

    def __init__(self, sentence: Promise) -> None:
        super().__init__(str(sentence))


NO_TIME = _("This meeting has no time yet. Choose one first, then ask somebody.")
BEGAN = _("This meeting has begun or is over. Nobody can be asked for it any more.")
CANCELLED = _("This meeting is cancelled. Nobody was asked.")
NOBODY = _("Nobody at this meeting needs this any more. Nobody was asked.")
GONE = _("They are not on the list any more. Choose somebody else.")
NOT_FITTING = _("They do not fit what people asked for at this meeting. Choose somebody else.")
ALREADY = _("They were asked for this meeting already.")
ELSEWHERE = _("They are booked elsewhere at this time. Choose somebody else.")


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


# Who fits


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
    return here | {
        each.pk for each in interpreters if any(_is_same(each, other) for other in taken)
    }


def _is_same(one: Interpreter, other: Interpreter) -> bool:
    """As `InterpreterQuerySet.same_as`, for rows at hand."""
    if one.person_id == other.person_id:
        return True
    address = bool(one.person.address) and (
        one.person.address.casefold() == other.person.address.casefold()
    )
    phone = bool(one.person.phone) and one.person.phone == other.person.phone
    return one.person.name.casefold() == other.person.name.casefold() and (address or phone)


# Asking


@transaction.atomic
def ask(
    meeting: Meeting,
    interpreter: Interpreter,
    *,
    kind: str,
    tongue: str,
    by: Membership,
    now: datetime,
) -> Booking:
    """Ask somebody to interpret or to read aloud. Who said no before is asked once more.

    Raises CannotBook.
    """
    _lock(meeting)
    _must_be_to_come(meeting, now)
    rows = Interpreter.objects.same_as(interpreter).order_by("pk")
    same = {row.pk: row for row in rows.select_for_update(of=("self",))}
    if same[interpreter.pk].removed_at is not None:
        raise CannotBook(GONE)
    group = _group(meeting, kind, tongue)
    if not can_do(interpreter, kind, tongue) or not any(
        fits(interpreter, each.need) for each in group.arrangements
    ):
        raise CannotBook(NOT_FITTING)
    before = meeting.bookings.standing().filter(interpreter=interpreter).first()
    if before and before.answer != BookingAnswer.NO:
        raise CannotBook(ALREADY)
    if _is_booked_elsewhere(meeting, list(same)):
        raise CannotBook(ELSEWHERE)
    booking = before or Booking(meeting=meeting, interpreter=interpreter, asked_by=by, asked_at=now)
    booking.kind, booking.tongue = kind, group.tongue
    into = interpreter.other_than(tongue, meeting.partnership)
    booking.into = "" if booking.is_reader else into
    _ask(booking, now, anew=bool(before))
    if lead_times.support_due_at(meeting) > now:  # the promised day is still to come
        keys = [each.pk for each in group.arrangements]
        Arrangement.objects.filter(pk__in=keys).update(alerted_for=None)
    return booking


def _lock(meeting: Meeting) -> None:
    """Read the meeting again and hold it: nobody moves, cancels or books meanwhile."""
    meeting.refresh_from_db(from_queryset=Meeting._default_manager.select_for_update())


def _must_be_to_come(meeting: Meeting, now: datetime) -> None:
    if meeting.cancelled_at is not None:
        raise CannotBook(CANCELLED)
    if meeting.starts_at is None:
        raise CannotBook(NO_TIME)
    if meeting.starts_at <= now:
        raise CannotBook(BEGAN)


def _group(meeting: Meeting, kind: str, tongue: str) -> Group:
    for group in groups_of(meeting):
        if key_of(group.kind, group.tongue) == key_of(kind, tongue) and group.arrangements:
            return group
    raise CannotBook(NOBODY)


def _is_booked_elsewhere(meeting: Meeting, same: list[int]) -> bool:
    others = Booking.objects.holding().exclude(meeting=meeting.pk)
    return others.filter(
        interpreter__in=same, meeting__cancelled_at=None,
        meeting__starts_at__lt=meeting.end, meeting__ends_at__gt=meeting.start,
    ).exists()  # fmt: skip


def _ask(booking: Booking, now: datetime, *, anew: bool) -> None:
    """Ask, or ask once more: what was answered before no longer counts."""
    booking.revision += int(anew)
    booking.answer, booking.answered_at, booking.recorded_by = "", None, None
    booking.prepared_at = booking.missed_at = None
    booking.save()
    void(booking)
    _tell(ASKED, booking, now, revision=booking.revision)


def _tell(kind: str, booking: Booking, now: datetime, **how: Any) -> None:
    meeting = booking.meeting
    plan(
        kind, booking, [booking.interpreter.person], partnership=meeting.partnership, now=now,
        last_moment=meeting.starts_at, **how,
    )  # fmt: skip


# What becomes of it


def record(booking: Booking, value: str, recorded_by: Membership | None, now: datetime) -> None:
    """Write down what an interpreter answered. One answer, as they may change it."""
    with transaction.atomic():
        meeting = booking.meeting
        _lock(meeting)
        booking.refresh_from_db(fields=["called_off_at"])
        if not is_open(booking, now):
            return  # called off in the same moment
        booking.answer, booking.answered_at = BookingAnswer(value).value, now
        booking.recorded_by = recorded_by
        booking.save(update_fields=["answer", "answered_at", "recorded_by"])
        void(booking, kinds=[ASKED] if value == BookingAnswer.YES else None)
        groups = keep_in_step(meeting, now)
        if value == BookingAnswer.YES:
            send_pre_reads(meeting, now=now)
        else:
            _alert_again(booking, groups, now)


@transaction.atomic
def call_off(booking: Booking, *, now: datetime) -> None:
    """Not need an interpreter any more. They are told, unless they had said no. Once."""
    _lock(booking.meeting)
    booking.refresh_from_db(fields=["called_off_at", "answer"])
    if booking.called_off_at is None:
        _end(booking, now)
        keep_in_step(booking.meeting, now)


def _end(booking: Booking, now: datetime) -> None:
    booking.called_off_at = now
    booking.save(update_fields=["called_off_at"])
    void(booking)
    take_back(TaskKind.NO_PRE_READS, booking, now=now)
    start = booking.meeting.starts_at
    if booking.answer != BookingAnswer.NO and start is not None and start > now:
        _tell(OFF, booking, now)


def follow_move(meeting: Meeting, *, now: datetime) -> None:
    """Ask everyone who did not say no anew, for another time."""
    for booking in _holding(meeting):
        if meeting.start > now:
            _ask(booking, now, anew=True)


def follow_place(meeting: Meeting, *, now: datetime) -> None:
    """Tell everyone who was asked that the place, or the way to join, is another."""
    for booking in _holding(meeting):
        _tell(PLACE, booking, now, revision=meeting.revision)


def follow_cancelling(meeting: Meeting, *, now: datetime) -> None:
    """Call off everyone: the meeting does not take place."""
    for booking in _holding(meeting):
        _end(booking, now)


def _holding(meeting: Meeting) -> list[Booking]:
    rows = meeting.bookings.holding().select_related("interpreter__person").order_by("pk")
    found = list(rows)
    for booking in found:
        booking.meeting = meeting
    return found


def keep_in_step(meeting: Meeting, now: datetime) -> list[Group]:
    """Let people's support follow from who said yes. Those whom it concerns are told."""
    groups = groups_of(meeting)
    for group in groups:
        for arrangement in group.arrangements:
            arrangement.meeting = meeting
            _follow(arrangement, group, now)
        if group.arrangements and group.is_covered:
            for arrangement in group.arrangements:
                take_back(TaskKind.NO_INTERPRETER, arrangement, now=now)
    return groups


def _follow(arrangement: Arrangement, group: Group, now: datetime) -> None:
    coming = group.coming_for(arrangement)
    if group.covers(arrangement):
        if arrangement.state == ArrangementState.ARRANGED and not arrangement.is_by_booking:
            return  # somebody arranged it in another way
        state, note = ArrangementState.ARRANGED, ", ".join(_names(coming))[:400]
    elif arrangement.is_by_booking:
        state, note = ArrangementState.TO_ARRANGE, ""
    else:
        return
    supporting.arrange(
        arrangement,
        state=state,
        note=note,
        owner=arrangement.owner,
        by=arrangement.need.membership,
        now=now,
        is_by_booking=state == ArrangementState.ARRANGED,
    )


def _names(bookings: Iterable[Booking]) -> list[str]:
    return [booking.interpreter.person.name for booking in bookings]


# Alarms and what to prepare with


def _alert_again(booking: Booking, groups: Iterable[Group], now: datetime) -> None:
    """Say at once that somebody declined, if nobody else is left to hope for."""
    for group in groups:
        same = key_of(group.kind, group.tongue) == key_of(booking.kind, booking.tongue)
        open_ones = [each for each in group.bookings if not each.answer]
        if same and group.arrangements and not open_ones:
            alert(group, booking.meeting, now)


def alert(group: Group, meeting: Meeting, now: datetime) -> bool:
    """Make it a task that nobody confirmed. Return whether it is one now."""
    waiting = [each for each in group.arrangements if each.state == ArrangementState.TO_ARRANGE]
    if not waiting or meeting.start <= now:
        return False
    keys = [each.pk for each in group.arrangements]
    Arrangement.objects.filter(pk__in=keys).update(alerted_for=meeting.time_revision)
    first = waiting[0]
    hand_over(
        TaskKind.NO_INTERPRETER, person=first.need.membership.person,
        partnership=meeting.partnership, subject=first, now=now,
    )  # fmt: skip
    return True


def send_pre_reads(meeting: Meeting, *, now: datetime, also_agenda: bool = False) -> None:
    """Tell interpreters who said yes where they find what to prepare with.

    Each time something new to read was shared; with `also_agenda`, even if there is only that.
    """
    if meeting.cancelled_at or meeting.starts_at is None or meeting.starts_at <= now:
        return
    shared = meeting.resources.available().filter(texts__replaced_at=None)
    latest = max(shared.values_list("texts", flat=True), default=None)
    if latest is None and not (also_agenda and meeting.agenda.exists()):
        return
    confirmed = meeting.bookings.confirmed().select_related("interpreter__person")
    for booking in confirmed.order_by("pk"):
        booking.meeting = meeting
        void(booking, kinds=[PREPARE])
        _tell(PREPARE, booking, now, revision=booking.revision, occasion=f"t{latest or 0}")
        take_back(TaskKind.NO_PRE_READS, booking, now=now)
    confirmed.filter(prepared_at=None).update(prepared_at=now)


def is_open(booking: Booking, now: datetime) -> bool:
    """Say whether an interpreter may still answer: until the meeting starts, or is called off."""
    meeting = booking.meeting
    is_to_come = meeting.cancelled_at is None and meeting.starts_at and meeting.starts_at > now
    return bool(is_to_come) and booking.called_off_at is None
