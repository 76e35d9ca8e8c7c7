"""Known accounts, and words to look for, for programs that test coprod from outside."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import login
from django.core.management.base import CommandError
from django.db import transaction
from django.http import HttpRequest

from demo.journal import PIN
from meetings.models import Meeting
from meetings.planning import REMINDER
from notices.models import Delivery
from notices.planning import plan
from partners import languages, starting
from partners.models import (
    Membership,
    Partnership,
    Person,
    Programme,
    SupportNeed,
)
from partners.roles import Group, Role
from reflections import journaling, unlocking
from translations.reading import set_text

ANY_TIME = time(0)  # quiet from = quiet until: messages may come whatever the hour
FEW = [(Group.FACILITATOR, Role.FACILITATOR), (Group.PATIENT, Role.PARTNER)]
ALL = [
    *FEW,
    *((group, Role.PARTNER) for group in Group if group not in {Group.FACILITATOR, Group.PATIENT}),
    (Group.STAFF, Role.TRANSLATOR),
    (Group.QUALITY, Role.OBSERVER),
]
NAMED_IN = ["en", "es", "ar"]
LEADER = "leader"  # of the programme; in no partnership


@dataclass(frozen=True)
class Account:
    """Somebody a program may be, and the words that nobody else may ever be shown."""

    name: str
    email: str
    group: str
    role: str
    partnership: str = ""
    programme: str = ""
    session: str = ""
    canaries: dict[str, str] = field(default_factory=dict)


def refuse_on_a_real_site() -> None:
    """Raise CommandError unless this is a demo: nobody gets an account here by a command."""
    if not settings.DEMO:
        raise CommandError("This makes people or opens their accounts. It runs where DEMO is True.")


@transaction.atomic
def seed_world(*, partnerships: int, roles: bool, canaries: bool, now: datetime) -> list[Account]:
    """Add partnerships, each in a programme of its own, with an account a role."""
    return [
        account
        for _number in range(partnerships)
        for account in _seed_partnership(ALL if roles else FEW, canaries, now)
    ]


def _seed_partnership(
    roles: list[tuple[Group, Role]], canaries: bool, now: datetime
) -> list[Account]:
    mark = secrets.token_hex(3)
    programme = Programme()
    partnership = Partnership(languages=NAMED_IN, timezone="UTC")
    for language in NAMED_IN:
        set_text(programme, "name", language, f"Programme {mark}")
        set_text(partnership, "name", language, f"Partnership {mark}")
    facilitator = _person(f"facilitator {mark}")
    begun = starting.start_programme(programme, partnership, facilitator, now=now)
    leader = _person(f"leader {mark}")
    starting.name_leader(programme, leader)
    members = [
        begun if role == Role.FACILITATOR else _member(partnership, group, role, mark, now)
        for group, role in roles
    ]
    _may_sign_in(member.person for member in members)
    _may_sign_in([leader])
    where = {"partnership": partnership.slug, "programme": programme.slug}
    return [
        *(
            Account(
                name=member.person.name, email=member.person.email or "",
                group=member.group, role=member.role, **where,
                session=session_of(member.person),
                canaries=_plant(member, now) if canaries else {},
            )
            for member in members
        ),
        Account(
            name=leader.name, email=leader.email or "", group=LEADER, role=LEADER,
            programme=programme.slug, session=session_of(leader),
        ),
    ]  # fmt: skip


def _person(name: str, **fields: Any) -> Person:
    email = f"{name.replace(' ', '-').replace('_', '-')}-{secrets.token_hex(4)}@seed.example"
    return Person(
        name=name, email=email, timezone="UTC", quiet_from=ANY_TIME, quiet_until=ANY_TIME, **fields
    )


def _member(
    partnership: Partnership, group: Group, role: Role, mark: str, now: datetime
) -> Membership:
    person = _person(f"{group if role == Role.PARTNER else role} {mark}")
    person.save()
    return Membership.objects.create(
        partnership=partnership, person=person, group=group, role=role, joined_at=now
    )


def _may_sign_in(people: Any) -> None:
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in people
    )


def _plant(member: Membership, now: datetime) -> dict[str, str]:
    """Write a word into their journal, one into a need, and take one of their address."""
    journal, need = (f"canary-{what}-{secrets.token_hex(8)}" for what in ("journal", "need"))
    unlocking.begin(member.person, pin=PIN)
    journaling.write(member, f"Today: {journal}.", language="en", page=uuid4(), now=now)
    SupportNeed.objects.create(
        membership=member, kind="transport", detail=need, detail_language="en"
    )
    return {"journal": journal, "need": need, "contact": member.person.email or "", "pin": PIN}


def session_of(person: Person) -> str:
    """Sign a person in, without a mail, and return the value of their session's cookie."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return request.session.session_key or ""


@transaction.atomic
def seed_reminders(count: int, *, due_in: timedelta, now: datetime) -> list[str]:
    """Plan a reminder for each of `count` new people. Return their idempotency keys."""
    (facilitator, *_others) = seed_world(partnerships=1, roles=False, canaries=False, now=now)
    partnership = Partnership.objects.get(slug=facilitator.partnership)
    at = now + timedelta(days=2) + due_in
    meeting = Meeting(partnership=partnership, title="A meeting", timezone="UTC")
    meeting.set_wall_time(at.date(), at.time().replace(second=0, microsecond=0))
    meeting.created_by = partnership.memberships.get(role=Role.FACILITATOR)
    meeting.save()
    codes = [*languages.CODES]
    people = [_person(f"person {n}", language=codes[n % len(codes)]) for n in range(count)]
    Person.objects.bulk_create(people, batch_size=1_000)
    Membership.objects.bulk_create(
        (
            Membership(partnership=partnership, person=person, group=Group.PATIENT, joined_at=now)
            for person in people
        ),
        batch_size=1_000,
    )
    plan(
        REMINDER, meeting, people, partnership=partnership, now=now, due_at=now + due_in,
        revision=meeting.time_revision, occasion="P1D", last_moment=meeting.starts_at,
    )  # fmt: skip
    planned = Delivery.objects.filter(notice__partnership=partnership).order_by("pk")
    return [str(key) for key in planned.values_list("key", flat=True)]
