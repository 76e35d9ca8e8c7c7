"""What people want to learn, as far as they show it, and what was done for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import goals
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import goal_actions
from reflections.forms.checkpoints import GoalActionForm


@members_only(Permission.ARRANGE_SUPPORT, methods=["GET"])
def goal_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What others want to learn or do, and what was done for it."""
    page = page_of(goal_actions.shown_goals(membership), request)
    for goal in page:
        goals.open_all([goal], goal.membership)
        vars(goal)["done"] = goals.open_actions(goal, goal.membership)
    context = {"membership": membership, "tab": "reflections", "page": page}
    return render(request, "reflections/goals.html", context)


@members_only(Permission.ARRANGE_SUPPORT)
def record_action(request: PersonRequest, membership: Membership, goal: UUID) -> HttpResponse:
    """Write down what was done for somebody's goal. They are asked whether it was right."""
    found = get_object_or_404(goal_actions.shown_goals(membership), pk=goal)
    now = timezone.now()
    today = now.astimezone(membership.person.zone).date()
    form = GoalActionForm(request.POST or None, today=today)
    if form.is_valid():
        goal_actions.record(found, **form.cleaned_data, by=membership, now=now)
        messages.success(request, _("It is written down. They are asked whether it was right."))
        return redirect("reflections:goals", membership.partnership.slug)
    [shown] = goals.open_all([found], found.membership)
    context = {"membership": membership, "tab": "reflections", "form": form, "goal": shown}
    return render(request, "reflections/goal_action.html", context)
