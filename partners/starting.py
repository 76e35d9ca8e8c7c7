"""How a partnership starts, and the very first programme."""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet

from partners import auditing, codes
from partners.models import (
    Action,
    Membership,
    Partnership,
    Person,
    Programme,
    ProgrammeLeader,
    WorkingRules,
)
from partners.roles import Group, Role


def new_slug() -> str:
    """Return a name for addresses that tells nothing: addresses stand in mails and histories."""
    return "".join(secrets.choice(codes.ALPHABET[8:]) for _letter in range(8)).lower()


def programmes_of(person: Person) -> QuerySet[Programme]:
    """Return the programmes in which a person facilitates a partnership."""
    theirs = person.memberships.facilitating().values("partnership__programme")
    return Programme.objects.filter(pk__in=theirs).order_by("pk")


@transaction.atomic
def start(partnership: Partnership, *, by: Person, now: datetime) -> Membership:
    """Save a new partnership with the usual working rules, facilitated by `by`."""
    partnership.slug = new_slug()
    partnership.save()
    WorkingRules.objects.create(partnership=partnership)
    return Membership.objects.create(
        partnership=partnership,
        person=by,
        group=Group.FACILITATOR,
        role=Role.FACILITATOR,
        joined_at=now,
    )


@transaction.atomic
def start_programme(
    programme: Programme, partnership: Partnership, facilitator: Person, *, now: datetime
) -> Membership:
    """Save the first programme, its first partnership and who facilitates it."""
    facilitator.password = make_password(None)  # they sign in with a code by e-mail
    facilitator.save()
    programme.slug = new_slug()
    programme.save()
    partnership.programme = programme
    return start(partnership, by=facilitator, now=now)


@transaction.atomic
def name_leader(programme: Programme, person: Person) -> bool:
    """Let a person see a programme's numbers. Return whether they did not lead it before.

    Whoever is known by this e-mail address stays who they are.
    """
    known = Person.objects.filter(email__iexact=person.email).first()
    if known is None:
        person.password = make_password(None)  # they sign in with a code by e-mail
        person.save()
    leader, is_new = ProgrammeLeader.objects.get_or_create(
        programme=programme, person=known or person
    )
    if is_new:
        auditing.record(
            Action.LEADER, by=None, about=leader.person, fields=["named"], obj=programme
        )
    return is_new


@transaction.atomic
def end_leading(programme: Programme, email: str) -> bool:
    """Let a person see a programme's numbers no longer. Return whether they led it."""
    leader = programme.leaders.filter(person__email__iexact=email).first()
    if leader is None:
        return False
    leader.delete()
    auditing.record(Action.LEADER, by=None, about=leader.person, fields=["ended"], obj=programme)
    return True
