"""Support for a meeting: who needs what, how it stands, and whether it was there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import answering, carrying, supporting
from meetings.forms.taking_part import ArrangementForm, YesNoForm
from meetings.models import Arrangement, ArrangementState, Meeting
from meetings.readiness import readiness
from meetings.views.bookings import interpreted
from meetings.views.carrying import may_come_late
from meetings.views.finding import of_meeting, of_standing_meeting, taking_part, why_closed
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.ARRANGE_SUPPORT, methods=["GET"])
@of_meeting
def support(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Each support need for this meeting, and how it stands."""
    now = timezone.now()
    arrangements = list(
        meeting.arrangements.standing()
        .select_related("need__membership__person", "owner__person", "recorded_by__person")
        .order_by("need__membership__person__name", "pk")
    )
    arrangements.sort(key=urgency)
    groups = interpreted(meeting, arrangements, now)
    asked = {booking.interpreter.person for each in groups for booking in each.group.bookings}
    auditing.needs_opened(membership, [each.need for each in arrangements], obj=meeting)
    auditing.contact_opened(membership, asked, obj=meeting)
    supported = {arrangement.need.membership_id for arrangement in arrangements}
    context = {
        "membership": membership,
        "tab": "meetings",
        "meeting": meeting,
        "arrangements": arrangements,
        "without": taking_part(membership).exclude(pk__in=supported).with_person(),
        "interpreted": groups,
        "readiness": readiness(meeting, now),
        "is_open": not why_closed(meeting, now),
        "began": bool(meeting.starts_at and meeting.starts_at <= now and not meeting.cancelled_at),
    }
    return render(request, "meetings/support.html", context)


def urgency(arrangement: Arrangement) -> tuple[bool, bool]:
    """Put first what is not arranged, and of that what somebody cannot come without."""
    is_arranged = arrangement.state == ArrangementState.ARRANGED
    return is_arranged, not arrangement.need.is_essential


@members_only(Permission.ARRANGE_SUPPORT)
@of_standing_meeting
def arrange(
    request: PersonRequest, membership: Membership, meeting: Meeting, arrangement: int
) -> HttpResponse:
    """Say how one support need stands. The person is told."""
    found = arrangement_of(meeting, arrangement)
    owners = taking_part(membership)
    form = ArrangementForm(request.POST or None, arrangement=found, owners=owners)
    if form.is_valid():
        supporting.arrange(found, **form.cleaned_data, by=membership, now=timezone.now())
        messages.success(request, _("It is saved. The person will be told."))
        return redirect("meetings:support", slug=membership.partnership.slug, pk=meeting.pk)
    auditing.needs_opened(membership, [found.need], obj=meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/arrange.html", {**context, "arrangement": found})


@members_only(Permission.TAKE_PART, methods=["POST"])
@may_come_late(carrying.was_there)
@of_meeting
def was_there(
    request: PersonRequest, membership: Membership, meeting: Meeting, arrangement: int
) -> HttpResponse:
    """Was your support there?"""
    found = get_object_or_404(meeting.arrangements.of(membership), pk=arrangement)
    form = YesNoForm(request.POST)
    if form.is_valid():
        answering.support_was_there(found, form.cleaned_data["answer"], now=timezone.now())
        messages.success(request, _("Thank you. Your answer is saved. You can change it any time."))
    return redirect(f"{meeting.get_absolute_url()}#support")


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
@of_meeting
def record_was_there(
    request: PersonRequest, membership: Membership, meeting: Meeting, arrangement: int
) -> HttpResponse:
    """Write down what somebody said about their support."""
    found = arrangement_of(meeting, arrangement)
    form = YesNoForm(request.POST)
    if form.is_valid():
        answer, now = form.cleaned_data["answer"], timezone.now()
        answering.support_was_there(found, answer, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
    return redirect("meetings:support", slug=membership.partnership.slug, pk=meeting.pk)


def arrangement_of(meeting: Meeting, pk: int) -> Arrangement:
    """Return an arrangement for this meeting with the need and its person, or answer 404."""
    arrangements = meeting.arrangements.select_related("need__membership__person")
    return get_object_or_404(arrangements, pk=pk)
