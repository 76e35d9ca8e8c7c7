"""Leaving: a last talk for whoever wishes for one, and help for who cannot sign in to leave."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from notices.planning import plan
from partners import joining
from partners.models import Membership, Person
from reflections import checkpoints
from reflections.models import Checkpoint, Choice, ClosingConversation

CLOSING_TALK = "closing_talk"  # kind of notice


def set_wish(
    membership: Membership, *, wish: str, with_whom: Membership | None, reach: str, now: datetime
) -> None:
    """Keep with whom somebody would like to talk once more, and how to reach them; or nobody.

    Nobody is told before they have left.
    """
    if wish == "no":
        ClosingConversation.objects.filter(leaver=membership).delete()
        return
    ClosingConversation.objects.update_or_create(
        leaver=membership, defaults={"with_whom": with_whom, "reach": reach, "wished_at": now}
    )


def wished(membership: Membership) -> ClosingConversation | None:
    """Return the last talk that somebody wishes for, if they do."""
    return ClosingConversation.objects.filter(leaver=membership).first()


def to_hold(membership: Membership) -> QuerySet[ClosingConversation]:
    """Return the talks that this member is asked to hold, or held."""
    rows = ClosingConversation.objects.for_any_of([membership])
    return rows.filter(leaver__left_at__isnull=False)


@transaction.atomic
def part(membership: Membership, now: datetime) -> None:
    """When somebody has left: end their checkpoint, and tell who is to talk with them."""
    checkpoints.part(membership, now)
    conversation = wished(membership)
    if conversation:
        people = holders(conversation)
        plan(CLOSING_TALK, conversation, people, partnership=membership.partnership, now=now)


def holders(conversation: ClosingConversation) -> list[Person]:
    """Return who is told: whom the person named, else the facilitators."""
    there = conversation.leaver.partnership.memberships.taking_part().with_person()
    named = there.filter(pk=conversation.with_whom_id or 0)
    return [member.person for member in named or there.facilitating().order_by("pk")]


def wants_to_leave(membership: Membership) -> Checkpoint | None:
    """Return the checkpoint at which somebody who cannot sign in said that they want to leave."""
    checkpoint = checkpoints.current(membership)
    said_so = checkpoint is not None and checkpoint.choice == Choice.LEAVE
    return checkpoint if said_so and not joining.can_sign_in(membership.person) else None
