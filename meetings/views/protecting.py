"""Time to relate and to reflect: the quiet timer, and whether the time was kept."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import protecting, timing
from meetings.forms.taking_part import TimeKeptForm
from meetings.models import AgendaItem, Meeting
from meetings.views.finding import of_meeting
from partners.access import PersonRequest, members_only
from partners.languages import direction
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.VIEW, methods=["GET"])
@of_meeting
def timer(
    request: PersonRequest, membership: Membership, meeting: Meeting, item: int
) -> HttpResponse:
    """How much time is left for one thing on the agenda, and what to think about, for a room."""
    found = get_object_or_404(meeting.agenda, pk=item)
    now = timezone.now()
    if "start" in request.GET:
        return redirect(f"{request.path}?from={int(now.timestamp())}&show={shown(request)}")
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "item": found}
    return render(request, "meetings/timer.html", {**context, **whole_timer(request, found, now)})


def shown(request: HttpRequest) -> int:
    """Return which of the things to think about the address asks for."""
    value = request.GET.get("show", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0


def whole_timer(request: HttpRequest, item: AgendaItem, now: datetime) -> dict[str, Any]:
    """Return the time that is left, if it was started, and one thing to think about."""
    thoughts = timing.thoughts(item, timing.languages_present(item))
    number = shown(request)
    words = thoughts[number % len(thoughts)] if thoughts else {}
    return {
        "timer": timing.started(request.GET.get("from", ""), item.minutes, now),
        "words": [(code, direction(code), text) for code, text in words.items()],
        "number": number,
        "next": number + 1 if len(thoughts) > 1 else 0,
    }


@members_only(Permission.TAKE_PART)
@of_meeting
def time_kept(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """Was the time to relate and to reflect kept? Who led the meeting says it, or facilitators."""
    if not protecting.may_record(meeting, membership):
        raise PermissionDenied(_("Who led the meeting, or a facilitator, says what was kept."))
    now = timezone.now()
    items = list(meeting.agenda.protected())
    form = TimeKeptForm(request.POST or None, items=items)
    if not items or not protecting.is_over(meeting, now):
        messages.warning(request, _("When a meeting with such time is over, you can say it here."))
        return redirect(meeting)
    if form.is_valid():
        protecting.record(meeting, form.said, by=membership, now=now)
        messages.success(request, _("It is written down. You can correct it here."))
        return redirect(f"{meeting.get_absolute_url()}#agenda")
    context = {"membership": membership, "tab": "meetings", "meeting": meeting, "form": form}
    return render(request, "meetings/time_kept.html", context)
