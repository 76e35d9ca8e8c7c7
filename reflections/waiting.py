"""What waits for a person in what this app holds, for their home pages.

Each process says in a module of its own what waits in it: `waits` takes the person's memberships by
key, and the present, and yields `Waits`; SENTENCES and QUESTIONS say what its kinds are.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.functional import Promise

from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Waits
from reflections import (
    barrier_waiting,
    changing,
    checkpoint_waiting,
    exchanges_waiting,
    pulse_waiting,
)

PIECES = [barrier_waiting, changing, checkpoint_waiting, exchanges_waiting, pulse_waiting]

SENTENCES: dict[str, Promise] = {
    kind: sentence for piece in PIECES for kind, sentence in piece.SENTENCES.items()
}
QUESTIONS: set[str] = {kind for piece in PIECES for kind in piece.QUESTIONS}


def waits(memberships: Sequence[Membership], now: datetime) -> Iterator[Waits]:
    """Return what waits for one person, in as many queries for one membership as for many."""
    mine = {
        membership.pk: membership
        for membership in memberships
        if membership.may(Permission.TAKE_PART) and not membership.paused_at
    }
    if mine:
        for piece in PIECES:
            yield from piece.waits(mine, now)
