"""What waits for a person in what this app holds, for their home pages.

Each process says in a module of its own what waits in it: a function that takes the person's
memberships by key, and the present, and yields `Waits`; and the sentences of its kinds.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from django.utils.functional import Promise

from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Waits
from reflections import checkpoint_waiting

Source = Callable[[dict[int, Membership], datetime], Iterator[Waits]]

SOURCES: list[Source] = [
    checkpoint_waiting.waits,
]
SENTENCES: dict[str, Promise] = {
    **checkpoint_waiting.SENTENCES,
}
QUESTIONS: set[str] = {
    *checkpoint_waiting.QUESTIONS,
}


def waits(memberships: Sequence[Membership], now: datetime) -> Iterator[Waits]:
    """Return what waits for one person, in as many queries for one membership as for many."""
    mine = {
        membership.pk: membership
        for membership in memberships
        if membership.may(Permission.TAKE_PART) and not membership.paused_at
    }
    if mine:
        for source in SOURCES:
            yield from source(mine, now)
