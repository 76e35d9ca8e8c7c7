"""Taking a position, voting, answering objections, and how it felt; also for somebody else."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import balloting, closing, deciding, pace
from charters.decision_questions import RUNG
from charters.forms.decisions import (
    BallotForm,
    BallotForSomebodyForm,
    ObjectionAnswerForm,
    PositionForm,
    PositionForSomebodyForm,
    RungForm,
    RungForSomebodyForm,
)
from charters.models import Decision
from charters.views.whole_decision import found, whole_decision
from charters.views.whole_decision import objections as whole_objections
from notices import answers, receipts
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


def why_not(refusal: deciding.CannotDecide) -> str:
    """Return the sentence for what stands against a position or a vote."""
    return {
        deciding.NotOpen: _("This decision is not open now. Nothing was saved."),
        deciding.NoSay: _("This person has no say now: they pause, left, or only read along."),
        deciding.ReasonMissing: _("An objection needs a reason, so that it can be answered."),
        deciding.OptionMissing: _("Choose one of the options of this decision."),
        deciding.VoteIsSecret: _("This is a secret ballot. Vote below instead."),
        balloting.VotedAlready: _("This vote was cast before. A secret vote cannot be changed."),
    }[type(refusal)]


@members_only(Permission.TAKE_POSITION, methods=["POST"])
def take_position(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say what I think of the proposal. I can change my mind while it is open."""
    decision = found(membership, pk)
    form = PositionForm(request.POST, decision=decision, auto_id="position_%s")
    if not form.is_valid():
        return again(request, membership, decision, position_form=form, form=form)
    return save_position(request, decision, membership, form)


@members_only(Permission.RECORD_FOR_OTHERS)
def record_position(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down what somebody said, in their name. They are told."""
    decision = found(membership, pk)
    people = pace.with_a_say(membership.partnership)
    form = PositionForSomebodyForm(request.POST or None, decision=decision, people=people)
    if form.is_valid():
        return save_position(request, decision, membership, form)
    context = {"membership": membership, "tab": "decisions", "decision": decision, "form": form}
    if decision.is_secret:
        context["ballot_form"] = BallotForSomebodyForm(
            decision=decision, people=people, auto_id="vote_%s"
        )
    return render(request, "charters/decision_for_somebody.html", context)


def save_position(
    request: HttpRequest, decision: Decision, membership: Membership, form: PositionForm
) -> HttpResponse:
    """Save a position of the visitor, or of whom the form names; say why not, if not."""
    said: dict[str, Any] = form.cleaned_data
    member = said.get("member", membership)
    try:
        deciding.take_position(
            decision, member, stance=said["stance"], option=said.get("option"),
            reason=said["reason"], language=said["language"],
            recorded_by=None if member == membership else membership, now=timezone.now(),
        )  # fmt: skip
    except deciding.CannotDecide as refusal:
        messages.warning(request, why_not(refusal))
        if said["reason"]:
            return again(request, membership, decision, position_form=form)
    else:
        messages.success(request, _("It is written down. You can change it while it is open."))
    return redirect(decision)


@members_only(Permission.TAKE_POSITION, methods=["POST"])
def vote(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Cast my secret vote."""
    decision = found(membership, pk)
    form = BallotForm(request.POST, decision=decision, auto_id="vote_%s")
    if not form.is_valid():
        return again(request, membership, decision, ballot_form=form, form=form)
    return save_vote(request, decision, membership, form)


@members_only(Permission.RECORD_FOR_OTHERS, methods=["POST"])
def record_vote(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Cast a secret vote that somebody asked for, as on the phone."""
    decision = found(membership, pk)
    people = pace.with_a_say(membership.partnership)
    form = BallotForSomebodyForm(request.POST, decision=decision, people=people, auto_id="vote_%s")
    if form.is_valid():
        return save_vote(request, decision, membership, form)
    position = PositionForSomebodyForm(decision=decision, people=people)
    context = {"membership": membership, "tab": "decisions", "decision": decision}
    context |= {"form": position, "ballot_form": form}
    return render(request, "charters/decision_for_somebody.html", context)


def save_vote(
    request: HttpRequest, decision: Decision, membership: Membership, form: BallotForm
) -> HttpResponse:
    """Cast a vote of the visitor, or of whom the form names; say why not, if not."""
    member = form.cleaned_data.get("member", membership)
    option = form.cleaned_data["option"]
    try:
        balloting.vote(decision, member, option, recorded_by=membership, now=timezone.now())
    except deciding.CannotDecide as refusal:
        messages.warning(request, why_not(refusal))
    else:
        messages.success(request, _("The vote is cast. Nobody can find out what was chosen."))
    return redirect(decision)


@members_only(Permission.PROPOSE_DECISION, methods=["POST"])
def answer_objection(
    request: PersonRequest, membership: Membership, pk: int, objection: int
) -> HttpResponse:
    """Say how an objection is met. Nobody answers their own."""
    decision = found(membership, pk)
    others = decision.objections.standing().exclude(membership=membership)
    met = get_object_or_404(others, pk=objection)
    form = ObjectionAnswerForm(request.POST, auto_id=f"objection_{objection}_%s")
    if not form.is_valid():
        shown = whole_objections(decision, membership)
        vars(next(each for each in shown if each.pk == met.pk))["form"] = form
        return again(request, membership, decision, objections=shown, form=form)
    said = form.cleaned_data
    try:
        deciding.answer_objection(met, **said, by=membership, now=timezone.now())
    except deciding.CannotDecide as refusal:
        messages.warning(request, why_not(refusal))
    else:
        messages.success(request, _("Your answer stands beside the objection."))
    return redirect(decision)


@members_only(Permission.TAKE_PART, methods=["POST"])
def name_rung(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Say how far a decision was shared with me."""
    decision = found(membership, pk)
    asked = get_object_or_404(decision.rungs, membership=membership)
    form = RungForm(request.POST, auto_id="rung_%s")
    if not form.is_valid():
        vars(asked)["form"] = form
        return again(request, membership, decision, my_rung=asked, form=form)
    closing.answer_rung(asked, form.cleaned_data["rung"], None, timezone.now())
    messages.success(request, _("Thank you. You can change your answer any time."))
    return redirect(decision)


@members_only(Permission.RECORD_FOR_OTHERS)
def record_rung(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down how far somebody says that a decision was shared with them."""
    decision = found(membership, pk)
    people = membership.partnership.memberships.active().filter(pk__in=asked_in(decision))
    form = RungForSomebodyForm(request.POST or None, people=people)
    if form.is_valid():
        asked = decision.rungs.get(membership=form.cleaned_data["member"])
        rung, now = str(form.cleaned_data["rung"]), timezone.now()
        receipts.record(answers.get(RUNG), asked, rung, recorded_by=membership, now=now)
        messages.success(request, _("It is written down, with your name as who recorded it."))
        return redirect(decision)
    context = {"membership": membership, "tab": "decisions", "decision": decision, "form": form}
    return render(request, "charters/decision_rung_for_somebody.html", context)


def asked_in(decision: Decision) -> list[int]:
    """Return the memberships that are asked how far a decision was shared."""
    return list(decision.rungs.values_list("membership", flat=True))


def again(
    request: HttpRequest, membership: Membership, decision: Decision, **forms: Any
) -> HttpResponse:
    """Show the decision with a form that has mistakes, and all that was typed."""
    return render(request, "charters/decision.html", whole_decision(membership, decision, **forms))
