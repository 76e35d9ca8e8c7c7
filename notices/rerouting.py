"""Another way for what a channel could not bring."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from notices import kinds, routes
from notices.handing_over import FACILITATOR_TASK, hand_over, hand_over_everywhere
from notices.models import Delivery, State, TaskKind
from notices.quiet import waking
from notices.reasons import Reason
from partners import texting as consents
from partners.models import Channel, ConsentEnd


def earliest(delivery: Delivery, now: datetime) -> datetime:
    """Return when the person may be disturbed: now, or when their quiet hours end."""
    waits = kinds.get(delivery.notice.kind).waits_for_waking
    return waking(now, delivery.notice.person) if waits else now


def bring_by(channels: list[str], delivery: Delivery, now: datetime) -> None:
    """Let a notice go through these channels, where it did not already."""
    at = earliest(delivery, now)
    for channel in channels:
        other, is_new = Delivery.objects.get_or_create(
            notice=delivery.notice,
            channel=channel,
            defaults={"next_try_at": at, "post_by": _post_by(channel, delivery)},
        )
        if not is_new:
            Delivery.objects.filter(pk=other.pk, state=State.VOID).update(
                state=State.PENDING, reason="", next_try_at=at
            )


def _post_by(channel: str, delivery: Delivery) -> datetime | None:
    is_letter = channel == Channel.POST
    return routes.post_by(delivery.notice.last_moment) if is_letter else None


@transaction.atomic
def cannot_be_texted(
    delivery: Delivery,
    mine: QuerySet[Delivery],
    code: int,
    *,
    is_for_good: bool,
    said_stop: bool,
    now: datetime,
) -> bool:
    """End a text that does not arrive, tell the facilitators, and try the person's other ways.

    `mine` is the delivery while it may be ended. False if it is not, or was ended before.
    """
    reason = Reason.TEXTS_STOPPED if said_stop else Reason.TEXT_REFUSED
    ended = mine.update(
        state=State.FAILED, reason=f"{reason}:{code}", sent_at=None, owner="", lease_until=None
    )
    if not ended:
        return False
    person = delivery.notice.person
    if said_stop:
        _stop(person.texts_to, now)
    elif is_for_good:
        _forget(person.texts_to, now)
    _tell(delivery, TaskKind.TEXT_REFUSED, now, is_known=said_stop)
    person.refresh_from_db()
    bring_by(routes.channels_by_now(delivery, now), delivery, now)
    return True


def _stop(number: str, now: datetime) -> None:
    for person in consents.stop(number, now=now) if number else ():
        hand_over_everywhere(TaskKind.TEXTS_STOPPED, person, now=now)


def _forget(number: str, now: datetime) -> None:
    for person in list(consents.people_at(number)) if number else ():
        consents.withdraw(person, now=now, because=ConsentEnd.NOT_REACHED)


def _tell(delivery: Delivery, kind: TaskKind, now: datetime, *, is_known: bool) -> None:
    """Make a task of it, unless there is one, or it was itself the news of a task."""
    notice = delivery.notice
    if is_known or notice.kind == FACILITATOR_TASK:
        return
    hand_over(
        kind, person=notice.person, partnership=notice.partnership, subject=notice.person, now=now
    )
