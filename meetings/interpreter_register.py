"""The register of interpreters and readers: adding somebody, correcting, taking off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.models import Booking
from partners.models import Channel, Interpreter, Membership, Person

PERSONAL = ("name", "phone", "language")  # what is theirs, unless they are a member
WORKING = ("tongues", "reads_aloud", "gender", "note")


class ListedAlready(Exception):
    """This member is on the register already."""


class StillBooked(Exception):
    """They are asked for a meeting to come: call that off first."""


@transaction.atomic
def add(said: Mapping[str, Any], *, by: Membership, now: datetime) -> Interpreter:
    """Put somebody on the register: a member, or a person outside. Raises ListedAlready.

    Their address is kept as a shared one: it gets messages, and signs nobody in.
    """
    by.lock()
    member: Membership | None = said.get("member")
    person = member.person if member else Person(timezone=by.partnership.timezone)
    listed = by.partnership.interpreters.listed()
    if member and listed.filter(person=person).exists():
        raise ListedAlready
    interpreter = Interpreter(partnership=by.partnership, added_by=by, added_at=now)
    interpreter.person = person
    _write(interpreter, said, by, is_theirs=member is None)
    return interpreter


@transaction.atomic
def change(interpreter: Interpreter, said: Mapping[str, Any], *, by: Membership) -> None:
    """Correct what stands on the register. What a member says about themselves stays theirs."""
    _write(interpreter, said, by, is_theirs=is_outside(interpreter))


@transaction.atomic
def remove(interpreter: Interpreter, *, now: datetime) -> None:
    """Take somebody off the register. Nothing more is sent to them. Raises StillBooked."""
    rows = Interpreter.objects.select_for_update()
    interpreter = rows.get(pk=interpreter.pk)
    to_come = Booking.objects.holding().filter(
        interpreter=interpreter, meeting__starts_at__gt=now, meeting__cancelled_at=None
    )
    if to_come.exists():
        raise StillBooked
    if interpreter.removed_at is None:
        interpreter.removed_at = now
        interpreter.save(update_fields=["removed_at"])


def is_outside(interpreter: Interpreter) -> bool:
    """Say whether the person is known here only from registers."""
    return not interpreter.person.memberships.exists()


def _write(
    interpreter: Interpreter, said: Mapping[str, Any], by: Membership, *, is_theirs: bool
) -> None:
    person = interpreter.person
    if is_theirs:
        for name in PERSONAL:
            setattr(person, name, said[name])
        person.household_email = said["email"]
        person.channel = Channel.EMAIL if said["email"] else Channel.CALL
        person.save()
    if said["note"] != interpreter.note:
        interpreter.note_language = by.person.language if said["note"] else ""
    for name in WORKING:
        setattr(interpreter, name, said[name])
    interpreter.person = person
    interpreter.save()
