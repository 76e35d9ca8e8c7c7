"""My data: take all of it along, or have all of it erased."""

from typing import cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from partners import auditing, erasing, joining, taking_along
from partners.access import PersonRequest, members_only, personal
from partners.models import Membership
from partners.own_data import Asking
from partners.roles import Permission


@personal
@reauthentication_required(allow_get=True)
def my_data(request: PersonRequest) -> HttpResponse:
    """What the file holds; a POST makes it. Whoever has a second factor shows it again."""
    if request.method != "POST":
        return render(request, "partners/my_data.html")
    asking = Asking(request.user, request.session, timezone.now())
    made = taking_along.make(asking)
    auditing.exported(request.user, name="my_data")
    response = FileResponse(made, as_attachment=True, filename=taking_along.NAME)
    return cast("HttpResponse", response)


@personal(methods=["GET"])
def erase_me(request: PersonRequest) -> HttpResponse:
    """What goes, what stays and why; or, once I asked, until when I can stop it."""
    context = {
        "wish": erasing.wish_of(request.user),
        "needs_me": erasing.needs_them(request.user),
    }
    return render(request, "partners/erase_me.html", context)


@personal
@reauthentication_required(allow_get=True)
def confirm_erasing(request: PersonRequest) -> HttpResponse:
    """The last question."""
    if request.method != "POST":
        context = {"is_told": erasing.can_be_told(request.user)}
        return render(request, "partners/confirm_erasing.html", context)
    try:
        erasing.ask(request.user, now=timezone.now())
    except joining.LastFacilitator:
        messages.error(request, _("You are the only facilitator. Make somebody else one first."))
    return redirect("partners:erase_me")


@personal(methods=["POST"])
def stay(request: PersonRequest) -> HttpResponse:
    """I take it back."""
    try:
        erasing.take_back(request.user, now=timezone.now())
    except erasing.TooLate:
        messages.error(request, _("It has begun and cannot be stopped any more."))
    else:
        messages.success(request, _("You stay. Nothing was erased."))
    return redirect("partners:me")


@members_only(Permission.RECORD_FOR_OTHERS)
def record_erasing(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down that somebody who cannot sign in wants to be erased, or does not any more."""
    shown = get_object_or_404(membership.partnership.memberships.active().with_person(), pk=pk)
    if joining.can_sign_in(shown.person):
        raise PermissionDenied(_("This person has an account and sets this themselves."))
    if request.method == "POST":
        return _recorded(request, shown, membership)
    context = {
        "membership": membership, "shown": shown, "wish": erasing.wish_of(shown.person),
    }  # fmt: skip
    return render(request, "partners/record_erasing.html", context)


def _recorded(request: PersonRequest, shown: Membership, by: Membership) -> HttpResponse:
    try:
        if request.POST.get("wish") == "over":
            erasing.take_back(shown.person, now=timezone.now(), recorded_by=by)
            messages.success(request, _("It is stopped. Nothing was erased."))
        else:
            erasing.ask(shown.person, now=timezone.now(), recorded_by=by)
            messages.success(request, _("It is written down. They are told, and can stop it."))
    except joining.LastFacilitator:
        messages.error(request, _("This is the only facilitator. Make somebody else one first."))
    except erasing.TooLate:
        messages.error(request, _("It has begun and cannot be stopped any more."))
    return redirect(shown)
