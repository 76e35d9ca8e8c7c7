"""Holds the ledger after a restore, so that an old backup does not send everything again."""

from datetime import datetime

from django.db import transaction

from notices.hints import wake
from notices.models import Delivery, DeliveryQuerySet, Hold, State
from notices.reasons import Reason
from partners.models import Partnership, Person


def hold(*, now: datetime) -> int:
    """Hold what is due by now in every partnership. Return how many are held newly."""
    standing = Hold.objects.filter(released_at=None).values("partnership")
    free = Partnership.objects.exclude(pk__in=standing)
    holds = [Hold(partnership=partnership, started_at=now) for partnership in free]
    Hold.objects.bulk_create(holds, ignore_conflicts=True)
    return len(holds)


def held_back(hold: Hold) -> DeliveryQuerySet:
    """Return the deliveries that wait because of this hold."""
    return Delivery.objects.filter(
        state=State.PENDING,
        notice__partnership=hold.partnership_id,
        notice__due_at__lte=hold.started_at,
    )


@transaction.atomic
def release(hold: Hold, *, send: bool, by: Person | None, now: datetime) -> int:
    """Let the ledger go on. What was held back is sent, or dropped if people had it already.

    Return how many were held back. Releasing twice changes nothing.
    """
    if not Hold.objects.filter(pk=hold.pk, released_at=None).update(
        released_at=now, released_by=by
    ):
        return 0
    waiting = held_back(hold)
    if not send:
        return waiting.call_back(Reason.RESTORED)
    transaction.on_commit(wake, robust=True)
    return waiting.count()
