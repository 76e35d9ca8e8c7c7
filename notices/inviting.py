"""The invitation as a message: neutral, in the invitee's language, with a link that works once."""

from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices import kinds, recording
from notices.models import Notice
from notices.planning import plan
from partners import codes, dates, joining
from partners.join_forms import YesForm
from partners.models import Carrier, Channel, Invitation, Membership

INVITATION = "invitation"


def link(invitation: Invitation) -> str:
    """Return the address that lets the invited person in, without the site's name."""
    token = codes.token_of(invitation.nonce, invitation.token_hash)
    return reverse("partners:join", kwargs={"token": token})


def invite_by_mail(invitation: Invitation, *, now: datetime) -> None:
    """Plan to send an invitation by mail."""
    membership = invitation.membership
    plan(INVITATION, invitation, [membership.person], partnership=membership.partnership, now=now)


@transaction.atomic
def invite(*, now: datetime, **answers: Any) -> Invitation:
    """Make room for a person and, if that is how it reaches them, send the invitation.

    Takes what `joining.invite` takes. Raises joining.AlreadyHere.
    """
    return _sent(joining.invite(now=now, **answers), now)


@transaction.atomic
def reissue(invitation: Invitation, *, by: Membership, now: datetime) -> Invitation:
    """Put a fresh invitation in the place of an old one and send it if it goes by mail.

    Raises joining.CannotReissue.
    """
    return _sent(joining.reissue(invitation, by=by, now=now), now)


@transaction.atomic
def record_yes(
    invitation: Invitation, form: YesForm, *, by: Membership, now: datetime
) -> Membership:
    """Let somebody in who said yes by phone, and tell them what was written down.

    Raises joining.CannotJoin.
    """
    answers = form.answers(invitation.language)
    membership = joining.accept(invitation, reader=None, answers=answers, recorded_by=by, now=now)
    recording.tell("yes", invitation, membership, recorded_by=by, now=now)
    return membership


def _sent(invitation: Invitation, now: datetime) -> Invitation:
    if invitation.carrier == Carrier.EMAIL:
        invite_by_mail(invitation, now=now)
    return invitation


def _context(notice: Notice) -> dict[str, Any]:
    invitation = cast("Invitation", notice.subject)
    return {
        "link": link(invitation),
        "until": dates.day(
            invitation.expires_at.astimezone(notice.person.zone).date(), notice.person.language
        ),
        "is_shared": notice.person.email is None,
    }


def _is_wanted(notice: Notice, now: datetime) -> bool:
    usable = Invitation.objects.usable(now).filter(membership__left_at=None)
    return usable.filter(pk=notice.subject_id).exists()


def _example(membership: Membership) -> Invitation:
    """An invitation that is in no database, so that its link lets nobody in."""
    now = timezone.now()
    person = membership.person
    return Invitation(membership=membership, name=person.name, expires_at=now + Invitation.LIFETIME)


kinds.register(
    kinds.Kind(
        name=INVITATION,
        label=_("Invitation"),
        category=kinds.Category.CHANGES,
        subject=Invitation,
        context=_context,
        is_wanted=_is_wanted,
        waits_for_waking=False,  # whoever invites has just said that it comes
        may_be_muted=False,
        example=_example,
        # By mail even to somebody who would rather be called: the call sheet would show the
        # inviter a number that was not given to them. Never by text: its link lets its reader in.
        only_by=[Channel.EMAIL],
    )
)
