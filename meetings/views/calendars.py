"""Calendar files: one meeting to keep, and an address that a calendar app reads."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from meetings import calendars
from meetings.models import Meeting
from meetings.views.finding import of_meeting
from partners.access import PersonRequest, members_only, personal, public
from partners.models import Membership
from partners.roles import Permission

CALENDAR = "text/calendar; charset=utf-8"


@members_only(Permission.VIEW, methods=["GET"])
@of_meeting
def ics(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """One meeting as a file for the visitor's calendar."""
    if meeting.starts_at is None:
        raise Http404
    method = "CANCEL" if meeting.cancelled_at else "PUBLISH"
    content = calendars.invitation(meeting, membership.person, method)
    response = HttpResponse(content, content_type=CALENDAR)
    response.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@personal
def my_feed(request: PersonRequest) -> HttpResponse:
    """The address of my own calendar: copy it, or make a new one that voids the old."""
    if request.method == "POST":
        calendars.renew(request.user)
        messages.success(request, _("This is your new address. The old one does not work now."))
        return redirect("meetings:calendar")
    token = calendars.feed_token(request.user)
    address = settings.BASE_URL + reverse("meetings:feed", kwargs={"token": token})
    return render(request, "meetings/calendar.html", {"address": address})


@public(methods=["GET"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """My meetings, for a calendar app. Whoever has the address can read it, and nothing else."""
    now = timezone.now()
    person = calendars.person_of(token)
    if person is None:
        raise Http404
    calendars.note_use(person, now=now)
    response = HttpResponse(
        calendars.feed(person, now), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["ETag"] = etag = calendars.fingerprint(response.content)
    return get_conditional_response(request, etag=etag, response=response) or response
