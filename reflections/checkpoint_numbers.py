"""Numbers about checkpoints and goals that may leave this app: of the group, never of a person.

They are about people, so all go through `partners.publishing`: None where they would point at
somebody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Q

from partners import publishing
from partners.models import LearningGoal, Partnership
from reflections.models import CHOSE, Checkpoint

HALF_A_YEAR = relativedelta(months=6)
WINDOW = timedelta(days=90)


@dataclass(frozen=True)
class Share:
    """A share in per cent, and of how many, as they may be shown; None where too few."""

    percent: int | None
    of_all: int | None


def _share(some: int, of_all: int) -> Share:
    return Share(publishing.share(some, of_all), publishing.count(of_all))


def conversation_offered(partnership: Partnership, now: datetime) -> Share:
    """T1: active members asked in the last six months who answered or declined, of all active."""
    active = partnership.memberships.active()
    said = Q(checkpoints__choice__gt="") | Q(checkpoints__answered_at__isnull=False)
    offered = active.filter(said, checkpoints__opened_at__gt=now - HALF_A_YEAR)
    return _share(offered.distinct().count(), active.count())


def goals_supported(partnership: Partnership) -> Share:
    """T3: goals for which something was done, as their author confirmed, of all goals shown.

    A goal that its author keeps to themselves is not counted: nobody was asked to help with it.
    The base is hidden unless enough people stand behind the goals.
    """
    goals = LearningGoal.objects.shown().filter(
        membership__partnership=partnership, membership__left_at=None
    )
    authors = goals.order_by().values("membership").distinct().count()
    if publishing.count(authors) is None:
        return Share(None, None)
    return _share(goals.served().count(), goals.count())


def re_choice(partnership: Partnership, now: datetime) -> Share:
    """T4: people who chose to go on, take a break or leave, of those asked in the last 90 days."""
    asked = Checkpoint.objects.filter(
        membership__partnership=partnership, opened_at__gt=now - WINDOW
    )
    chose = asked.filter(choice__in=CHOSE)
    people = [rows.order_by().values("membership").distinct().count() for rows in (chose, asked)]
    return _share(*people)
