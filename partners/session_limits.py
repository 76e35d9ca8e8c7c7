"""How long a session lasts, by what the person may open; and ending sessions from elsewhere."""

from datetime import timedelta
from typing import NamedTuple

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from partners.models import Person
from partners.roles import ROLES_NEEDING_SECOND_FACTOR


class Limit(NamedTuple):
    """How long a session may lie unused and last in all, and how often that is looked at."""

    unused: timedelta
    in_all: timedelta
    look: timedelta

    @property
    def look_every(self) -> float:
        """Return after how many seconds of use it is looked at again."""
        return self.look.total_seconds()

    def is_over(self, now: float, *, began_at: float, seen_at: float) -> bool:
        """Say whether a session that began and was seen at these moments has ended by now."""
        is_unused = now - seen_at > self.unused.total_seconds()
        return is_unused or now - began_at > self.in_all.total_seconds()


# Whoever has no address comes back with a letter only, so they are not sent away each month.
LONG = Limit(timedelta(days=30), timedelta(days=180), timedelta(hours=1))
SHORT = Limit(timedelta(hours=1), timedelta(hours=24), timedelta(minutes=5))


def limit_of(person: Person) -> Limit:
    """Return how long sessions of this person last. A new role counts from the next look on."""
    return SHORT if settings.SECOND_FACTOR_REQUIRED and sees_much(person) else LONG


def sees_much(person: Person) -> bool:
    """Say whether somebody facilitates or translates anywhere, or leads a programme."""
    memberships = person.memberships.active().filter(role__in=ROLES_NEEDING_SECOND_FACTOR)
    return memberships.exists() or person.programmes_led.exists()


def end(person: Person, *, but: str | None = None) -> int:
    """End the sessions of somebody, except the one with this key; return how many."""
    found = list(UserSession.objects.filter(user=person).exclude(session_key=but or ""))
    for session in found:
        session.end()
    return len(found)


def renew(request: HttpRequest) -> None:
    """Give the session another key: whoever copied the old one has nothing any more."""
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
