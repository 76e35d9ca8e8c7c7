"""What waits for a person about barriers, for their home pages."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Mine, Row, Source, Waits, by_partnership, texts
from reflections.models import (
    Barrier,
    BarrierAction,
    BarrierState,
    BetterAnswer,
    NotBetter,
    Word,
)
from translations.reading import written

AHEAD = timedelta(days=3)  # an action shows this long before its day

SENTENCES = {
    "barrier_owner": _("Will you take this on?"),
    "barrier_due": _("You took this on:"),
    "barrier_better": _("Something was in the way. Is it better?"),
    "barrier_recorded": _("Somebody wrote down what you said is in the way. Is it right?"),
    "barrier_new": _("Something is in the way. What do we do, and who takes it on?"),
    "barrier_help": _("Somebody who took this on needs help:"),
    "barrier_wrong": _("Somebody says that what was written down is not what they said."),
    "barrier_heard": _("People said whether it is better. Write down what they told you."),
}
QUESTIONS = {"barrier_owner", "barrier_better", "barrier_recorded"}


def _address(membership: Membership, pk: int) -> str:
    return reverse("reflections:barrier", kwargs={"slug": membership.partnership.slug, "pk": pk})


def _owned(mine: Mine, now: datetime) -> QuerySet[BarrierAction]:
    asked = Q(accepted_at=None) | Q(due_on__lte=(now + AHEAD).date())
    return BarrierAction.objects.standing().filter(asked, owner__in=mine).order_by("due_on", "pk")


def _actions(mine: Mine, owned: list[Row]) -> Iterator[Waits]:
    """Will you take it on? And what you took on."""
    for row in owned:
        membership = mine[row.owner]
        kind = "barrier_due" if row.accepted_at else "barrier_owner"
        url = f"{_address(membership, row.barrier)}#action"
        yield Waits(kind, membership, url, row.texts)


def _asked(mine: Mine, now: datetime) -> QuerySet[BetterAnswer]:
    asked = BetterAnswer.objects.open(now).filter(membership__in=mine, answer="")
    return asked.order_by("asking__ends_at", "pk")


def _written_down(mine: Mine) -> Q:
    return Q(membership__in=mine, recorded_by__isnull=False, recorded_right=None)


def _barriers_written_down(mine: Mine, now: datetime) -> QuerySet[Barrier]:
    return Barrier.objects.standing().filter(_written_down(mine)).order_by("pk")


def _not_better_written_down(mine: Mine, now: datetime) -> QuerySet[NotBetter]:
    return NotBetter.objects.filter(_written_down(mine), barrier__withdrawn_at=None).order_by("pk")


def _on_its_page(kind: str, anchor: str = "") -> Callable[[Mine, list[Row]], Iterator[Waits]]:
    """Return how a question is shown that is answered where the barrier is."""

    def lines(mine: Mine, rows: list[Row]) -> Iterator[Waits]:
        for row in rows:
            membership = mine[row.membership]
            yield Waits(kind, membership, _address(membership, row.barrier) + anchor)

    return lines


def _to_move_on(mine: Mine, now: datetime) -> QuerySet[Barrier, Any]:
    keeping = by_partnership(mine, Permission.KEEP_BARRIERS)
    barriers = Barrier.objects.open().filter(partnership__in=keeping)
    barriers = barriers.select_related("action", "asking").order_by("reported_at", "pk")
    return barriers.annotate(asking_is_over=Q(asking__ends_at__lte=now))


def _steps(mine: Mine, barriers: QuerySet[Barrier, Any]) -> Iterator[Waits]:
    """What only those who keep barriers can move on."""
    keeping = by_partnership(mine, Permission.KEEP_BARRIERS)
    for barrier in barriers:
        membership = keeping[barrier.partnership_id]
        url = _address(membership, barrier.pk)
        action = barrier.standing_action
        if action and action.word == Word.NEEDS_HELP:
            yield Waits("barrier_help", membership, f"{url}#action", written(action, "what"))
        elif barrier.state == BarrierState.REPORTED:
            yield Waits("barrier_new", membership, f"{url}#action")
        elif barrier.state == BarrierState.ASKED and barrier.asking_is_over:
            yield Waits("barrier_heard", membership, f"{url}#better")
        if barrier.recorded_right is False:
            yield Waits("barrier_wrong", membership, url)


SOURCES = [
    Source(
        _owned,
        _actions,
        {
            "owner": "owner",
            "barrier": "barrier",
            "accepted_at": "accepted_at",
            "texts": texts("what"),
        },
    ),
    Source(
        _asked,
        _on_its_page("barrier_better", "#better"),
        {"membership": "membership", "barrier": "asking__barrier"},
    ),
    Source(
        _barriers_written_down,
        _on_its_page("barrier_recorded"),
        {"membership": "membership", "barrier": "pk"},
    ),
    Source(
        _not_better_written_down,
        _on_its_page("barrier_recorded", "#before"),
        {"membership": "membership", "barrier": "barrier"},
    ),
    Source(_to_move_on, _steps),
]
