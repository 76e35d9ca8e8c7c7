"""What waits for a person about barriers, for their home pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Mine, Source, Waits, by_partnership
from reflections.models import (
    Barrier,
    BarrierAction,
    BarrierState,
    BetterAnswer,
    NotBetter,
    Word,
)

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


def _address(barrier: Barrier, membership: Membership) -> str:
    barrier.partnership = membership.partnership
    return barrier.get_absolute_url()


def _owned(mine: Mine, now: datetime) -> QuerySet[BarrierAction]:
    asked = Q(accepted_at=None) | Q(due_on__lte=(now + AHEAD).date())
    owned = BarrierAction.objects.standing().filter(asked, owner__in=mine)
    return owned.select_related("barrier").order_by("due_on", "pk")


def _actions(mine: Mine, owned: QuerySet[BarrierAction]) -> Iterator[Waits]:
    """Will you take it on? And what you took on."""
    for action in owned:
        membership = mine[action.owner_id]
        kind = "barrier_due" if action.accepted_at else "barrier_owner"
        url = f"{_address(action.barrier, membership)}#action"
        yield Waits(kind, membership, url, action, "what")


def _asked(mine: Mine, now: datetime) -> QuerySet[BetterAnswer]:
    asked = BetterAnswer.objects.open(now).filter(membership__in=mine, answer="")
    return asked.select_related("asking__barrier").order_by("asking__ends_at", "pk")


def _answers(mine: Mine, asked: QuerySet[BetterAnswer]) -> Iterator[Waits]:
    """Is it better?"""
    for row in asked:
        membership = mine[row.membership_id]
        url = _address(row.asking.barrier, membership)
        yield Waits("barrier_better", membership, f"{url}#better")


def _written_down(mine: Mine) -> Q:
    return Q(membership__in=mine, recorded_by__isnull=False, recorded_right=None)


def _barriers_written_down(mine: Mine, now: datetime) -> QuerySet[Barrier]:
    return Barrier.objects.standing().filter(_written_down(mine)).order_by("pk")


def _words_to_confirm(mine: Mine, written: QuerySet[Barrier]) -> Iterator[Waits]:
    """Is this what you said?"""
    for barrier in written:
        membership = mine[barrier.membership_id]
        yield Waits("barrier_recorded", membership, _address(barrier, membership))


def _not_better_written_down(mine: Mine, now: datetime) -> QuerySet[NotBetter]:
    written = NotBetter.objects.filter(_written_down(mine), barrier__withdrawn_at=None)
    return written.select_related("barrier").order_by("pk")


def _later_words_to_confirm(mine: Mine, written: QuerySet[NotBetter]) -> Iterator[Waits]:
    """Is this what you said when it was not better?"""
    for words in written:
        membership = mine[words.membership_id]
        url = f"{_address(words.barrier, membership)}#before"
        yield Waits("barrier_recorded", membership, url)


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
        url = _address(barrier, membership)
        action = barrier.standing_action
        if action and action.word == Word.NEEDS_HELP:
            yield Waits("barrier_help", membership, f"{url}#action", action, "what")
        elif barrier.state == BarrierState.REPORTED:
            yield Waits("barrier_new", membership, f"{url}#action")
        elif barrier.state == BarrierState.ASKED and barrier.asking_is_over:
            yield Waits("barrier_heard", membership, f"{url}#better")
        if barrier.recorded_right is False:
            yield Waits("barrier_wrong", membership, url)


SOURCES = [
    Source(_owned, _actions),
    Source(_asked, _answers),
    Source(_barriers_written_down, _words_to_confirm),
    Source(_not_better_written_down, _later_words_to_confirm),
    Source(_to_move_on, _steps),
]
