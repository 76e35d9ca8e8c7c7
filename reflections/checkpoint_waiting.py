"""What waits for a person in checkpoints, goals and last talks, for their home pages."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import GoalAction, Membership
from partners.roles import Permission
from partners.waiting import Mine, Row, Source, Waits, by_partnership
from reflections.models import Checkpoint, Choice, ClosingConversation

SENTENCES: dict[str, Promise] = {
    "checkpoint": _("Does what you do here still fit why you came?"),
    "leaving": _("You said that you want to leave. Confirm it, or stay."),
    "goal_action": _("Something was done for what you want to learn. Is it right?"),
    "closing_talk": _("Somebody who left would like to talk with you once more."),
}
QUESTIONS = {"checkpoint", "goal_action"}


def _asked(mine: Mine, now: datetime) -> QuerySet[Checkpoint]:
    open_ones = Checkpoint.objects.open().filter(Q(choice="") | Q(choice=Choice.LEAVE))
    return open_ones.filter(membership__in=mine).order_by("pk")


def _checkpoints(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """Asked and nothing said; or said that one wants to leave, and still here."""
    for row in asked:
        membership = mine[row.membership]
        if row.choice:
            yield Waits("leaving", membership, _address("partners:leave", membership))
        else:
            yield Waits("checkpoint", membership, _address("reflections:checkpoint", membership))


def _done_for(mine: Mine, now: datetime) -> QuerySet[GoalAction]:
    asked = GoalAction._default_manager.filter(goal__membership__in=mine, is_right=None)
    return asked.order_by("pk")


def _goal_actions(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """Was this done for you? One line a partnership."""
    for key in dict.fromkeys(row.membership for row in asked):
        yield Waits("goal_action", mine[key], _address("partners:my_goals", mine[key]))


def _wished(mine: Mine, now: datetime) -> QuerySet[ClosingConversation]:
    return ClosingConversation.objects.waiting().for_any_of(mine.values())


def _talks(mine: Mine, wished: list[Row]) -> Iterator[Waits]:
    """Somebody left and would like to talk."""
    member_of = by_partnership(mine, Permission.TAKE_PART)
    for row in wished:
        membership = member_of[row.partnership]
        url = _address("reflections:closing_conversation", membership, pk=row.pk)
        yield Waits("closing_talk", membership, url)


def _address(name: str, membership: Membership, **kwargs: int) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug, **kwargs})


SOURCES = [
    Source(_asked, _checkpoints, {"membership": "membership", "choice": "choice"}),
    Source(_done_for, _goal_actions, {"membership": "goal__membership"}),
    Source(_wished, _talks, {"pk": "pk", "partnership": "leaver__partnership"}),
]
