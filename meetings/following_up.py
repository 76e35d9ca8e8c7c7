"""Asking again until a person has answered whether they could open something.

The first question comes after the days the partnership promised, a second after the same days; then
a facilitator is asked to reach the person another way.
"""

from datetime import datetime, timedelta

from django.db import transaction

from meetings.models import FollowUp
from meetings.sharing import RESOURCE_FOLLOW_UP
from notices.handing_over import hand_over
from notices.models import TaskKind
from notices.planning import plan

MOST_QUESTIONS = 2


def due(now: datetime) -> list[int]:
    """Return the questions (ids) whose next asking has come."""
    return list(FollowUp.objects.due(now).values_list("pk", flat=True))


@transaction.atomic
def ask(follow_up_id: int, now: datetime) -> bool:
    """Ask once more, or hand over. Return whether there was something to do.

    Safe to run twice: whoever comes second finds that the next asking lies ahead.
    """
    locked = FollowUp.objects.due(now).select_for_update(of=("self",))
    follow_up = (
        locked.select_related("resource__partnership", "membership__person")
        .filter(pk=follow_up_id)
        .first()
    )
    if follow_up is None:
        return False
    partnership, person = follow_up.resource.partnership, follow_up.membership.person
    if follow_up.asked < MOST_QUESTIONS:
        follow_up.asked += 1
        days = partnership.working_rules.follow_up_days
        follow_up.next_ask_at = now + timedelta(days=days)
        plan(
            RESOURCE_FOLLOW_UP, follow_up, [person], partnership=partnership, now=now,
            occasion=str(follow_up.asked),
        )  # fmt: skip
    else:
        follow_up.next_ask_at = None
        hand_over(
            TaskKind.UNANSWERED, person=person, partnership=partnership, subject=follow_up, now=now
        )
    follow_up.save(update_fields=["asked", "next_ask_at"])
    return True
