"""Is it better? Asking, answering, closing with what people told us, and opening again."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import readers, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from reflections import barrier_asking
from reflections.forms.barriers import (
    CloseBarrierForm,
    NotBetterForm,
    NotBetterForSomebodyForm,
)
from reflections.models import IsBetter
from reflections.views.barrier_refusals import attempt
from reflections.views.whole_barrier import found, whole_barrier


@members_only(Permission.KEEP_BARRIERS, methods=["POST"])
def ask(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Ask those affected now whether it is better."""
    shown = found(membership, pk)
    act = partial(barrier_asking.ask, shown, by=membership, now=timezone.now())
    attempt(request, _("Those affected are asked, each once."), act)
    return redirect(shown)


@members_only(Permission.TAKE_PART, methods=["POST"])
def answer(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say whether it is better."""
    now, shown = timezone.now(), found(membership, pk)
    rows = membership.better_answers.open(now).filter(asking__barrier=shown)
    row, value = rows.first(), request.POST.get("answer", "")
    if row is None or value not in IsBetter:
        messages.warning(request, _("This question is closed, or that is no answer to it."))
    else:
        barrier_asking.answer(row, value, now=now)
        messages.success(request, _("Thank you. Nobody else sees what you answered."))
    return redirect(shown)


@members_only(Permission.TAKE_PART)
def not_better(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say with my name that it is not better. It opens again."""
    shown = found(membership, pk)
    form = NotBetterForm(request.POST or None)
    if form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        act = partial(barrier_asking.say_not_better, shown, membership, **said, now=now)
        attempt(request, _("Thank you. It is open again, and everyone reads why."), act)
        return redirect(shown)
    context = whole_barrier(membership, shown, not_better_form=form, form=form)
    return render(request, "reflections/barrier_not_better.html", context)


@members_only(Permission.RECORD_FOR_OTHERS)
def record_not_better(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down that somebody affected says it is not better. They are asked whether it is so."""
    shown = found(membership, pk)
    concerned = taking_part(membership).filter(pk__in=barrier_asking.affected(shown))
    form = NotBetterForSomebodyForm(request.POST or None, people=concerned)
    if form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        member = said.pop("member")
        act = partial(barrier_asking.say_not_better, shown, member, **said, now=now)
        written = partial(act, recorded_by=membership)
        attempt(request, _("It is open again. They are asked whether it is right."), written)
        return redirect(shown)
    context = whole_barrier(membership, shown, not_better_form=form, form=form)
    return render(request, "reflections/barrier_not_better.html", context | {"for_somebody": True})


@members_only(Permission.TAKE_PART, methods=["POST"])
def confirm_not_better(
    request: PersonRequest, membership: Membership, pk: int, words: int
) -> HttpResponse:
    """Yes, that is what I said; or no."""
    shown = found(membership, pk)
    mine = shown.not_better.filter(membership=membership, recorded_by__isnull=False)
    said = get_object_or_404(mine, pk=words)
    said.barrier = shown
    right = request.POST.get("right") == "yes"
    barrier_asking.confirm_recording(said, right, now=timezone.now())
    messages.success(request, _("Thank you."))
    return redirect(shown)


@members_only(Permission.KEEP_BARRIERS)
def close(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Close a barrier with what people told us."""
    shown = found(membership, pk)
    form = CloseBarrierForm(request.POST or None, **readers(membership))
    if form.is_valid():
        outcome, told = form.cleaned_data["outcome"], form.texts("heard")
        act = partial(barrier_asking.close, shown, outcome=outcome, told=told, by=membership)
        done = partial(act, now=timezone.now())
        if attempt(request, _("It is closed. Those affected are told."), done):
            return redirect(shown)
    context = whole_barrier(membership, shown, form=form)
    return render(request, "reflections/barrier_close.html", context)
