"""Whether messages go out, so that pages and machines can say when they stopped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from notices.models import SENT_BY_US, Delivery, DeliveryQuerySet, Heartbeat, Hold, State
from partners.models import Partnership

TOO_LONG = timedelta(minutes=10)
LONGEST_WAIT = timedelta(minutes=75)  # between two tries, and a little more
MANY_TRIES = 3  # the third comes six minutes after the first
HOUR = timedelta(hours=1)
ENDED_BADLY = [State.FAILED, State.MISSED, State.POISON]


@dataclass(frozen=True)
class Late:
    """What should have gone out by now."""

    count: int
    first_due_at: datetime | None


@dataclass(frozen=True)
class Figures:
    """How the whole site's ledger stands: counts, and never of anybody."""

    due: int
    late: int
    retrying: int
    oldest_due_at: datetime | None
    sent: int  # in the last hour
    failed: int  # in the last hour
    held: int  # partnerships
    beat_at: datetime | None


def beat(now: datetime) -> None:
    """Say that a sender is alive, and whether it brings what it should: pages read just that."""
    Heartbeat.objects.update_or_create(
        pk=1, defaults={"beat_at": now, "late_since": _late_since(now)}
    )


def _late_since(now: datetime) -> datetime | None:
    """Return when the first message was due that is late now; None if others go out."""
    sent = Delivery.objects.filter(state=State.SENT, sent_at__gt=now - TOO_LONG)
    if sent.exists():
        return None
    return late(now).values_list("notice__due_at", flat=True).first()


def silent_since(now: datetime) -> datetime | None:
    """Return since when nothing goes out, if that is too long; None if all is well.

    Either no sender ran, or one runs and brings nothing though messages are late. Where none has
    ever run there is nothing to say on every page: a new site has nothing to send.
    """
    heartbeat = Heartbeat.objects.first()
    if heartbeat is None:
        return None
    return heartbeat.beat_at if now - heartbeat.beat_at > TOO_LONG else heartbeat.late_since


def stopped_since(now: datetime) -> datetime | None:
    """Return the same for a machine that asks, which also hears of a sender that never ran."""
    if Heartbeat.objects.exists():
        return silent_since(now)
    return late(now).values_list("notice__due_at", flat=True).first()


def late(now: datetime) -> DeliveryQuerySet:
    """Return what was due ten minutes ago, or was tried in vain for as long."""
    return _coming(now).filter(_is_late(now)).order_by("next_try_at", "pk")


def late_in(partnership: Partnership, now: datetime) -> Late:
    """Return what is late for one partnership."""
    here = late(now).filter(notice__partnership=partnership)
    return Late(**here.aggregate(count=Count("pk"), first_due_at=Min("notice__due_at")))


def figures(now: datetime) -> Figures:
    """Count, in five statements that do not grow with what was sent long ago."""
    recent = now - HOUR
    is_due = Q(next_try_at__lte=now)
    heartbeat = Heartbeat.objects.first()
    return Figures(
        **_coming(now).aggregate(
            due=Count("pk", filter=is_due),
            late=Count("pk", filter=_is_late(now)),
            retrying=Count("pk", filter=Q(tries__gt=0)),
            oldest_due_at=Min("next_try_at", filter=is_due),
        ),
        sent=Delivery.objects.filter(state=State.SENT, sent_at__gt=recent).count(),
        failed=Delivery.objects.filter(state__in=ENDED_BADLY, next_try_at__gt=recent).count(),
        held=Hold.objects.filter(released_at=None).count(),
        beat_at=heartbeat.beat_at if heartbeat else None,
    )


def _is_late(now: datetime) -> Q:
    is_tried_in_vain = Q(state=State.PENDING, tries__gte=MANY_TRIES)
    return Q(next_try_at__lte=now - TOO_LONG) | is_tried_in_vain


def _coming(now: datetime) -> DeliveryQuerySet:
    """Return what is due, or will be tried again before long."""
    soon = Delivery.objects.open().filter(next_try_at__lte=now + LONGEST_WAIT)
    return soon.filter(channel__in=SENT_BY_US).not_held()
