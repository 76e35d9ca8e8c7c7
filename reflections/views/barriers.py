"""What is in the way: the list, one barrier, reporting one, correcting it, taking it back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import barriers
from reflections.catalogue import SOURCE, Level
from reflections.forms.barriers import ReportForm, ReportForSomebodyForm
from reflections.views.barrier_refusals import attempt
from reflections.views.whole_barrier import (
    found,
    found_all,
    may_change,
    named,
    whole_barrier,
)


@members_only(Permission.VIEW, methods=["GET"])
def barrier_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What is in the way, by level, the overdue first; and what was closed."""
    day = barriers.today(membership.partnership, timezone.now())
    pressing = found_all(membership).open().most_pressing_first(day)
    levels = [
        (level, named(page_of(pressing.filter(level=level), request, level), membership))
        for level in Level
    ]
    context = {
        "membership": membership,
        "tab": "reflections",
        "levels": [(level, page) for level, page in levels if page],
        "closed": named(page_of(found_all(membership).closed(), request, "closed"), membership),
        "source": SOURCE,
    }
    return render(request, "reflections/barriers.html", context)


@members_only(Permission.TAKE_PART)
def report(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Report something that is in the way."""
    form = ReportForm(request.POST or None, initial=which(request))
    if form.is_valid():
        barrier = barriers.report(form.barrier(membership), now=timezone.now())
        messages.success(request, _("It is written down. The facilitators look who takes it on."))
        return redirect(barrier)
    context = {"membership": membership, "tab": "reflections", "form": form, "source": SOURCE}
    return render(request, "reflections/barrier_report.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
def record(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Write down what somebody says is in the way. They are asked whether it is right."""
    form = ReportForSomebodyForm(
        request.POST or None, people=taking_part(membership), initial=which(request)
    )
    if form.is_valid():
        reported = form.barrier(form.cleaned_data["member"])
        barrier = barriers.report(reported, recorded_by=membership, now=timezone.now())
        messages.success(request, _("It is written down. They are asked whether it is right."))
        return redirect(barrier)
    context = {"membership": membership, "tab": "reflections", "form": form, "source": SOURCE}
    return render(request, "reflections/barrier_report.html", context | {"for_somebody": True})


@members_only(Permission.VIEW, methods=["GET"])
def barrier(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One barrier: what was said, what we do about it, whether it is better."""
    context = whole_barrier(membership, found(membership, pk))
    return render(request, "reflections/barrier.html", context)


@members_only(Permission.TAKE_PART)
def change(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct what I reported, or what I wrote down for somebody."""
    shown = found(membership, pk)
    if not may_change(shown, membership):
        messages.warning(request, _("Only who reported it can change it, while it is open."))
        return redirect(shown)
    form = ReportForm.of(shown, request.POST or None)
    if form.is_valid():
        values, now = form.values(), timezone.now()
        act = partial(barriers.correct, shown, values, by=membership, now=now)
        attempt(request, _("It is changed."), act)
        return redirect(shown)
    context = {"membership": membership, "tab": "reflections", "form": form, "barrier": shown}
    return render(request, "reflections/barrier_report.html", context | {"source": SOURCE})


@members_only(Permission.TAKE_PART)
def withdraw(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take back what I reported."""
    shown = get_object_or_404(found_all(membership).filter(membership=membership), pk=pk)
    if request.method == "POST":
        act = partial(barriers.withdraw, shown, now=timezone.now())
        if not attempt(request, _("You took it back. Nobody sees it any more."), act):
            return redirect(shown)
        return redirect("reflections:barriers", slug=membership.partnership.slug)
    context = {"membership": membership, "tab": "reflections", "barrier": shown}
    return render(request, "reflections/barrier_withdraw.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def confirm(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Yes, that is what I said; or no."""
    mine = found_all(membership).filter(membership=membership, recorded_by__isnull=False)
    shown = get_object_or_404(mine, pk=pk)
    right = request.POST.get("right") == "yes"
    barriers.confirm_recording(shown, right, now=timezone.now())
    messages.success(request, _("Thank you."))
    return redirect(shown)


def which(request: HttpRequest) -> dict[str, Any]:
    """Return what the address says is in the way."""
    return {"which": request.GET.get("which", "")}
