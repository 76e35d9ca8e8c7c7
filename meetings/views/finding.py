"""How these pages find what they show: only through the visitor's own membership."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import planning
from meetings.models import Meeting
from partners.models import Membership, MembershipQuerySet

# By somebody else, while this request was on its way.
CHANGED_MEANWHILE = (planning.Cancelled, planning.AlreadyPlanned, planning.NotPlanned)

View = Callable[..., HttpResponse]


def of_meeting(view: View) -> View:
    """Hand the view the meeting of the visitor's partnership that the address names, or 404."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, membership: Membership, pk: int, **kwargs: Any
    ) -> HttpResponse:
        meetings = membership.partnership.meetings.select_related(
            "series", "partnership__working_rules"
        )
        return view(request, membership, get_object_or_404(meetings, pk=pk), **kwargs)

    return wrapper


def of_standing_meeting(view: View) -> View:
    """Hand the view the meeting; if it is over or cancelled, go back to its page and say so."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, membership: Membership, meeting: Meeting, **kwargs: Any
    ) -> HttpResponse:
        sentence = why_closed(meeting, timezone.now())
        try:
            if not sentence:
                return view(request, membership, meeting, **kwargs)
        except CHANGED_MEANWHILE:
            sentence = why_closed(meeting, timezone.now()) or _(
                "Somebody else changed this meeting just now. Look at it again."
            )
        messages.warning(request, sentence)
        return redirect(meeting)

    return of_meeting(wrapper)


def why_closed(meeting: Meeting, now: datetime) -> str:
    """Say why a meeting can no longer be changed or answered; "" while it can."""
    if meeting.cancelled_at:
        return _("This meeting is cancelled. Nothing was changed.")
    if meeting.ends_at and meeting.ends_at <= now:
        return _("This meeting is over. Nothing was changed.")
    return ""


def taking_part(membership: Membership) -> MembershipQuerySet:
    """Return the people of the visitor's partnership who take part now."""
    return membership.partnership.memberships.taking_part()


def readers(membership: Membership) -> dict[str, Any]:
    """Return what a form with texts in several languages needs to know."""
    members = membership.partnership.memberships.active().with_person()
    return {"partnership": membership.partnership, "members": members}
