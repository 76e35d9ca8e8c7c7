"""What waits for a person in checkpoints, goals and last talks, for their home pages."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import GoalAction, Membership
from partners.waiting import Waits
from reflections.models import Checkpoint, Choice, ClosingConversation

SENTENCES: dict[str, Promise] = {
    "checkpoint": _("Does what you do here still fit why you came?"),
    "leaving": _("You said that you want to leave. Confirm it, or stay."),
    "goal_action": _("Something was done for what you want to learn. Is it right?"),
    "closing_talk": _("Somebody who left would like to talk with you once more."),
}
QUESTIONS = {"checkpoint", "goal_action"}


def waits(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """Yield what waits: three queries, however many memberships."""
    yield from _checkpoints(mine)
    yield from _goal_actions(mine)
    yield from _talks(mine)


def _checkpoints(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Asked and nothing said; or said that one wants to leave, and still here."""
    open_ones = Checkpoint.objects.open().filter(Q(choice="") | Q(choice=Choice.LEAVE))
    for checkpoint in open_ones.filter(membership__in=mine).order_by("pk"):
        membership = mine[checkpoint.membership_id]
        if checkpoint.choice:
            yield Waits("leaving", membership, _address("partners:leave", membership))
        else:
            yield Waits("checkpoint", membership, _address("reflections:checkpoint", membership))


def _goal_actions(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Was this done for you? One line a partnership."""
    asked = GoalAction._default_manager.filter(goal__membership__in=mine, is_right=None)
    for key in dict.fromkeys(asked.order_by("pk").values_list("goal__membership", flat=True)):
        yield Waits("goal_action", mine[key], _address("partners:my_goals", mine[key]))


def _talks(mine: dict[int, Membership]) -> Iterator[Waits]:
    """Somebody left and would like to talk."""
    by_partnership = {each.partnership_id: each for each in mine.values()}
    wished = ClosingConversation.objects.waiting().for_any_of(mine.values())
    for conversation in wished:
        membership = by_partnership[conversation.leaver.partnership_id]
        yield Waits("closing_talk", membership, conversation.get_absolute_url())


def _address(name: str, membership: Membership) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug})
