"""My pages about why I came: my reason, what I want to learn, what I do not want to be asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import goals, reasons
from partners.access import PersonRequest, members_only
from partners.models import LearningGoal, Membership
from partners.reason_forms import BoundaryForm, GoalForm, ReasonForm
from partners.roles import Permission


@members_only(Permission.VIEW)
def my_reason(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Why I come: read, change, show, stop showing."""
    motivation, why = reasons.mine(membership)
    form = ReasonForm(request.POST or None, motivation=motivation, why=why)
    if form.is_valid():
        reasons.say(membership, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Your changes are saved."))
        return redirect("partners:my_reason", membership.partnership.slug)
    context = {"membership": membership, "form": form, "motivation": motivation, "why": why}
    return render(request, "partners/my_reason.html", context)


@members_only(Permission.VIEW, methods=["POST"])
def delete_reason(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Take back why I come."""
    reasons.say(membership, words="", language="", now=timezone.now())
    messages.success(request, _("Your words are deleted. Nobody can read them any more."))
    return redirect("partners:my_reason", membership.partnership.slug)


@members_only(Permission.VIEW)
def my_boundary(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I do not want to be asked. Shown to whoever is about to ask."""
    form = BoundaryForm(request.POST or None, membership=membership)
    if form.is_valid():
        reasons.set_boundary(membership, **form.cleaned_data)
        messages.success(request, _("Your changes are saved."))
        return redirect("partners:my_boundary", membership.partnership.slug)
    context = {"membership": membership, "form": form}
    return render(request, "partners/my_boundary.html", context)


@members_only(Permission.VIEW)
def my_goals(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I would like to learn or do, what was done for it; add one more."""
    form = GoalForm(request.POST or None)
    if form.is_valid():
        try:
            goals.add(membership, **form.cleaned_data, now=timezone.now())
        except goals.TooMany:
            form.add_error("words", _("These are many already. Take one out first."))
        else:
            messages.success(request, _("It is written down."))
            return redirect("partners:my_goals", membership.partnership.slug)
    context = {"membership": membership, "form": form, "goals": goals.whole(membership)}
    return render(request, "partners/my_goals.html", context)


@members_only(Permission.VIEW)
def change_goal(request: PersonRequest, membership: Membership, goal: UUID) -> HttpResponse:
    """Say a goal of mine differently, or choose who may read it."""
    found: LearningGoal = get_object_or_404(membership.goals, pk=goal)
    words = goals.opened(found, membership) or ""
    form = GoalForm(request.POST or None, goal=found, words=words)
    if form.is_valid():
        goals.change(found, membership, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Your changes are saved."))
        return redirect("partners:my_goals", membership.partnership.slug)
    context = {"membership": membership, "form": form, "goal": found}
    return render(request, "partners/change_goal.html", context)


@members_only(Permission.VIEW, methods=["POST"])
def remove_goal(request: PersonRequest, membership: Membership, goal: UUID) -> HttpResponse:
    """Take a goal of mine out, with all that was written down for it."""
    get_object_or_404(membership.goals, pk=goal).delete()
    messages.success(request, _("It is taken out. Nobody can read it any more."))
    return redirect("partners:my_goals", membership.partnership.slug)


@members_only(Permission.VIEW, methods=["POST"])
def answer_goal_action(
    request: PersonRequest, membership: Membership, goal: UUID, action: int
) -> HttpResponse:
    """Say whether something was done for a goal of mine."""
    found = get_object_or_404(membership.goals, pk=goal)
    done = get_object_or_404(found.actions, pk=action)
    done.answer(request.POST.get("right") == "yes", timezone.now())
    messages.success(request, _("Thank you. It is written down."))
    return redirect("partners:my_goals", membership.partnership.slug)
