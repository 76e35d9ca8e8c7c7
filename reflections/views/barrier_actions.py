"""What we do about a barrier: agreed, taken on or not, how it goes, what it costs."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.views.finding import readers, taking_part
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission
from reflections import barrier_actions
from reflections.forms.barriers import (
    DONE,
    MOVED,
    NOT_DONE,
    ActionForm,
    ActionWordsForm,
    DeclineForm,
    MoneyForm,
    ProgressForm,
)
from reflections.models import BarrierAction
from reflections.views.barrier_refusals import attempt
from reflections.views.whole_barrier import (
    first_words,
    found,
    found_action,
    ideas,
    whole_barrier,
)


@members_only(Permission.KEEP_BARRIERS)
def agree(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Agree on an action, and ask somebody to take it on."""
    now, shown = timezone.now(), found(membership, pk)
    words = first_words(shown, request.GET.get("idea", ""))
    form = ActionForm(
        request.POST or None, people=taking_part(membership), now=now, **readers(membership),
        initial={"stood": shown.action_id, **words},
    )  # fmt: skip
    if form.is_valid():
        action, saw = form.action(), form.cleaned_data["stood"]
        act = partial(barrier_actions.agree, shown, action, saw=saw, by=membership, now=now)
        if attempt(request, _("It is agreed. Whoever you asked is told."), act):
            return redirect(shown)
        form.data = {**request.POST.dict(), "stood": found(membership, pk).action_id or ""}
    context = {"membership": membership, "tab": "reflections", "barrier": shown, "form": form}
    return render(request, "reflections/barrier_agree.html", context | {"ideas": ideas(shown)})


@members_only(Permission.TAKE_PART, methods=["POST"])
def answer(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take an action on, or say no."""
    action = found_action(membership, pk)
    form = DeclineForm(request.POST)
    takes_on = request.POST.get("answer") == "yes"
    if not (takes_on or form.is_valid()):
        context = whole_barrier(membership, action.barrier, decline_form=form, form=form)
        return render(request, "reflections/barrier.html", context)
    act = partial(barrier_actions.accept, action)
    if not takes_on:
        act = partial(barrier_actions.decline, action, **form.cleaned_data)
    writer, now = recorder(action, membership), timezone.now()
    if attempt(request, _("Thank you."), partial(act, recorded_by=writer, now=now)):
        barrier_actions.tell_owner(action, recorded_by=writer, now=now)
    return redirect(action.barrier)


@members_only(Permission.TAKE_PART, methods=["POST"])
def progress(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say how an action goes, or what became of it."""
    action, now = found_action(membership, pk), timezone.now()
    form = ProgressForm(request.POST, zone=membership.partnership.zone, now=now)
    if not form.is_valid():
        context = whole_barrier(membership, action.barrier, progress_form=form, form=form)
        return render(request, "reflections/barrier.html", context)
    act = partial(said, action, form.cleaned_data, by=membership, now=now)
    if attempt(request, _("Thank you. Everyone can read it."), act):
        writer = recorder(action, membership)
        barrier_actions.tell_owner(action, recorded_by=writer, now=now)
    return redirect(action.barrier)


def said(action: BarrierAction, what: dict[str, Any], *, by: Membership, now: datetime) -> None:
    """Hand what was said about an action to the step that it means."""
    words, language, writer = what["words"], what["language"], recorder(action, by)
    why = {"because": words, "language": language}
    if what["how"] == DONE:
        barrier_actions.finish(action, words=words, language=language, recorded_by=writer, now=now)
    elif what["how"] == MOVED:
        barrier_actions.move(action, to=what["moved_to"], **why, by=by, now=now)
    elif what["how"] == NOT_DONE:
        barrier_actions.give_up(action, **why, recorded_by=writer, now=now)
    else:
        barrier_actions.say(action, what["how"], recorded_by=writer, now=now)


def recorder(action: BarrierAction, membership: Membership) -> Membership | None:
    """Return who wrote it down, if that is not the owner."""
    return None if barrier_actions.is_mine(action, membership) else membership


@members_only(Permission.TAKE_PART)
def write_words(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write what we do in another language, or better."""
    shown = found(membership, pk)
    action = get_object_or_404(shown.actions.filter(ended_at=None), pk=shown.action_id or 0)
    form = ActionWordsForm(request.POST or None, about=action, **readers(membership))
    if form.is_valid():
        action.save(update_fields=form.write_texts(action))
        messages.success(request, _("The words are changed."))
        return redirect(shown)
    context = {"membership": membership, "tab": "reflections", "barrier": shown, "form": form}
    return render(request, "reflections/barrier_words.html", context)


@members_only(Permission.TAKE_PART)
def money(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say anew what an action costs, and whether the money is there."""
    action = found_action(membership, pk)
    if action.ended_at:
        raise Http404
    form = MoneyForm.of(action, request.POST or None)
    if form.is_valid():
        act = partial(barrier_actions.change_money, action, form.values())
        attempt(request, _("It is saved. Everyone can read it."), act)
        return redirect(action.barrier)
    context = {"membership": membership, "tab": "reflections", "barrier": action.barrier}
    return render(request, "reflections/barrier_money.html", context | {"form": form})
