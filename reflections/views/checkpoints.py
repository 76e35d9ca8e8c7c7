"""Checkpoints: my choice, my answers in quiet, and what facilitators were shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import suggesting
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import checkpoints
from reflections.forms.checkpoints import AskAgainForm, CheckpointForm
from reflections.models import Checkpoint, Choice, Fit, Part


@members_only(Permission.TAKE_PART, methods=["GET"])
def checkpoint(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Does what I do here still fit why I came?"""
    return render(request, "reflections/checkpoint.html", whole(membership))


@members_only(Permission.TAKE_PART, methods=["POST"])
def choose(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Go on, take a break, leave, or say nothing now."""
    asked = get_object_or_404(membership.checkpoints, pk=pk)
    choice = request.POST.get("choice")
    if choice not in Choice.values:
        messages.warning(request, _("Choose one of the answers."))
        return redirect(asked)
    try:
        checkpoints.choose(asked, choice, now=timezone.now())
    except checkpoints.Ended:
        messages.info(request, _("A newer question took the place of this one. It stands here."))
        return redirect(asked)
    messages.success(request, THANKS[Choice(choice)]())
    if choice == Choice.LEAVE:
        return redirect("partners:leave", membership.partnership.slug)
    return redirect(asked)


THANKS = {
    Choice.CONTINUE: lambda: _("Good that you go on. You can say something else any time."),
    Choice.PAUSE: lambda: _("You are pausing. No meetings or reminders until you come back."),
    Choice.LEAVE: lambda: _("Nothing has happened yet. You leave when you confirm it here."),
    Choice.NOT_NOW: lambda: _("That is fine. The question is put away, and nobody is told."),
}


@members_only(Permission.TAKE_PART, methods=["POST"])
def ask_again(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Choose a day on which I am asked whether I come back; or none."""
    now = timezone.now()
    asked = get_object_or_404(membership.checkpoints, pk=pk)
    form = AskAgainForm(request.POST, checkpoint=asked, now=now)
    if not form.is_valid():
        return render(
            request, "reflections/checkpoint.html", whole(membership, again_form=form, form=form)
        )
    try:
        checkpoints.ask_again(asked, form.cleaned_data["ask_again_on"], now=now)
    except checkpoints.Ended:
        messages.info(request, _("A newer question took the place of this one. It stands here."))
    else:
        messages.success(request, _("Your changes are saved."))
    return redirect(asked)


@members_only(Permission.TAKE_PART, methods=["POST"])
def answer(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Answer in quiet. Only I read it, but for what I show to the facilitators."""
    asked = get_object_or_404(membership.checkpoints, pk=pk)
    form = CheckpointForm(request.POST, checkpoint=asked, answers=checkpoints.opened(asked))
    if not form.is_valid():
        context = whole(membership, asked, answers_form=form, form=form)
        return render(request, "reflections/checkpoint.html", context)
    language, now = form.cleaned_data["language"], timezone.now()
    slug = membership.partnership.slug
    checkpoints.answer(asked, form.answers, shared=form.shared, language=language, now=now)
    messages.success(request, _("Your answers are saved. Only you read what you do not show."))
    return redirect("reflections:checkpoint" if asked.is_open else "reflections:checkpoints", slug)


@members_only(Permission.TAKE_PART, methods=["GET"])
def checkpoint_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What I answered before: mine to hide again, and to delete."""
    page = page_of(membership.checkpoints.newest_first(), request)
    for each in page:
        vars(each)["answers"] = in_words(checkpoints.opened(each), each.shared)
    context = {"membership": membership, "tab": "reflections", "page": page}
    return render(request, "reflections/checkpoints.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def hide(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Show nothing of these answers to the facilitators any more."""
    checkpoints.hide(get_object_or_404(membership.checkpoints, pk=pk))
    messages.success(request, _("The facilitators cannot read these answers any more."))
    return redirect("reflections:checkpoints", membership.partnership.slug)


@members_only(Permission.TAKE_PART, methods=["POST"])
def forget(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Delete my answers."""
    checkpoints.forget(get_object_or_404(membership.checkpoints, pk=pk))
    messages.success(request, _("Your answers are deleted. Nobody can read them any more."))
    return redirect("reflections:checkpoints", membership.partnership.slug)


@members_only(Permission.ARRANGE_SUPPORT, methods=["GET"])
def shown(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What people chose to show to the facilitators. Nobody sees who showed nothing."""
    page = page_of(checkpoints.shown_in(membership), request)
    for each in page:
        vars(each)["answers"] = in_words(checkpoints.shown(each), each.shared)
    context = {"membership": membership, "tab": "reflections", "page": page}
    return render(request, "reflections/checkpoints_shown.html", context)


def in_words(answers: dict[str, str], shared: list[str]) -> list[dict[str, Any]]:
    """Return each question with its answer, and whether the facilitators may read it."""
    return [
        {
            "question": Part(part).label,
            "choice": Fit(words).label if part == Part.FIT else "",
            "words": "" if part == Part.FIT else words,
            "is_shared": part in shared,
        }
        for part, words in answers.items()
    ]


def whole(membership: Membership, asked: Checkpoint | None = None, **forms: Any) -> dict[str, Any]:
    """Return all that the page of a checkpoint shows to the person it asks."""
    now = timezone.now()
    asked = asked or checkpoints.current(membership)
    context: dict[str, Any] = {"membership": membership, "tab": "reflections", "checkpoint": asked}
    context["suggestions"] = suggesting.suggestions([membership], now).get(membership.pk, [])
    if asked is None:
        context["next_at"] = checkpoints.next_at(membership, checkpoints.last_at(membership))
        return context
    context["choices"] = Choice.choices
    is_back = asked.choice == Choice.PAUSE and not membership.paused_at
    context["chosen"] = "" if is_back else asked.choice
    context["answers_form"] = CheckpointForm(
        None, checkpoint=asked, answers=checkpoints.opened(asked)
    )
    context["again_form"] = AskAgainForm(checkpoint=asked, now=now)
    return {**context, **forms}
