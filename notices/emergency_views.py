"""Seeing in an emergency how to reach somebody: one facilitator asks, another agrees."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from notices import emergencies
from notices.forms import EmergencyForm
from notices.help_views import person_here
from partners import auditing
from partners.access import PersonRequest, members_only
from partners.models import Membership
from partners.roles import Permission


@members_only(Permission.ARRANGE_SUPPORT)
def emergency(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Ask to see how to reach somebody; once another agreed, see it for an hour."""
    shown, now = person_here(membership, pk), timezone.now()
    if not emergencies.is_hidden(shown, membership):
        return redirect(shown)
    look = emergencies.look_of(shown, membership, now)
    others = emergencies.who_may_agree(shown, membership).with_person()
    form = EmergencyForm(request.POST or None)
    if others and look is None and form.is_valid():
        emergencies.ask(shown, by=membership, **form.cleaned_data, now=now)
        return redirect("notices:emergency", membership.partnership.slug, pk)
    is_open = look is not None and look.is_open(now)
    if is_open:
        auditing.contact_opened(membership, [shown], obj=look)
    context = {
        "membership": membership, "shown": shown, "look": look, "form": form,
        "is_open": is_open, "others": others,
    }  # fmt: skip
    return render(request, "notices/emergency.html", context)


@members_only(Permission.ARRANGE_SUPPORT)
def agree_emergency(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Agree that another facilitator sees for an hour how to reach somebody."""
    looks = emergencies.looks_in(membership)
    look = get_object_or_404(looks, pk=pk)
    if membership in (look.asked_by, look.membership):
        raise PermissionDenied(_("Another facilitator has to agree to this."))
    if request.method == "POST":
        try:
            emergencies.agree(look, by=membership, now=timezone.now())
        except emergencies.CannotAgree:
            messages.info(request, _("This is over already. It can be asked for again."))
        else:
            messages.success(request, _("You agreed. They are told now."))
        return redirect(look.membership)
    context = {"membership": membership, "look": look}
    return render(request, "notices/agree_emergency.html", context)
