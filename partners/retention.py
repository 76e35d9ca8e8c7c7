"""How long what is kept: one table, which `docs/operating.md` prints, and one nightly run."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailConfirmation
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from partners.models import EmergencyLook, Erasure, Invitation, SupportNeed, TextConsent

DAY = timedelta(days=1)
YEAR = 365 * DAY

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Term:
    """One kind of rows and how long it is kept. `ends` are those whose time is over.

    `forget` is what happens to them; they are deleted unless it says otherwise.
    """

    name: str
    kept: timedelta
    ends: Callable[[datetime], QuerySet]
    forget: Callable[[QuerySet], int] | None = None


_terms: dict[str, Term] = {}


def keep_for(term: Term) -> Term:
    """Let an app say how long it keeps something. Each name is taken once."""
    if _terms.setdefault(term.name, term) is not term:
        raise ValueError(f"It is said already how long to keep {term.name}.")
    return term


def terms() -> list[Term]:
    """Return the whole table, in the order of the names."""
    return sorted(_terms.values(), key=lambda term: term.name)


def tidy_up(now: datetime) -> dict[str, int]:
    """Let go of all whose time is over. Return, and write to the log, how many of each kind."""
    counts = {}
    for term in terms():
        with transaction.atomic():
            rows = term.ends(now - term.kept)
            counts[term.name] = term.forget(rows) if term.forget else _delete(rows)
    logger.info("Kept long enough: %s", counts)
    return counts


def _delete(rows: QuerySet) -> int:
    deleted = rows.count()
    rows.delete()
    return deleted


def _empty_invitations(rows: QuerySet) -> int:
    return rows.update(name="", email="", phone="", accepted_by_browser="")


def _spent_invitations(before: datetime) -> QuerySet:
    """Invitations that let nobody in any more, of people who joined or will not come."""
    nobody_waits = Q(membership__joined_at__isnull=False) | Q(membership__left_at__isnull=False)
    typed = ~Q(name="", email="", phone="", accepted_by_browser="")
    return Invitation.objects.filter(nobody_waits, typed, expires_at__lt=before)


def _sessions_without_one(before: datetime) -> QuerySet:
    alive = Session.objects.filter(expire_date__gte=before).values("session_key")
    return UserSession.objects.filter(last_seen_at__lt=before).exclude(session_key__in=alive)


keep_for(
    Term("sessions that ended", DAY, lambda before: Session.objects.filter(expire_date__lt=before))
)
keep_for(Term("devices of sessions that ended", DAY, _sessions_without_one))
keep_for(
    Term(
        "codes for a new address",
        DAY,
        lambda before: EmailConfirmation.objects.filter(created__lt=before),
    )
)
keep_for(
    Term("what was typed to invite somebody", 30 * DAY, _spent_invitations, _empty_invitations)
)
keep_for(
    Term(
        "yeses to text messages that ended",
        3 * YEAR,  # for as long as somebody may ask us to prove it
        lambda before: TextConsent.objects.filter(ended_at__lt=before),
    )
)
keep_for(
    Term("needs that ended", YEAR, lambda before: SupportNeed.objects.filter(ended_at__lt=before))
)
keep_for(
    Term(
        "why somebody had to be reached in an emergency",
        YEAR,
        lambda before: EmergencyLook.objects.filter(asked_at__lt=before),
    )
)
keep_for(
    Term(
        "wishes to be erased that were taken back",
        30 * DAY,
        lambda before: Erasure.objects.filter(taken_back_at__lt=before),
    )
)
