"""What was given: between whom, and what the receiver says it was good for."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.paging import page_of
from partners.roles import Permission
from reflections import exchanging
from reflections.exchanges_questions import receiver_answer, tell_receiver_what_was_recorded
from reflections.forms.exchanges import ConfirmForm, ThankForm
from reflections.models import Given
from reflections.views.exchanges_finding import (
    find_given,
    find_received,
    given_to_see,
    shown,
    why_not,
)


@members_only(Permission.VIEW, methods=["GET"])
def given_list(request: PersonRequest, membership: Membership) -> HttpResponse:
    """What was given, and what it was good for, the latest first."""
    page = page_of(given_to_see(membership).given(), request)
    context = {"membership": membership, "tab": "reflections", "page": shown(page, membership)}
    return render(request, "reflections/given_list.html", context)


@members_only(Permission.VIEW, methods=["GET"])
def given(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """One thing that is given: how it stands, and what I can say about it."""
    return render(request, "reflections/given.html", whole(membership, find_given(membership, pk)))


@members_only(Permission.TAKE_PART, methods=["POST"])
def gave(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """I gave it. The receiver is asked."""
    found = find_given(membership, pk)
    if found.giver_id != membership.pk:
        raise Http404
    try:
        exchanging.gave(found, now=timezone.now())
    except exchanging.CannotExchange as refusal:
        messages.warning(request, why_not(refusal))
    else:
        messages.success(request, _("Thank you. We ask the other person whether it arrived."))
    return redirect(found)


@members_only(Permission.TAKE_PART, methods=["POST"])
def confirm(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say whether it was given to me, and what it was good for."""
    found = find_received(membership, pk)
    form = ConfirmForm(request.POST, given=found)
    if not form.is_valid():
        context = whole(membership, found) | {"confirm_form": form, "form": form}
        return render(request, "reflections/given.html", context)
    exchanging.answer(found, **form.says(), now=timezone.now())
    messages.success(request, _("Thank you. It is written down, and you can change it."))
    return redirect(found)


@members_only(Permission.RECORD_FOR_OTHERS)
def record(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what the receiver told me. They see that I did, and can change it."""
    found = find_given(membership, pk)
    if not found.is_recorded_by(membership):
        messages.warning(request, _("Only what somebody told you is written down for them."))
        return redirect(found)
    form = ConfirmForm(request.POST or None, given=found)
    if form.is_valid():
        now = timezone.now()
        answered = exchanging.answer(found, **form.says(), recorded_by=membership, now=now)
        tell_receiver_what_was_recorded(answered, now=now)
        messages.success(request, _("It is written down. They see that, and can change it."))
        return redirect(found)
    context = {"membership": membership, "tab": "reflections", "given": found, "form": form}
    return render(request, "reflections/given_record.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def drop(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """It will not happen after all. Nobody asks why."""
    found = find_given(membership, pk)
    if not (found.is_between(membership) or found.is_recorded_by(membership)):
        raise Http404
    exchanging.drop(found, by=membership, now=timezone.now())
    messages.success(request, _("It is written down, and told. Nobody asks why."))
    return redirect(found)


@members_only(Permission.TAKE_PART, methods=["POST"])
def keep_between(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Keep it between the two of us, from now on."""
    found = find_given(membership, pk)
    if not found.is_between(membership):
        raise Http404
    exchanging.keep_between(found, now=timezone.now())
    messages.success(request, _("From now on, only the two of you see it."))
    return redirect(found)


@members_only(Permission.TAKE_PART, methods=["POST"])
def thank(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say thank you to who gave it."""
    found = find_received(membership, pk)
    form = ThankForm(request.POST)
    if not form.is_valid():
        context = whole(membership, found) | {"thank_form": form, "form": form}
        return render(request, "reflections/given.html", context)
    words, language = form.cleaned_data["thanks"], form.cleaned_data["language"]
    try:
        exchanging.thank(found, words=words, language=language, now=timezone.now())
    except exchanging.CannotExchange as refusal:
        messages.warning(request, why_not(refusal))
    else:
        messages.success(request, _("Your thanks are on their way, in the language they read."))
    return redirect(found)


def whole(membership: Membership, found: Given) -> dict[str, Any]:
    """Return all that the page of what is given shows to this visitor."""
    initial = {"answer": receiver_answer(found)}
    return {
        "membership": membership,
        "tab": "reflections",
        "given": found,
        "confirm_form": ConfirmForm(given=found, initial=initial),
        "thank_form": ThankForm(),
    }
