"""Meetings: the list, one meeting, planning it, changing it."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetings import agenda, planning, readiness, repeating
from meetings.forms.planning import (
    CancelForm,
    ChangeForm,
    GoAheadForm,
    PlaceForm,
    PlanForm,
)
from meetings.forms.sharing import PrintForm
from meetings.forms.times import MoveForm
from meetings.models import Meeting
from meetings.views.detail import whole_meeting
from meetings.views.finding import of_meeting, of_standing_meeting, readers
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.languages import direction
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from translations import asking
from translations.reading import written


@members_only(Permission.VIEW, methods=["GET"])
def meeting_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What comes, what is being scheduled, what was."""
    now = timezone.now()
    mine = Prefetch("attendances", queryset=membership.attendances.all(), to_attr="mine")
    meetings = membership.partnership.meetings.prefetch_related(mine)
    context = {
        "membership": membership,
        "tab": "meetings",
        "upcoming": page_of(meetings.upcoming(now), request),
        "being_scheduled": page_of(meetings.being_scheduled(), request, "open"),
        "past": page_of(meetings.past(now), request, "past"),
    }
    return render(request, "meetings/list.html", context)


@members_only(Permission.PLAN_MEETINGS)
def plan(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Plan a meeting: once, again and again, or by asking what works."""
    now = timezone.now()
    form = PlanForm(request.POST or None, now=now, **readers(membership))
    if form.is_valid():
        meeting = begin(form, by=membership)
        messages.success(request, _("The meeting is planned. Everyone will be told."))
        return redirect(meeting)
    context = {"membership": membership, "tab": "meetings", "form": form}
    return render(request, "meetings/plan.html", context)


@transaction.atomic
def begin(form: PlanForm, *, by: Membership) -> Meeting:
    """Plan what was filled in, in the way that was chosen."""
    meeting = form.meeting(by)
    if form.options:
        planning.propose_times(meeting, form.options, by=by, now=form.now)
    elif form.rule:
        repeating.start(meeting, form.rule, by=by, now=form.now)
    else:
        planning.plan(meeting, by=by, now=form.now)
    if form.cleaned_data["starts_with_time"]:
        for each in meeting.series.meetings.all() if meeting.series else [meeting]:
            agenda.suggest(each, by=by)
    asking.after_publishing(meeting, form, by=by, now=form.now)
    return meeting


@members_only(Permission.VIEW, methods=["GET"])
@of_meeting
def detail(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """All about one meeting, for everyone."""
    context = whole_meeting(membership, meeting, timezone.now())
    return render(request, "meetings/detail.html", context)


@members_only(Permission.VIEW, methods=["GET"])
@of_meeting
def paper(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """The meeting on paper, in any language, for people who read it there."""
    language = PrintForm.chosen(request.GET)
    with translation.override(language), timezone.override(meeting.zone):
        context = {
            "membership": membership,
            "meeting": meeting,
            "items": agenda.in_order(meeting),
            "has_purpose": bool(written(meeting, "purpose")),
            "language": language,
            "direction": direction(language),
        }
        return render(request, "meetings/paper.html", context)


@members_only(Permission.PLAN_MEETINGS)
@of_meeting
def change(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Change the words of a meeting, in each language."""
    form = ChangeForm(request.POST or None, about=meeting, **readers(membership))
    if form.is_valid():
        meeting.save(update_fields=form.write(meeting))
        messages.success(request, _("The words are saved."))
        return redirect(meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/change.html", context)


@members_only(Permission.PLAN_MEETINGS)
@of_standing_meeting
def move(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Move a meeting to another time. Everyone is told, and reminded again."""
    if meeting.starts_at is None:
        return redirect(meeting)
    form = MoveForm(request.POST or None, meeting=meeting, now=timezone.now())
    if form.is_valid():
        planning.move(meeting, **form.where_to, by=membership, now=form.now)
        messages.success(request, _("The meeting is moved. Everyone will be told."))
        return redirect(meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/move.html", context)


@members_only(Permission.PLAN_MEETINGS)
@of_standing_meeting
def change_place(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Change where a meeting is, or how to join it from elsewhere."""
    form = PlaceForm.of(meeting, request.POST or None)
    if form.is_valid():
        planning.change_place(meeting, **form.cleaned_data, by=membership, now=timezone.now())
        messages.success(request, _("The place is changed. Everyone will be told."))
        return redirect(meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/change_place.html", context)


@members_only(Permission.PLAN_MEETINGS)
@of_standing_meeting
def cancel(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Cancel a meeting, and say why."""
    form = CancelForm(request.POST or None, **readers(membership))
    if form.is_valid():
        because = form.texts("cancelled_because")
        planning.cancel(meeting, because=because, by=membership, now=timezone.now())
        messages.success(request, _("The meeting is cancelled. Everyone will be told."))
        return redirect(meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/cancel.html", context)


@members_only(Permission.PLAN_MEETINGS)
@of_standing_meeting
def go_ahead(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Go ahead although an essential need is not met. Everyone reads why."""
    now = timezone.now()
    form = GoAheadForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        readiness.go_ahead(meeting, reason=reason, by=membership, now=now)
        messages.success(request, _("The meeting goes ahead. Everyone can read why."))
        return redirect(meeting)
    gate = readiness.readiness(meeting, now)
    shown = [each.need for each in gate.essential_unmet]
    auditing.needs_opened(membership, shown, fields=auditing.NEED_LISTED, obj=meeting)
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/go_ahead.html", {**context, "readiness": gate})


@members_only(Permission.PLAN_MEETINGS, methods=["POST"])
@of_meeting
def stop_series(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Plan no further meetings of this series. Those that are planned stand."""
    if meeting.series:
        repeating.stop(meeting.series, now=timezone.now())
        messages.success(request, _("No more meetings are added. Those already planned stay."))
    return redirect(meeting)
