"""Whether people come, and who was there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import answering, attending, carrying
from meetings.forms.taking_part import AttendanceForm, RsvpForm, RsvpForSomebodyForm
from meetings.models import Meeting
from meetings.views.carrying import may_come_late
from meetings.views.detail import whole_meeting
from meetings.views.finding import of_meeting, of_standing_meeting, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.TAKE_PART, methods=["POST"])
@may_come_late(carrying.rsvp)
@of_standing_meeting
def rsvp(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Will you be there?"""
    form = RsvpForm(request.POST)
    if form.is_valid():
        attendance, _is_new = meeting.attendances.get_or_create(membership=membership)
        answering.rsvp(attendance, form.cleaned_data["answer"], now=timezone.now())
        messages.success(request, _("Thank you. Your answer is saved. You can change it any time."))
    else:
        messages.warning(request, _("Choose one of the answers."))
    return redirect(meeting)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
@of_standing_meeting
def record_rsvp(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Write down what somebody said about coming."""
    now = timezone.now()
    form = RsvpForSomebodyForm(request.POST, people=taking_part(membership))
    if form.is_valid():
        member, answer = form.cleaned_data["member"], form.cleaned_data["answer"]
        attendance, _is_new = meeting.attendances.get_or_create(membership=member)
        answering.rsvp(attendance, answer, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
        return redirect(meeting)
    context = {**whole_meeting(membership, meeting, now), "record_form": form, "form": form}
    return render(request, "meetings/detail.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
@of_meeting
def attendance(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Who was there."""
    now = timezone.now()
    form = AttendanceForm(request.POST or None, meeting=meeting, people=taking_part(membership))
    if meeting.cancelled_at or meeting.starts_at is None or meeting.starts_at > now:
        messages.warning(request, _("You can say who was there once the meeting has started."))
        return redirect(meeting)
    if form.is_valid():
        attending.were_there(meeting, form.cleaned_data["there"], now=now)
        messages.success(request, _("Who was there is saved."))
        return redirect(meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/attendance.html", context)
