"""Practice changes: what we will do differently, and what became of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import changing
from reflections.forms.changes import ChangeForm, EndForm
from reflections.models import PracticeChange

View = Callable[..., HttpResponse]


def of_change(view: View) -> View:
    """Hand the view the practice change of the visitor's partnership, or 404."""

    @wraps(view)
    def wrapper(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
        changes = membership.partnership.practice_changes.for_list()
        return view(request, membership, get_object_or_404(changes, pk=pk))

    return wrapper


def of_my_change(view: View) -> View:
    """Hand the view the change, if the visitor sees to it or facilitates."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, membership: Membership, change: PracticeChange
    ) -> HttpResponse:
        if not changing.may_revise(change, membership):
            raise PermissionDenied(_("Who sees to it, or a facilitator, says what became of it."))
        try:
            return view(request, membership, change)
        except changing.EndedAlready:
            messages.warning(request, _("Somebody said before what became of it."))
            return redirect(change)

    return of_change(wrapper)


@members_only(Permission.VIEW, methods=["GET"])
def practice_changes(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What we want to do differently, and what we did."""
    changes = membership.partnership.practice_changes.for_list()
    context = {
        "membership": membership,
        "tab": "reflections",
        "open": page_of(changes.open(), request, "open"),
        "ended": page_of(changes.ended(), request, "ended"),
        "today": timezone.now().astimezone(membership.partnership.zone).date(),
    }
    return render(request, "reflections/changes.html", context)


@members_only(Permission.TAKE_PART)
def add_practice_change(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write down something that we will do differently."""
    now = timezone.now()
    form = form_for(request, membership)
    if form.is_valid():
        change = PracticeChange(partnership=membership.partnership)
        form.write(change)
        changing.agree(change, by=membership, now=now)
        messages.success(request, _("It is written down, for everyone to read."))
        return redirect(change)
    context = {"membership": membership, "tab": "reflections", "form": form}
    return render(request, "reflections/change_form.html", context)


@members_only(Permission.VIEW, methods=["GET"])
@of_change
def practice_change(
    request: PersonRequest, membership: Membership, change: PracticeChange
) -> HttpResponse:
    """One thing that we want to do differently, and what became of it."""
    return render(request, "reflections/change.html", whole_change(membership, change))


@members_only(Permission.TAKE_PART)
@of_my_change
def revise_practice_change(
    request: PersonRequest, membership: Membership, change: PracticeChange
) -> HttpResponse:
    """Write it in other words, give it to somebody else, choose another day."""
    if not change.is_open:
        raise changing.EndedAlready
    form = form_for(request, membership, about=change)
    if form.is_valid():
        changing.revise(change, form.write(change), by=membership, now=timezone.now())
        messages.success(request, _("Your changes are saved."))
        return redirect(change)
    context = {"membership": membership, "tab": "reflections", "form": form, "change": change}
    return render(request, "reflections/change_form.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
@of_my_change
def end_practice_change(
    request: PersonRequest, membership: Membership, change: PracticeChange
) -> HttpResponse:
    """It is done, and this changed; or we do not do it, and why."""
    form = EndForm(request.POST)
    if form.is_valid():
        changing.report(change, **form.cleaned_data, by=membership, now=timezone.now())
        messages.success(request, _("It is written down, for everyone to read."))
        return redirect(change)
    context = whole_change(membership, change) | {"end_form": form, "form": form}
    return render(request, "reflections/change.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
@of_my_change
def reopen_practice_change(
    request: PersonRequest, membership: Membership, change: PracticeChange
) -> HttpResponse:
    """What was said to have become of it is not right: we still want to do it."""
    changing.reopen(change, now=timezone.now())
    messages.success(request, _("It is open again."))
    return redirect(change)


def form_for(
    request: HttpRequest, membership: Membership, about: PracticeChange | None = None
) -> ChangeForm:
    """Return the form of a change, filled with what stands."""
    members = readers(membership)["members"]
    return ChangeForm(
        request.POST or None, by=membership, about=about, members=members, now=timezone.now()
    )


def whole_change(membership: Membership, change: PracticeChange) -> dict[str, Any]:
    """Return all that the page of a change shows to this visitor."""
    takes_part = membership.may(Permission.TAKE_PART)
    return {
        "membership": membership,
        "tab": "reflections",
        "change": change,
        "may_revise": takes_part and changing.may_revise(change, membership),
        "end_form": EndForm(),
    }
