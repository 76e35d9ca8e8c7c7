"""Which channels bring a message to a person: the one they prefer, and for urgent news more.

A letter takes days, so it is one of them only where it arrives in time.
"""

from datetime import datetime, timedelta

from notices import kinds
from notices.models import Delivery
from partners.models import Channel, Person

POSTING = timedelta(days=4)  # from a facilitator's desk to the letter box
PRINTING = timedelta(days=3)  # that a letter may lie on the desk, and still come in time


def channels_for(person: Person, kind_name: str, *, by_letter: bool = True) -> list[str]:
    """Return the channels that a message of this kind goes through; none if nothing works.

    One, the preferred or the next that works; urgent news also by each that the person allows.
    """
    kind = kinds.get(kind_name)
    works = [
        channel
        for channel in person.works
        if (not kind.only_by or channel in kind.only_by) and (by_letter or channel != Channel.POST)
    ]
    also = person.urgent_also if kind.is_urgent else []
    return works[:1] + [channel for channel in works[1:] if channel in also]


def channels_by_now(delivery: Delivery, now: datetime) -> list[str]:
    """Return the channels that a message which stands in the ledger goes through by now."""
    by = delivery.post_by or post_by(delivery.notice.last_moment)
    by_letter = by is None or now <= by
    return channels_for(delivery.notice.person, delivery.notice.kind, by_letter=by_letter)


def to_post_from(due_at: datetime, arrives_by: datetime | None) -> datetime:
    """Return when to print and post what is due then, so that there is time to do it."""
    return min(due_at, arrives_by - PRINTING if arrives_by else due_at) - POSTING


def post_by(arrives_by: datetime | None) -> datetime | None:
    """Return the last moment to post what must arrive by then; None if there is no such moment."""
    return arrives_by - POSTING if arrives_by else None
