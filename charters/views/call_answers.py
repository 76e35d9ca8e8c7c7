"""Answers to open calls: facilitators write one down, invite, say no, or close it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from charters import calling
from charters.calling import Said
from charters.forms.calls import CalledForm
from charters.models import CallAnswer, CallOutcome, Way
from charters.views.calls import found
from notices import invite_views
from partners import joining
from partners.access import PersonRequest, members_only
from partners.forms import InviteForm
from partners.models import Carrier, Membership
from partners.roles import Permission


@members_only(Permission.INVITE_PEOPLE)
def record(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody said who called."""
    call = found(membership, pk)
    form = CalledForm(request.POST or None, initial={"language": call.language})
    if form.is_valid():
        try:
            calling.answer(
                call, form.said, language=form.cleaned_data["language"], way=Way.PHONE,
                once=form.cleaned_data["once"], recorded_by=membership, now=timezone.now(),
            )  # fmt: skip
        except calling.NotOpen:
            form.add_error(None, _("This call is not open, so it takes no answers."))
        else:
            messages.success(request, _("It is written down, with your name as who recorded it."))
            return redirect(call)
    return render(request, "charters/calls/record.html", frame(membership, call) | {"form": form})


@members_only(Permission.INVITE_PEOPLE)
def invite(request: PersonRequest, membership: Membership, pk: int, answer: Any) -> HttpResponse:
    """Invite somebody who answered, with what they told us filled in."""
    kept, said = one(membership, pk, answer)
    form = InviteForm(
        request.POST or None, partnership=membership.partnership, initial=filled_in(kept, said)
    )
    if form.is_valid():
        try:
            invitation = calling.invite(
                kept, said, by=membership, now=timezone.now(), **form.cleaned_data
            )
        except joining.AlreadyHere:
            form.add_error("email", _("This person is here already, or is invited."))
        except calling.DealtWith:
            return dealt_with(request, kept)
        else:
            return invite_views.done(request, invitation)
    return render(
        request, "charters/calls/invite.html", frame(membership, kept.call) | {"form": form}
    )


@members_only(Permission.INVITE_PEOPLE)
def say_no(request: PersonRequest, membership: Membership, pk: int, answer: Any) -> HttpResponse:
    """Tell somebody kindly that it does not work out, and write down that I did."""
    kept, said = one(membership, pk, answer)
    if request.method == "POST":
        return end(request, membership, kept, CallOutcome.TOLD_NO)
    with override(kept.language):
        words, subject = no_words(kept), _("Thank you for answering")
    context = {"kept": kept, "said": said, "words": words, "subject": subject}
    context["mine"] = no_words(kept)
    return render(request, "charters/calls/no.html", frame(membership, kept.call) | context)


@members_only(Permission.INVITE_PEOPLE, methods=["POST"])
def close(request: PersonRequest, membership: Membership, pk: int, answer: Any) -> HttpResponse:
    """Put an answer away that needs nothing more."""
    kept, _said = one(membership, pk, answer)
    return end(request, membership, kept, CallOutcome.CLOSED)


def end(
    request: PersonRequest, membership: Membership, kept: CallAnswer, outcome: CallOutcome
) -> HttpResponse:
    """Write down what became of an answer, and go back to the others."""
    try:
        calling.deal_with(kept, outcome, by=membership, now=timezone.now())
    except calling.DealtWith:
        return dealt_with(request, kept)
    messages.success(request, _("It is done. What they told us is erased."))
    return redirect(kept.call)


def dealt_with(request: PersonRequest, kept: CallAnswer) -> HttpResponse:
    """Say that somebody was faster."""
    messages.warning(request, _("Somebody dealt with this already, or it was taken back."))
    return redirect(kept.call)


def one(membership: Membership, pk: int, answer: Any) -> tuple[CallAnswer, Said]:
    """Return an answer that waits, with what it says, or 404."""
    call = found(membership, pk)
    kept = get_object_or_404(call.answers.waiting(), pk=answer)
    kept.call = call
    return calling.unsealed(call, [kept])[0]


def frame(membership: Membership, call: Any) -> dict[str, Any]:
    """Return what every page of answers needs."""
    return {"membership": membership, "tab": "people", "call": call}


def filled_in(kept: CallAnswer, said: Said) -> dict[str, Any]:
    """Return what an invitation knows already."""
    carrier = Carrier.EMAIL if said.email else Carrier.LETTER
    return {
        "name": said.name, "language": kept.language, "email": said.email, "phone": said.phone,
        "carrier": carrier,
    }  # fmt: skip


def no_words(kept: CallAnswer) -> str:
    """Return a kind no, in the active language."""
    return _(
        "Thank you for wanting to take part. This time we found others, so we cannot invite you."
        " We are glad that you answered, and you can answer again when we look for more people."
    )
