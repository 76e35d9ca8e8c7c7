"""Home pages: of a person, and of a partnership."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboards import glance
from dashboards.first_month import steps
from dashboards.waiting import Waiting, next_meetings, waits_for
from partners.access import (
    PersonRequest,
    ask_for_second_factor,
    lacks_second_factor,
    members_only,
    personal,
)
from partners.looking import programmes_led_by
from partners.models import Membership
from partners.roles import Permission

AT_ONCE = 12  # things that wait; more at once only frighten


def shown(waiting: list[Waiting]) -> dict[str, object]:
    """Return what a page shows of what waits: the most pressing, and how many more there are."""
    return {"waiting": waiting[:AT_ONCE], "more_waiting": max(len(waiting) - AT_ONCE, 0)}


@personal(methods=["GET"])
def home(request: PersonRequest) -> HttpResponse:
    """What waits for me, across partnerships."""
    now = timezone.now()
    memberships = list(request.user.memberships.active().select_related("partnership"))
    if lacks_second_factor(request.user, *memberships):
        return ask_for_second_factor(request)
    context = {
        "memberships": memberships,
        "meetings": next_meetings(memberships, now),
        "programmes": list(programmes_led_by(request.user)),
        **shown(waits_for(memberships, now)),
    }
    return render(request, "dashboards/home.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def partnership(request: PersonRequest, membership: Membership) -> HttpResponse:
    """The partnership: what waits for me, the next meeting, what was shared lately."""
    now = timezone.now()
    meeting = membership.partnership.meetings.upcoming(now).first()
    context = {
        "membership": membership,
        "tab": "home",
        **shown(waits_for([membership], now)),
        "meeting": meeting,
        "attendance": meeting and membership.attendances.filter(meeting=meeting).first(),
        "arrangements": meeting and meeting.arrangements.of(membership),
        "resources": membership.partnership.resources.available()[:3],
        "first_month": steps(membership),
        "glances": glance.look(membership.partnership, now),
    }
    return render(request, "dashboards/partnership.html", context)
