"""Reflecting before a meeting: what I am asked, my tick, and whether I want to be asked."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from reflections import asking, insights
from reflections.prompt_catalogue import BY_KEY


@members_only(Permission.TAKE_PART, methods=["GET"])
def before_meetings(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I am asked before the next meeting. Nobody sees here who ticked."""
    now = timezone.now()
    is_asked = asking.is_asked(membership)
    row = asking.rows_of(membership, now).first() if is_asked else None
    context = {
        "membership": membership,
        "tab": "reflections",
        "row": row,
        "question": row and BY_KEY[row.prompt].text,
        "is_asked": is_asked,
        "is_asked_anyway": asking.is_asked_anyway(membership),
        "share": insights.power_holders_first(membership.partnership, now),
    }
    return render(request, "reflections/before_meetings.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def tick(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Done; or not done after all."""
    now = timezone.now()
    row = get_object_or_404(asking.rows_of(membership, now), pk=pk)
    done = request.POST.get("done") != "no"
    asking.tick(row, done, now=now)
    messages.success(request, _("Thank you.") if done else _("The tick is gone."))
    return redirect("reflections:before_meetings", membership.partnership.slug)


@members_only(Permission.TAKE_PART, methods=["POST"])
def ask_me(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Ask me before meetings too; or no longer."""
    wants = request.POST.get("wants") != "no"
    asking.choose(membership, wants=wants)
    messages.success(
        request,
        _("Before each meeting you get one question to think about.")
        if wants
        else _("You are not asked any more. Nobody is told."),
    )
    return redirect("reflections:before_meetings", membership.partnership.slug)
