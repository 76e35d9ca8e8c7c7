"""Asking interpreters and readers for one meeting, from the page of its support."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import fitting, interpreting, lead_times
from meetings.forms.interpreters import AskForm, BookingAnswerForm
from meetings.interpreter_kinds import CAN_YOU_COME
from meetings.models import Arrangement, Booking, Meeting
from meetings.views.finding import of_standing_meeting, why_closed
from notices import receipts
from partners.access import PersonRequest, members_only
from partners.models import Interpreter, Membership
from partners.roles import Permission


@dataclass(frozen=True)
class Shown:
    """What the page shows of a group: who was asked, who could be, and by when."""

    group: fitting.Group
    suitable: list[tuple[Interpreter, list[Arrangement]]]
    ask_by: date | None
    confirm_by: datetime | None
    is_late: bool


def interpreted(
    meeting: Meeting, arrangements: Iterable[Arrangement], now: datetime
) -> list[Shown]:
    """Return the groups of people at a meeting who need an interpreter or a reader."""
    groups = fitting.groups_of(meeting, arrangements)
    may_ask = bool(meeting.starts_at and meeting.starts_at > now and not meeting.cancelled_at)
    listed = fitting.register(meeting) if groups and may_ask else []
    busy = fitting.busy_at(meeting, listed)
    return [_shown(meeting, group, listed, busy, now) for group in groups]


def _shown(
    meeting: Meeting,
    group: fitting.Group,
    listed: list[Interpreter],
    busy: set[int],
    now: datetime,
) -> Shown:
    suitable = fitting.suitable(group, listed, busy) if group.arrangements else []
    if meeting.starts_at is None:
        return Shown(group, suitable, None, None, is_late=False)
    ask_by = lead_times.ask_by(meeting, group.kind, group.tongue)
    is_late = ask_by < now.astimezone(meeting.zone).date() and not group.is_covered
    return Shown(group, suitable, ask_by, lead_times.support_due_at(meeting), is_late)


@members_only(Permission.ARRANGE_SUPPORT, methods=["POST"])
@of_standing_meeting
def ask_interpreter(
    request: PersonRequest, membership: Membership, meeting: Meeting
) -> HttpResponse:
    """Ask somebody on the register for this meeting."""
    form = AskForm(request.POST, by=membership)
    if not form.is_valid():
        messages.error(request, _("Choose somebody from the list."))
        return back_to(meeting)
    try:
        interpreting.ask(meeting, **form.cleaned_data, by=membership, now=timezone.now())
    except interpreting.CannotBook as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("They are asked. You will see here what they answer."))
    return back_to(meeting)


@members_only(Permission.ARRANGE_SUPPORT, methods=["POST"])
@of_standing_meeting
def call_off_interpreter(
    request: PersonRequest, membership: Membership, meeting: Meeting, booking: int
) -> HttpResponse:
    """Not need somebody any more."""
    interpreting.call_off(booking_of(meeting, booking), now=timezone.now())
    messages.success(request, _("It is called off. They are told."))
    return back_to(meeting)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
@of_standing_meeting
def record_interpreter(
    request: PersonRequest, membership: Membership, meeting: Meeting, booking: int
) -> HttpResponse:
    """Write down what an interpreter said on the phone."""
    found, now = booking_of(meeting, booking), timezone.now()
    form = BookingAnswerForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of the answers."))
    elif not interpreting.is_open(found, now):
        messages.error(request, why_closed(meeting, now) or str(interpreting.BEGAN))
    else:
        answer = form.cleaned_data["answer"]
        receipts.record(CAN_YOU_COME, found, answer, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
    return back_to(meeting)


def booking_of(meeting: Meeting, pk: int) -> Booking:
    """Return a standing booking of this meeting, or answer 404."""
    rows = meeting.bookings.standing().select_related("interpreter__person")
    booking = get_object_or_404(rows, pk=pk)
    booking.meeting = meeting
    return booking


def back_to(meeting: Meeting) -> HttpResponse:
    """Lead back to the support of the meeting."""
    return redirect("meetings:support", slug=meeting.partnership.slug, pk=meeting.pk)
