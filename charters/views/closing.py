"""Closing a decision, giving it more time, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from charters import balloting, closing, deciding, pace
from charters.forms.decisions import CloseForm, DropForm, MoreTimeForm
from charters.models import Decision
from charters.views.whole_decision import found
from meetings.views.finding import readers
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.CLOSE_DECISION)
def close(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take a decision: what was decided and why, and why it could not wait, if it did not."""
    now = timezone.now()
    decision = found(membership, pk)
    if not decision.is_undecided:
        return closed_meanwhile(request, decision)
    kept = pace.pace(decision, now)
    members = readers(membership)["members"]
    form = CloseForm(
        request.POST or None, decision=decision, broken=kept.broken, members=members, now=now
    )
    if form.is_valid():
        try:
            closing.close(decision, **form.ending(), by=membership, now=now)
        except deciding.NotOpen:
            return closed_meanwhile(request, decision)
        except closing.TooSoon:
            messages.warning(request, _("Something changed while you wrote. Look again, please."))
        else:
            messages.success(request, _("It is decided. Everyone will be told, and why."))
            return redirect(decision)
    context = {"membership": membership, "tab": "decisions", "decision": decision, "form": form}
    context |= {"pace": kept, "options": balloting.tally(decision)}
    return render(request, "charters/decision_close.html", context)


@members_only(Permission.CLOSE_DECISION)
def more_time(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Move the close to a later moment."""
    now = timezone.now()
    decision = found(membership, pk)
    if not decision.is_undecided:
        return closed_meanwhile(request, decision)
    form = MoreTimeForm(request.POST or None, decision=decision, now=now)
    if form.is_valid():
        try:
            closing.give_more_time(decision, closes_at=form.cleaned_data["closes_at"], now=now)
        except deciding.NotOpen:
            return closed_meanwhile(request, decision)
        messages.success(request, _("There is more time. Everyone who has a say will be told."))
        return redirect(decision)
    context = {"membership": membership, "tab": "decisions", "decision": decision, "form": form}
    return render(request, "charters/decision_more_time.html", context)


@members_only(Permission.PROPOSE_DECISION)
def drop(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take back what one proposed; facilitators, anything."""
    decision = found(membership, pk)
    is_mine = decision.proposed_by_id == membership.pk
    if not decision.is_undecided or not (is_mine or membership.may(Permission.CLOSE_DECISION)):
        return closed_meanwhile(request, decision)
    form = DropForm(request.POST or None)
    if form.is_valid():
        try:
            closing.drop(decision, **form.cleaned_data, by=membership, now=timezone.now())
        except deciding.NotOpen:
            return closed_meanwhile(request, decision)
        messages.success(request, _("It is taken back. Everyone will be told, and why."))
        return redirect(decision)
    context = {"membership": membership, "tab": "decisions", "decision": decision, "form": form}
    return render(request, "charters/decision_drop.html", context)


def closed_meanwhile(request: HttpRequest, decision: Decision) -> HttpResponse:
    """Go back to the decision and say that nothing was changed."""
    decision.refresh_from_db(fields=["decided_at", "dropped_at"])
    if decision.is_undecided:
        sentence = _("Only who proposed it, or a facilitator, can do this. Nothing was changed.")
    else:
        sentence = _("This decision is closed. Nothing was changed.")
    messages.warning(request, sentence)
    return redirect(decision)
