"""The plan for involvement: what we want to do together, and what became of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import planning
from charters.forms.plan import ActivityForm, CloseActivityForm
from meetings.views.finding import readers
from meetings.views.money import terms_of, today_of
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission


@members_only(Permission.VIEW, methods=["GET"])
def plan(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What is planned, what was done or dropped, and the money."""
    activities = membership.partnership.activities.all()
    coming = page_of(activities.coming().for_list(), request)
    for activity in coming:
        activity.may_close = planning.may_close(activity, membership)
    over = page_of(activities.over().for_list(), request, "over")
    for activity in over:
        activity.may_close = planning.may_close(activity, membership)
    context = {"coming": coming, "over": over, "money": planning.money_of(activities)}
    frame = {"membership": membership, "tab": "agreements"}
    today = today_of(membership, timezone.now())
    return render(request, "charters/plan.html", {**frame, **context, "today": today})


@members_only(Permission.TAKE_PART)
def add(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Add something to the plan."""
    now, terms = timezone.now(), terms_of(membership)
    form = ActivityForm(
        request.POST or None,
        currency=terms.currency if terms else "",
        today=today_of(membership, now),
        initial={"stage": membership.partnership.stage},
        **readers(membership),
    )
    if form.is_valid():
        form.activity(membership, now).save()
        messages.success(request, _("It is in the plan, with your name as who added it."))
        return redirect("charters:plan", membership.partnership.slug)
    context = {"membership": membership, "tab": "agreements", "form": form, "terms": terms}
    return render(request, "charters/plan_add.html", context)


@members_only(Permission.TAKE_PART)
def close(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say what became of something planned."""
    activity = get_object_or_404(membership.partnership.activities.for_list(), pk=pk)
    if not planning.may_close(activity, membership):
        raise PermissionDenied(_("Whoever planned it, or a facilitator, says what became of it."))
    form = CloseActivityForm(request.POST or None, activity=activity)
    if form.is_valid():
        planning.close(activity, **form.cleaned_data, by=membership, now=timezone.now())
        messages.success(request, _("It is written down, for everyone to read."))
        return redirect("charters:plan", membership.partnership.slug)
    context = {"membership": membership, "tab": "agreements", "form": form, "activity": activity}
    return render(request, "charters/plan_close.html", context)
