"""Opening one's journal: only with something that is the person's own, and not for long.

Families share a mailbox, so a mailed code, which signs somebody in, opens no journal: it takes the
person's PIN, or a passkey or app that was accepted while the journal was open. One that somebody
adds later, after signing in with a mailed code, therefore opens nothing. For the same reason a
forgotten PIN is not reset: the person starts anew after some days of waiting, in which whoever can
open the old journal keeps it. An open journal closes by itself when it is not used.
"""

import json
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Self

from allauth.core import ratelimit
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from partners.models import Person
from partners.vault import NoKey
from reflections import journaling
from reflections.models import JournalLock
from reflections.opened import Journal, at_hand, at_work

IDLE = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)  # a session is written no more often than this
WAIT = timedelta(days=3)  # before a journal whose PIN is forgotten gives way to a new one
IN_SESSION = "journal"
TRIES = "open_journal"  # the rate limit
SHORTEST_PIN = 6  # digits or characters
FEWEST_SIGNS = 3  # different ones


class TooManyTries(Exception):
    """Too many wrong tries of late: even the right PIN does not open now."""


class NotYet(Exception):
    """Nobody asked to start anew, or the days of waiting are not over."""


@dataclass(frozen=True)
class Lock:
    """What opens one journal: a PIN, accepted passkeys and apps. `asked_at`: to start anew."""

    pin: str = field(default="", repr=False)
    factors: tuple[int, ...] = ()
    asked_at: datetime | None = None

    def as_text(self) -> str:
        """Return all of it as it is sealed."""
        asked_at = self.asked_at and self.asked_at.isoformat()
        return json.dumps({"pin": self.pin, "factors": self.factors, "asked_at": asked_at})

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return what `as_text` was."""
        values = json.loads(text)
        asked_at = values["asked_at"] and datetime.fromisoformat(values["asked_at"])
        return cls(values["pin"], tuple(values["factors"]), asked_at)

    @property
    def anew_at(self) -> datetime | None:
        """From when on the person may start anew, if they asked."""
        return self.asked_at and self.asked_at + WAIT


# The lock


def lock_of(person: Person) -> Lock | None:
    """Return what opens the person's journal; None if they have none yet. Raises CannotOpen."""
    try:
        with at_hand(person) as journal:
            return _lock_in(journal)
    except NoKey:
        return None


def own_factors(person: Person) -> QuerySet[Authenticator]:
    """Return the passkeys and the app of a person, whether or not they open the journal.

    Recovery codes are not among them: they replace a lost factor, and can be made by whoever is
    signed in.
    """
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return Authenticator.objects.filter(user=person, type__in=kinds).order_by("pk")


def accepted_factors(person: Person, lock: Lock | None) -> list[Authenticator]:
    """Return what opens the journal besides the PIN. Before there is one, all may begin it."""
    own = own_factors(person)
    return [*own] if lock is None else [*own.filter(pk__in=lock.factors)]


@sensitive_variables()
def begin(person: Person, *, pin: str = "", factor: Authenticator | None = None) -> bool:
    """Begin a journal that this PIN, passkey or app opens. Return False if there is one already."""
    lock = Lock(make_password(plain(pin)) if pin else "", (factor.pk,) if factor else ())
    with at_work(person) as journal:
        if _lock_in(journal):
            return False
        _keep_lock(journal, lock)
    return True


@sensitive_variables()
def set_pin(person: Person, pin: str) -> None:
    """Have this PIN open the journal, in place of the one before. Only while it is open."""
    _change_lock(person, pin=make_password(plain(pin)))


def accept(person: Person, factor: Authenticator) -> None:
    """Have this passkey or app open the journal too. Only while it is open."""
    lock = lock_of(person) or Lock()
    _change_lock(person, factors=tuple({*lock.factors, factor.pk}))


@sensitive_variables()
def is_right(lock: Lock, pin: str) -> bool:
    """Say whether this PIN opens the journal."""
    return check_password(plain(pin), lock.pin)


@sensitive_variables()
def plain(pin: str) -> str:
    """Return a PIN as it is compared: digits of any script alike, and letters however composed."""
    signs = unicodedata.normalize("NFKC", pin).strip()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in signs)


@sensitive_variables()
def is_too_easy(pin: str) -> bool:
    """Say whether a PIN is short, or one of those that are tried first."""
    steps = {ord(after) - ord(before) for before, after in pairwise(pin)}
    return len(pin) < SHORTEST_PIN or len({*pin}) < FEWEST_SIGNS or steps in ({1}, {-1})


def count_try(request: HttpRequest, person: Person) -> None:
    """Note a try to open the journal. Raises TooManyTries."""
    if not ratelimit.consume(request, action=TRIES, key=_tries_key(person)):
        raise TooManyTries


def forget_tries(request: HttpRequest, person: Person) -> None:
    """Start counting anew, after the right one."""
    ratelimit.clear(request, action=TRIES, key=_tries_key(person))


def _tries_key(person: Person) -> str:
    # Not the person's number: the table of the cache would tell who has a journal.
    return Journal.of(person, make=True).owner.hex


# Open and closed


def open_up(session: SessionBase, person: Person, now: datetime) -> bool:
    """Open the journal in this session. Return whether this called off a new start."""
    session[IN_SESSION] = {"owner": Journal.of(person).owner.hex, "used_at": now.timestamp()}
    lock = lock_of(person)
    if lock is None or lock.asked_at is None:
        return False
    _change_lock(person, asked_at=None)
    return True


def is_open(session: SessionBase, person: Person, now: datetime) -> bool:
    """Say whether the journal is open in this session, and keep it open. Raises CannotOpen."""
    opened = session.get(IN_SESSION)
    if opened is None:
        return False
    unused_for = now.timestamp() - opened["used_at"]
    try:
        is_theirs = opened["owner"] == Journal.of(person).owner.hex
    except NoKey:
        is_theirs = False
    if not is_theirs or not 0 <= unused_for < IDLE.total_seconds():
        close(session)
        return False
    if unused_for > NOTED_EVERY.total_seconds():
        session[IN_SESSION] = {**opened, "used_at": now.timestamp()}
    return True


def close(session: SessionBase) -> None:
    """Lock the journal in this session."""
    session.pop(IN_SESSION, None)


# Starting anew


def ask_to_start_anew(person: Person, *, now: datetime) -> None:
    """Begin the days of waiting, because nothing that opens the journal is left to the person."""
    lock = lock_of(person)
    if lock and lock.asked_at is None:
        _change_lock(person, asked_at=now)


def start_anew(person: Person, *, now: datetime) -> None:
    """Destroy the journal nobody can open. Raises NotYet before the days of waiting are over."""
    lock = lock_of(person)
    if lock is None or lock.anew_at is None or now < lock.anew_at:
        raise NotYet
    journaling.destroy(person)


def _change_lock(person: Person, **changes: Any) -> None:
    with at_work(person) as journal:
        _keep_lock(journal, replace(_lock_in(journal) or Lock(), **changes))


def _keep_lock(journal: Journal, lock: Lock) -> None:
    journal.keep_row(JournalLock, journal.owner, lock.as_text())


def _lock_in(journal: Journal) -> Lock | None:
    row = journal.rows(JournalLock).first()
    return Lock.from_text(journal.key.unseal(row.sealed_words, row.bound_to)) if row else None
