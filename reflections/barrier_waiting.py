"""What waits for a person about barriers, for their home pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Waits, by_partnership
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


def waits(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Return what waits for one person, in as many queries for one membership as for many."""
    yield from _actions(mine, now)
    yield from _answers(mine, now)
    yield from _words_to_confirm(mine)
    yield from _to_move_on(mine, now)


def _address(barrier: Barrier, membership: Membership) -> str:
    barrier.partnership = membership.partnership
    return barrier.get_absolute_url()


def _actions(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Will you take it on? And what you took on."""
    asked = Q(accepted_at=None) | Q(due_on__lte=(now + AHEAD).date())
    owned = BarrierAction.objects.standing().filter(asked, owner__in=mine)
    for action in owned.select_related("barrier").order_by("due_on", "pk"):
        membership = mine[action.owner_id]
        kind = "barrier_due" if action.accepted_at else "barrier_owner"
        url = f"{_address(action.barrier, membership)}#action"
        yield Waits(kind, membership, url, action, "what")


def _answers(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Is it better?"""
    asked = BetterAnswer.objects.open(now).filter(membership__in=mine, answer="")
    for row in asked.select_related("asking__barrier").order_by("asking__ends_at", "pk"):
        membership = mine[row.membership_id]
        url = _address(row.asking.barrier, membership)
        yield Waits("barrier_better", membership, f"{url}#better")


def _words_to_confirm(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Is this what you said?"""
    written = {"membership__in": mine, "recorded_by__isnull": False, "recorded_right": None}
    for barrier in Barrier.objects.standing().filter(**written).order_by("pk"):
        membership = mine[barrier.membership_id]
        yield Waits("barrier_recorded", membership, _address(barrier, membership))
    not_better = NotBetter.objects.filter(**written, barrier__withdrawn_at=None)
    for words in not_better.select_related("barrier").order_by("pk"):
        membership = mine[words.membership_id]
        url = f"{_address(words.barrier, membership)}#before"
        yield Waits("barrier_recorded", membership, url)


def _to_move_on(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """What only those who keep barriers can move on."""
    keeping = by_partnership(mine, Permission.KEEP_BARRIERS)
    barriers = Barrier.objects.open().filter(partnership__in=keeping)
    for barrier in barriers.select_related("action", "asking").order_by("reported_at", "pk"):
        membership = keeping[barrier.partnership_id]
        url = _address(barrier, membership)
        action = barrier.standing_action
        if action and action.word == Word.NEEDS_HELP:
            yield Waits("barrier_help", membership, f"{url}#action", action, "what")
        elif barrier.state == BarrierState.REPORTED:
            yield Waits("barrier_new", membership, f"{url}#action")
        elif barrier.state == BarrierState.ASKED and barrier.asking and barrier.asking.is_over(now):
            yield Waits("barrier_heard", membership, f"{url}#better")
        if barrier.recorded_right is False:
            yield Waits("barrier_wrong", membership, url)
