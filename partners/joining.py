"""How people come into a partnership and leave it: invite, accept, leave."""

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners import auditing, codes, texting
from partners.acting import who_acts
from partners.help_grants import HelpGrant
from partners.models import (
    Action,
    Audience,
    Carrier,
    Channel,
    Erasure,
    Invitation,
    InvitationQuerySet,
    Membership,
    Motivation,
    Partnership,
    Person,
)
from partners.roles import Role

# What whoever joins says yes to. Other words, in whichever language, are another version: a test
# asks.
YES = _("Yes, I want to take part. I can pause or leave at any time.")
YES_VERSION = 1
ACCEPTED = ("accepted_at", "accepted_version", "accepted_language", "accepted_by_browser")

RETRY = timedelta(hours=1)  # how long the browser that joined may repeat its last step


class CannotJoin(Exception):
    """The invitation lets nobody in now. Each reason below is told with what to do next."""


class Unknown(CannotJoin):
    """No such invitation."""


class Used(CannotJoin):
    """Somebody joined with it already."""


class Expired(CannotJoin):
    """Its days are over."""


class Replaced(CannotJoin):
    """A newer invitation for the same person took its place."""


class Withdrawn(CannotJoin):
    """The partnership took it back, or the person left since."""


class ForSomebodyElse(CannotJoin):
    """Another person is signed in on this device."""


class SignInFirst(CannotJoin):
    """The person has their own way to sign in, so a link alone is not enough."""


class AlreadyHere(Exception):
    """The person belongs to the partnership already, or is invited."""


class CannotReissue(Exception):
    """The person left, or has their own way to sign in: a new letter would only be a risk."""


class LastFacilitator(Exception):
    """A partnership needs somebody who facilitates it."""


# Inviting


@transaction.atomic
def invite(
    partnership: Partnership,
    *,
    by: Membership,
    name: str,
    language: str,
    carrier: str,
    group: str,
    role: str,
    timezone: str,
    now: datetime,
    email: str = "",
    phone: str = "",
    is_shared: bool = False,
) -> Invitation:
    """Make room for a person, and a way in for them. The caller sends or prints it.

    Only an address that is mailed to and not shared with others can sign somebody in; any other
    is kept for messages. A person known by that address is attached as they are: their own name
    and settings are neither changed nor shown to the inviter. Without a carrier the person is
    added at once, and gets a way in when somebody prints them a letter.

    Raises AlreadyHere if they belong to the partnership or are invited.
    """
    Partnership.objects.select_for_update().get(pk=partnership.pk)  # a form sent twice waits here
    email = email.strip().lower()
    typed = Person(name=name, phone=phone, language=language, timezone=timezone)
    person = _person_for(typed, email, signs_in=carrier == Carrier.EMAIL and not is_shared)
    if partnership.memberships.filter(person=person, left_at=None).exists():
        raise AlreadyHere
    membership = Membership.objects.create(
        partnership=partnership,
        person=person,
        group=group,
        role=role,
        joined_at=now if carrier == Carrier.NONE else None,
    )
    auditing.record(Action.INVITED, by=by, about=membership, obj=membership)
    return _issue(
        Invitation(
            membership=membership,
            invited_by=by,
            name=name,
            email=email,
            phone=phone,
            language=language,
            timezone=timezone,
            carrier=carrier,
            voided_at=now if carrier == Carrier.NONE else None,
        ),
        now,
    )


def _person_for(typed: Person, email: str, *, signs_in: bool) -> Person:
    """Return the person who is known by `email`, or `typed` as somebody new."""
    known = _person_at(email) if signs_in and email else None
    if known is None:
        typed.email = email if signs_in and email else None
        typed.household_email = "" if signs_in else email
        typed.channel = Channel.CALL if typed.phone and not email else Channel.EMAIL
        typed.password = make_password(None)  # nobody signs in with a password
        typed.save()
        return typed
    if not is_known(known) and not known.memberships.filter(joined_at__isnull=False).exists():
        # Invited before, never came: there are no settings of their own to respect.
        known.language, known.timezone = typed.language, typed.timezone
        known.save_changes(["language", "timezone"])
    return known


def _person_at(email: str) -> Person | None:
    verified = EmailAddress.objects.filter(email=email, verified=True).select_related("user")
    owner = verified.first()
    return owner.user if owner else Person.objects.filter(email__iexact=email).first()


def _issue(invitation: Invitation, now: datetime) -> Invitation:
    invitation.token_hash = codes.hash_token(codes.new_token(invitation.nonce))
    invitation.code_hash = codes.hash_code(codes.new_code(invitation.nonce))
    invitation.created_at, invitation.expires_at = now, now + Invitation.LIFETIME
    invitation.save()
    return invitation


@transaction.atomic
def reissue(invitation: Invitation, *, by: Membership, now: datetime) -> Invitation:
    """Put a fresh invitation in the place of an old one, which stops working.

    For somebody who joined but has no way to sign in by themselves it is a letter: their way
    back in. Raises CannotReissue.
    """
    membership = _locked(invitation.membership_id)
    if not may_reissue(membership):
        raise CannotReissue
    by_mail = invitation.carrier == Carrier.EMAIL and membership.joined_at is None
    _void(membership, now)
    copied = {field: getattr(invitation, field) for field in TYPED}
    carrier = Carrier.EMAIL if by_mail else Carrier.LETTER
    auditing.record(Action.INVITED, by=by, about=membership, obj=membership)
    return _issue(
        Invitation(membership=membership, invited_by=by, carrier=carrier, **copied),
        now,
    )


TYPED = ["name", "email", "phone", "language", "timezone"]


def may_reissue(membership: Membership) -> bool:
    """Say whether a fresh invitation would help this person in, and only them."""
    if membership.left_at is not None:
        return False
    return membership.joined_at is None or not can_sign_in(membership.person)


@transaction.atomic
def withdraw(invitation: Invitation, *, now: datetime) -> None:
    """Take an invitation back. A person who joined in the meantime stays."""
    membership = _locked(invitation.membership_id)
    _void(membership, now)
    if membership.joined_at is None:
        membership.left_at = now
        membership.save(update_fields=["left_at"])
    _log(Action.WITHDRAWN, membership)


def _void(membership: Membership, now: datetime) -> None:
    waiting = membership.invitations.filter(accepted_at=None, voided_at=None)
    waiting.update(voided_at=now)


def _locked(membership_id: int) -> Membership:
    locked = Membership.objects.select_for_update(of=("self",)).select_related("person")
    return locked.get(pk=membership_id)


# Joining


def can_sign_in(person: Person) -> bool:
    """Say whether the person has their own way to sign in: a proven address, or a passkey.

    An authenticator app is none: it is asked for after a link as after any other way in.
    """
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    return has_proven_address(person) or passkeys.exists()


def has_proven_address(person: Person) -> bool:
    """Say whether the person proved that an e-mail address is theirs."""
    return EmailAddress.objects.filter(user=person, verified=True).exists()


def is_known(person: Person) -> bool:
    """Say whether the person has been here, and so has settings of their own."""
    return person.last_login is not None or can_sign_in(person)


def is_set_up_by_others(membership: Membership) -> bool:
    """Say whether a person has no account, and this partnership alone keeps their details."""
    person = membership.person
    elsewhere = person.memberships.exclude(pk=membership.pk)
    return membership.joined_at is not None and not is_known(person) and not elsewhere.exists()


def invitations_of(partnership: Partnership) -> InvitationQuerySet:
    """Return every invitation to a partnership."""
    invitations = Invitation.objects.filter(membership__partnership=partnership)
    return invitations.select_related("membership__person", "membership__partnership")


def latest_invitations(partnership: Partnership) -> list[Invitation]:
    """Return, for each person invited who has not joined, their latest invitation."""
    waiting = partnership.memberships.invited()
    found = invitations_of(partnership).filter(membership__in=waiting).order_by("created_at", "pk")
    return [*{invitation.membership_id: invitation for invitation in found}.values()]


def stand_ins(partnership: Partnership) -> dict[int, Person]:
    """Return, by the person's key, each invited person as the inviter knows them.

    Until somebody joins, pages show what was typed about them, not what a person who was known
    before says about themselves. A stand-in is never saved.
    """
    return {
        invitation.membership.person_id: Person(
            pk=invitation.membership.person_id,
            email=invitation.email if invitation.membership.person.email else None,
            household_email=invitation.email,
            **{
                name: getattr(invitation, name)
                for name in ["name", "phone", "language", "timezone"]
            },
        )
        for invitation in latest_invitations(partnership)
    }


def letters_after_joining(person: Person) -> QuerySet[Invitation]:
    """Return the ways in that facilitators made for a person who had joined, newest first.

    Shown to that person: nobody opens a way into their account without their seeing it.
    """
    made = Invitation.objects.filter(
        membership__person=person, created_at__gt=F("membership__joined_at")
    )
    return made.select_related("invited_by__person").order_by("-created_at", "-pk")


def find(token: str) -> Invitation:
    """Return the invitation with this token, usable or not. Raises Unknown."""
    return _found(Invitation.objects.filter(token_hash=codes.hash_token(token)))


def find_by_code(typed: str) -> Invitation:
    """Return the invitation with the short code that somebody typed. Raises Unknown."""
    return _found(Invitation.objects.filter(code_hash__in=codes.possible_hashes(typed)))


def _found(invitations: QuerySet[Invitation]) -> Invitation:
    invitation = invitations.select_related("membership__person", "membership__partnership").first()
    if invitation is None:
        raise Unknown
    return invitation


def check(invitation: Invitation, reader: Person | None, now: datetime) -> None:
    """Raise CannotJoin, in the kind that says why, unless the invitation lets `reader` in."""
    membership = invitation.membership
    if invitation.accepted_at is not None:
        raise Used
    if membership.left_at is not None:
        raise Withdrawn
    if invitation.voided_at is not None:
        raise Replaced if _is_replaced(invitation) else Withdrawn
    if invitation.expires_at <= now:
        raise Expired
    if reader is not None and reader != membership.person:
        raise ForSomebodyElse
    if reader is None and can_sign_in(membership.person):
        raise SignInFirst


def _is_replaced(invitation: Invitation) -> bool:
    return invitation.membership.invitations.filter(pk__gt=invitation.pk).exists()


@dataclass(frozen=True)
class Answers:
    """What a person who comes for the first time says about themselves."""

    name: str
    language: str
    timezone: str
    channel: str
    phone: str = ""
    postal_address: str = ""
    household_email: str = ""
    texts_ok: bool = False


@transaction.atomic
def accept(
    invitation: Invitation,
    *,
    reader: Person | None,
    now: datetime,
    answers: Answers | None = None,
    language: str = "",
    browser: str = "",
    recorded_by: Membership | None = None,
) -> Membership:
    """Let the person in, once. Returns their membership.

    `language` is the one in which they read what they agree to, if not that of the invitation.
    `reader` is who is signed in. `answers` set up a person who was never here before; nobody
    else's settings are touched. `browser` is what `remember` made of the request. `recorded_by`
    wrote down a yes that was said by phone or on paper.
    Raises CannotJoin.
    """
    invitation.membership.lock()  # before the invitation, as those who withdraw or replace it do
    locked = Invitation.objects.select_for_update(of=("self",))
    invitation = locked.select_related("membership__person", "membership__partnership").get(
        pk=invitation.pk
    )
    check(invitation, reader, now)
    membership = invitation.membership
    if answers is not None and not is_known(membership.person):
        _settle(membership.person, answers, invitation, now)
    invitation.accepted_at, invitation.accepted_by_browser = now, browser
    invitation.accepted_version = YES_VERSION
    invitation.accepted_language = language or invitation.language
    invitation.recorded_by = recorded_by
    invitation.save(update_fields=[*ACCEPTED, "recorded_by"])
    if membership.joined_at is None:
        membership.joined_at = now
        membership.save(update_fields=["joined_at"])
    return membership


def _settle(person: Person, answers: Answers, invitation: Invitation, now: datetime) -> None:
    """Write down how a new person wants to be called and reached."""
    names = [field.name for field in fields(answers) if field.name != "texts_ok"]
    for name in names:
        setattr(person, name, getattr(answers, name))
    person.save_changes(names)
    if answers.texts_ok:
        with contextlib.suppress(texting.NumberStopped):  # since it was checked: no is no
            texting.agree(person, recorded_by=None, now=now)
    if invitation.carrier == Carrier.EMAIL and person.email == invitation.email:
        # The link came to this address and was opened: the address is theirs.
        proven = {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(user=person, email=person.email, defaults=proven)


def remember(secret: str) -> str:
    """Return what the database keeps of the browser that joined, so that it may try again.

    On a bad network the answer to "join" can get lost together with the session: the browser
    knows only its forgery-protection secret from before, and repeats the form.
    """
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def may_repeat(invitation: Invitation, reader: Person | None, browser: str, now: datetime) -> bool:
    """Say whether a used invitation is repeated by the one who used it, who then simply goes on."""
    if invitation.accepted_at is None or invitation.membership.left_at is not None:
        return False
    if reader is not None:
        return reader == invitation.membership.person
    fresh = now < invitation.accepted_at + RETRY
    return bool(browser) and fresh and browser == invitation.accepted_by_browser


# Staying and leaving


Parting = Callable[[Membership, datetime], None]

_partings: dict[Parting, None] = {}  # in the order in which they came, each once


def also_when_leaving(part: Parting) -> Parting:
    """Let another app end what it keeps for a person, in the transaction in which they leave."""
    _partings[part] = None
    return part


@transaction.atomic
def leave(membership: Membership, *, now: datetime, may_be_last: bool = False) -> None:
    """End a membership. What was signed or said for all stays; what was private goes.

    Needs end. Reasons and goals that were not shown to everyone are deleted, because nobody could
    open them again. Raises LastFacilitator, unless they `may_be_last`.
    """
    if not may_be_last:
        keep_a_facilitator(membership)
    HelpGrant.objects.not_ended().of(membership).update(ended_at=now, ended_by=membership)
    membership.needs.active().update(ended_at=now, not_these="")
    private = ~Q(visible_to=Audience.PARTNERSHIP)
    Motivation.objects.filter(private, membership=membership).delete()
    membership.goals.filter(private).delete()
    _void(membership, now)
    membership.left_at, membership.boundary, membership.boundary_language = now, "", ""
    membership.save(update_fields=["left_at", "boundary", "boundary_language"])
    for part in _partings:
        part(membership, now)
    _log(Action.LEFT, membership)


@transaction.atomic
def place(membership: Membership, *, group: str, role: str) -> None:
    """Give a person another group or role. Raises LastFacilitator."""
    if role != Role.FACILITATOR:
        keep_a_facilitator(membership)
    membership.group, membership.role = group, role
    membership.save(update_fields=["group", "role"])
    _log(Action.PLACED, membership, "group", "role")


def _log(action: Action, membership: Membership, *names: str) -> None:
    by, partnership = who_acts(), membership.partnership
    auditing.record(
        action, by=by, about=membership, fields=names, obj=membership, partnership=partnership
    )


def keep_a_facilitator(membership: Membership) -> None:
    """Raise LastFacilitator if nobody would facilitate without this membership."""
    Partnership.objects.select_for_update().get(pk=membership.partnership_id)
    if is_last_facilitator(membership):
        raise LastFacilitator


def is_last_facilitator(membership: Membership) -> bool:
    """Say whether nobody else facilitates; who is about to be erased does not count as staying."""
    others = membership.partnership.memberships.facilitating().exclude(pk=membership.pk)
    staying = others.exclude(person__in=Erasure.objects.open().values("person"))
    return membership.role == Role.FACILITATOR and not staying.exists()
