"""Erasing a person who wishes it: asked for, thought over for seven days, then carried out.

Their keys go first, so that sealed words are unreadable in every copy of the database, older ones
included. Their number is then written to a list beside the keys, by which a restored backup is
erased again. All else is one transaction. Whatever is cut off in between is done again from the
start an hour later: each step may be repeated.
"""

import fcntl
import logging
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from partners import auditing, joining, own_data, vault
from partners.models import Action, Erasure, Membership, MembershipQuerySet, Person

LIST = "erased"  # the file in KEYS_DIR
AT_WORK = timedelta(minutes=30)  # after this, whoever began was cut off

Telling = Callable[[Erasure], None]
Step = Callable[[Person, datetime], None]

_tellings: dict[Telling, None] = {}
_before_the_key: dict[Step, None] = {}
_when_erasing: dict[Step, None] = {}

logger = logging.getLogger(__name__)


class TooLate(Exception):
    """Erasing has begun: there is nothing left to take back."""


def also_when_asked(tell: Telling) -> Telling:
    """Let another app tell the person that they will be erased, and how to take it back."""
    _tellings[tell] = None
    return tell


def also_before_the_key(step: Step) -> Step:
    """Let another app delete what can be found only with the person's key."""
    _before_the_key[step] = None
    return step


def also_when_erasing(step: Step) -> Step:
    """Let another app do its part in the transaction in which a person is erased."""
    _when_erasing[step] = None
    return step


# Asking, and taking it back


def wish_of(person: Person) -> Erasure | None:
    """Return the person's wish to be erased, if it stands."""
    return Erasure.objects.open().filter(person=person).first()


def with_wishes(memberships: MembershipQuerySet) -> MembershipQuerySet:
    """Let each membership know as `is_going` whether its person will be erased."""
    wishes = Erasure.objects.open().filter(person=OuterRef("person"))
    return memberships.annotate(is_going=Exists(wishes))


def needs_them(person: Person) -> list[Membership]:
    """Return the places where nobody else facilitates: somebody must take over there first."""
    return [membership for membership in _places(person) if joining.is_last_facilitator(membership)]


def can_be_told(person: Person) -> bool:
    """Say whether a message reaches them: each goes out through a partnership they belong to."""
    return bool(_places(person))


@transaction.atomic
def ask(person: Person, *, now: datetime, recorded_by: Membership | None = None) -> Erasure:
    """Keep the wish to be erased, and tell the person. Asking twice changes nothing.

    Raises joining.LastFacilitator.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if (standing := wish_of(person)) is not None:
        return standing
    for membership in _places(person):
        joining.keep_a_facilitator(membership)
    wish = Erasure.objects.create(
        person=person, recorded_by=recorded_by, asked_at=now, due_at=now + Erasure.DAYS_TO_THINK
    )
    _log(wish, recorded_by, "asked_at")
    for tell in _tellings:
        tell(wish)
    return wish


def _log(wish: Erasure, recorded_by: Membership | None, what: str) -> None:
    if recorded_by:
        auditing.recorded(recorded_by, wish.person, wish)
    else:
        auditing.record(Action.ERASURE, by=wish.person, about=wish.person, fields=[what], obj=wish)


@transaction.atomic
def take_back(person: Person, *, now: datetime, recorded_by: Membership | None = None) -> None:
    """Stay after all. Doing it twice changes nothing. Raises TooLate."""
    wish = wish_of(person)
    if wish is None:
        return
    if not Erasure.objects.open().filter(pk=wish.pk, begun_at=None).update(taken_back_at=now):
        raise TooLate
    _log(wish, recorded_by, "taken_back_at")


def _places(person: Person) -> list[Membership]:
    places = person.memberships.filter(left_at=None)
    return [*places.select_related("partnership", "person").order_by("pk")]


# Carrying it out


def erase_due(now: datetime) -> int:
    """Erase everybody whose days to think are over. Return how many.

    Where one cannot be erased, the others still are, and that one is tried again the next hour.
    """
    done = 0
    for wish in Erasure.objects.due(now).select_related("person"):
        try:
            done += carry_out(wish, now=now)
        except Exception:  # one broken row must not keep others from being erased
            logger.exception("Erasing %s did not end; it will be tried again.", wish.pk)
    return done


def carry_out(wish: Erasure, *, now: datetime) -> bool:
    """Erase one person, from whose first step on there is no way back. Say whether it was done.

    It was not if they took it back since it was found, or another worker is at it.
    """
    standing = Erasure.objects.open().filter(pk=wish.pk)
    free = Q(begun_at=None) | Q(begun_at__lt=now - AT_WORK)
    if not standing.filter(free).update(begun_at=now):
        return False
    erase(wish.person, now=now)
    auditing.record(Action.ERASURE, by=None, about=wish.person, fields=["erased_at"], obj=wish)
    return bool(standing.update(erased_at=now))


def erase(person: Person, *, now: datetime) -> None:
    """Destroy the person's keys, then everything that is theirs alone. Safe to repeat."""
    _write_down(person)
    for step in _before_the_key:
        step(person, now)
    vault.erase(person)
    with transaction.atomic():
        _erase_rows(person, now)


def _erase_rows(person: Person, now: datetime) -> None:
    for step in _when_erasing:
        step(person, now)
    for membership in _places(person):
        joining.leave(membership, now=now, may_be_last=True)
    sessions = UserSession.objects.filter(user=person).values("session_key")
    Session.objects.filter(session_key__in=sessions).delete()
    own_data.erase_rows(person)
    _forget(person)


def _forget(person: Person) -> None:
    """Leave the place, without a name, an address, a setting, or a way in."""
    nobody = Person(pk=person.pk, name="", vault=person.vault, created_at=person.created_at)
    nobody.email, nobody.is_active = None, False
    nobody.password = make_password(None)  # which also ends every session that is left
    nobody.timing_revision = person.timing_revision + 1
    nobody.save(force_update=True)


# The list by which a restored backup is erased again


def _write_down(person: Person) -> None:
    """Keep the person's number outside the database, once, and on the disk before going on."""
    if person.vault in {holder for _pk, holder in erased()}:
        return
    settings.KEYS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(_list(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, mode=0o600)
    with os.fdopen(descriptor, "ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # A line break first: a line that a crash cut short must not swallow this one.
        file.write(f"\n{person.pk} {person.vault.hex}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def erased() -> Iterator[tuple[int, UUID]]:
    """Yield who was erased: the number of their row and the name of their key, which is no more.

    A line that a crash cut short is passed over: its person was not begun with.
    """
    lines = _list().read_text().splitlines() if _list().exists() else []
    for line in lines:
        pk, _space, holder = line.partition(" ")
        if pk.isdecimal() and len(holder) == len(uuid.UUID(int=0).hex):
            yield int(pk), UUID(holder)


def erase_again(now: datetime) -> int:
    """Erase all on the list who are in this database, as after a restore. Return how many."""
    again = 0
    for pk, holder in erased():
        person = Person.objects.filter(pk=pk, vault=holder).exclude(name="").first()
        if person is not None:
            erase(person, now=now)
            Erasure.objects.open().filter(person=person).update(begun_at=now, erased_at=now)
            again += 1
    return again


def _list() -> Path:
    return settings.KEYS_DIR / LIST
