"""Leaving: a last talk for who wishes for one, and help for who cannot sign in to leave."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import joining
from partners.access import PersonRequest, members_only
from partners.models import Membership, MembershipQuerySet
from partners.roles import Permission
from reflections import parting
from reflections.forms.checkpoints import ClosingWishForm
from reflections.models import ClosingConversation


@members_only(Permission.VIEW)
def closing_wish(request: PersonRequest, membership: Membership) -> HttpResponse:
    """With whom I would like to talk once more when I leave, if with anybody."""
    initial = written(parting.wished(membership))
    form = ClosingWishForm(request.POST or None, people=whom(membership), initial=initial)
    if form.is_valid():
        parting.set_wish(membership, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("It is noted. Whoever you named is told once you have left."))
        return redirect("partners:leave", membership.partnership.slug)
    context = {"membership": membership, "form": form}
    return render(request, "reflections/closing_wish.html", context)


def whom(membership: Membership) -> MembershipQuerySet | None:
    """Return whom somebody who takes part may name; observers name nobody."""
    others = membership.partnership.memberships.taking_part().exclude(pk=membership.pk)
    return others if membership.may(Permission.TAKE_PART) else None


def written(wished: ClosingConversation | None) -> dict[str, object]:
    """Return what was wished for before, as the form shows it."""
    if wished is None:
        return {}
    wish = "somebody" if wished.with_whom_id else "facilitator"
    return {"wish": wish, "with_whom": wished.with_whom_id, "reach": wished.reach}


@members_only(Permission.TAKE_PART, methods=["GET"])
def closing_conversation(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Somebody who left would like to talk: how to reach them. Only for whom they named."""
    found = get_object_or_404(parting.to_hold(membership), pk=pk)
    context = {"membership": membership, "tab": "reflections", "conversation": found}
    return render(request, "reflections/closing_conversation.html", context)


@members_only(Permission.TAKE_PART, methods=["POST"])
def finish_closing(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """We talked, or it did not come about."""
    found = get_object_or_404(parting.to_hold(membership), pk=pk)
    if found.done_at is None:
        found.finish(by=membership, now=timezone.now())
    messages.success(request, _("Thank you. How to reach them is forgotten now."))
    return redirect("reflections:hub", membership.partnership.slug)


@members_only(Permission.RECORD_FOR_OTHERS)
def help_leave(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """End a membership for somebody who said that they leave, and cannot sign in."""
    people = membership.partnership.memberships.active().with_person()
    shown = get_object_or_404(people, pk=pk)
    if parting.wants_to_leave(shown) is None:
        raise Http404
    if request.method == "POST":
        try:
            joining.leave(shown, now=timezone.now())
        except joining.LastFacilitator:
            messages.error(
                request, _("This is the only facilitator. Make somebody else one first.")
            )
        else:
            messages.success(request, _("They have left. Their private words are deleted."))
            return redirect("partners:people", membership.partnership.slug)
    return render(
        request, "reflections/help_leave.html", {"membership": membership, "shown": shown}
    )
