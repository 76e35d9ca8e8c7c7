"""A journal for tests: what opens it, and entries in it."""

from datetime import UTC, datetime
from uuid import uuid4

from reflections import journaling, unlocking

PIN = "246810"


def now():
    return datetime.now(UTC)


def begin(person):
    """Give somebody a journal that PIN opens, unless they have one."""
    if unlocking.lock_of(person) is None:
        unlocking.begin(person, pin=PIN)


def open_journal(client, person):
    """Open somebody's journal in the session of a client that is signed in as them."""
    begin(person)
    session = client.session
    unlocking.open_up(session, person, now())
    session.save()


def write(membership, words="Hoy hablé.", *, page=None, at=None, language="es", **kwargs):
    """Write an entry as somebody."""
    return journaling.write(
        membership, words, language=language, page=page or uuid4(), now=at or now(), **kwargs
    )


def keep_draft(membership, words="Hoy", *, page=None, **kwargs):
    """Keep words that somebody did not save yet."""
    journaling.keep_draft(
        membership.person, words, language="es", page=page or uuid4(), now=now(),
        partnership=membership.partnership_id, **kwargs,
    )  # fmt: skip
