"""Booking interpreters and readers: asking them, and what follows from their answer.

A booking serves everyone at the meeting who needs the same language and whom the interpreter fits.
Enough confirmed bookings make their support arranged, and one that falls away makes it open again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings import lead_times, supporting
from meetings.fitting import Group, can_do, fits, groups_of, key_of
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
from partners.models import Interpreter, Membership

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
    current = Q(texts__replaced_at=None)
    latest = meeting.resources.available().aggregate(latest=Max("texts", filter=current))["latest"]
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
