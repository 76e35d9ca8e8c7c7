"""How the apps say what waits for a person; the home pages collect it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, Model, QuerySet

from partners.models import Membership
from partners.roles import Permission

Mine = dict[int, Membership]  # memberships of one person, by their key


class Waits(NamedTuple):
    """One thing that waits: `about` is what it is about, whose text `field` is shown.

    `many` is how many, where one line stands for several.
    """

    kind: str
    membership: Membership
    url: str
    about: Model | None = None
    field: str = ""
    many: int = 0


class Source(NamedTuple):
    """One kind of thing that may wait: which rows of the database do, and how each is shown."""

    rows: Callable[[Mine, datetime], QuerySet[Any, Any]]
    lines: Callable[[Mine, QuerySet[Any, Any]], Iterator[Waits]]


def collect(sources: Sequence[tuple[Source, Mine]], now: datetime) -> Iterator[Waits]:
    """Yield what waits, source by source.

    One query asks which sources have anything; only those are read. So a quiet home page costs
    one, however many kinds of things there are.
    """
    asked = [(source, mine, source.rows(mine, now).order_by()) for source, mine in sources if mine]
    if not asked:
        return
    is_there = {f"source{place}": Exists(rows) for place, (_it, _mine, rows) in enumerate(asked)}
    anybody = Membership.objects.filter(pk=min(asked[0][1])).order_by()
    there = anybody.annotate(**is_there).values_list(*is_there).first()
    for (source, mine, _rows), has_some in zip(asked, there or (), strict=True):
        if has_some:
            yield from source.lines(mine, source.rows(mine, now))


def taking_part(memberships: Sequence[Membership]) -> Mine:
    """Return the memberships in which a person takes part now, by their key."""
    return {
        membership.pk: membership
        for membership in memberships
        if membership.may(Permission.TAKE_PART) and not membership.paused_at
    }


def by_partnership(mine: Mine, permission: Permission) -> dict[int, Membership]:
    """Return the memberships that grant `permission`, by the key of their partnership."""
    return {each.partnership_id: each for each in mine.values() if each.may(permission)}
