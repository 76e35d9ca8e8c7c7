"""Inviting people: by e-mail, by a printed letter, or by adding them in person."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from notices import inviting, pictures
from partners import codes, dates, joining
from partners.access import PersonRequest, members_only
from partners.forms import InviteForm
from partners.join_forms import YesForm
from partners.languages import direction
from partners.models import Carrier, Invitation, InvitationQuerySet, Membership
from partners.roles import Permission


@members_only(Permission.INVITE_PEOPLE)
def invite(request: PersonRequest, membership: Membership) -> HttpResponse:
    """Invite somebody, in their language, the way that reaches them."""
    form = InviteForm(request.POST or None, partnership=membership.partnership)
    if form.is_valid():
        try:
            invitation = inviting.invite(
                partnership=membership.partnership,
                by=membership,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except joining.AlreadyHere:
            form.add_error("email", _("This person is here already, or is invited."))
        else:
            return done(request, invitation)
    return render(request, "partners/invite.html", {"membership": membership, "form": form})


def done(request: PersonRequest, invitation: Invitation) -> HttpResponse:
    """Say what happens next, and go where it happens."""
    slug, name = invitation.membership.partnership.slug, invitation.name
    if invitation.carrier == Carrier.LETTER:
        return redirect("notices:letter", slug, invitation.pk)
    if invitation.carrier == Carrier.EMAIL:
        messages.success(request, _("The invitation to %(name)s is on its way.") % {"name": name})
        return redirect("partners:people", slug)
    messages.success(request, _("%(name)s is here now. Tell us what they need.") % {"name": name})
    return redirect(invitation.membership)


@members_only(Permission.INVITE_PEOPLE, methods=["POST"])
def reissue(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Make a fresh invitation; the old one stops working."""
    try:
        old = get_object_or_404(invitations_of(membership), pk=pk)
        invitation = inviting.reissue(old, by=membership, now=timezone.now())
    except joining.CannotReissue:
        messages.error(request, _("This person has left, or can sign in without an invitation."))
        return redirect("partners:people", membership.partnership.slug)
    return done(request, invitation)


@members_only(Permission.INVITE_PEOPLE, methods=["POST"])
def withdraw(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(invitations_of(membership), pk=pk)
    joining.withdraw(invitation, now=timezone.now())
    messages.success(request, _("The invitation is taken back. It lets nobody in any more."))
    return redirect("partners:people", membership.partnership.slug)


@members_only(Permission.INVITE_PEOPLE)
def record_yes(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """Write down that somebody said yes by phone, whom a letter invited."""
    now = timezone.now()
    invitation = get_object_or_404(letters_of(membership).filter(membership__joined_at=None), pk=pk)
    form = YesForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        try:
            joined = inviting.record_yes(invitation, form, by=membership, now=now)
        except joining.CannotJoin:
            messages.info(request, _("Look again: this invitation was answered or taken back."))
            return redirect("partners:people", membership.partnership.slug)
        messages.success(request, _("It is written down. Tell us what they need."))
        return redirect(joined)
    context = {"membership": membership, "invitation": invitation, "form": form}
    return render(request, "partners/record_yes.html", context)


@members_only(Permission.INVITE_PEOPLE, methods=["GET"])
def letter(request: PersonRequest, membership: Membership, pk: int) -> HttpResponse:
    """A page to print, in the invitee's language, with a code to type or to scan.

    Only for letters: who mailed an invitation has no business with its link.
    """
    invitation = get_object_or_404(letters_of(membership), pk=pk)
    address = settings.BASE_URL + inviting.link(invitation)
    context = {
        "membership": membership,
        "invitation": invitation,
        "language": invitation.language,
        "invitation_direction": direction(invitation.language),
        "until": dates.day(timezone.localdate(invitation.expires_at), invitation.language),
        "code": codes.grouped(codes.code_of(invitation.nonce, invitation.code_hash)),
        "site": settings.BASE_URL,
        # Drawn by a library from our address alone: no words of anybody are in it.
        "picture": mark_safe(pictures.qr_of(address, svgclass="qr")),  # noqa: S308 - see above
    }
    return render(request, "partners/letter.html", context)


def letters_of(membership: Membership) -> InvitationQuerySet:
    """Return the partnership's letters that let somebody in now."""
    return invitations_of(membership).usable(timezone.now()).filter(carrier=Carrier.LETTER)


def invitations_of(membership: Membership) -> InvitationQuerySet:
    """Return the partnership's invitations."""
    return joining.invitations_of(membership.partnership)
