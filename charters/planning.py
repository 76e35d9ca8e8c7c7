"""Planning what to do together, saying what became of it, and adding up the money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from charters.models import Activity
from partners.models import Membership
from partners.roles import Permission


@dataclass(frozen=True)
class Money:
    """What was set aside and spent, in one currency."""

    currency: str
    budget: Decimal
    spent: Decimal


def money_of(activities: Iterable[Activity]) -> list[Money]:
    """Return what was set aside and spent for these, currency by currency. One query."""
    rows = activities.order_by().exclude(currency="").values("currency")  # type: ignore[attr-defined]
    sums = rows.annotate(budgeted=Sum("budget"), cost=Sum("spent")).order_by("currency")
    return [
        Money(row["currency"], row["budgeted"] or Decimal(0), row["cost"] or Decimal(0))
        for row in sums.filter(Q(budget__isnull=False) | Q(spent__isnull=False))
    ]


def may_close(activity: Activity, member: Membership) -> bool:
    """Say whether `member` says what became of it: who planned it, and the facilitators."""
    return activity.planned_by_id == member.pk or member.may(Permission.PLAN_MEETINGS)


@transaction.atomic
def close(
    activity: Activity,
    *,
    outcome: str,
    told: str,
    language: str,
    spent: Decimal | None = None,
    by: Membership,
    now: datetime,
) -> None:
    """Say what became of an activity. Saying it again corrects what stands there."""
    activity.refresh_from_db(from_queryset=Activity.objects.select_for_update())
    activity.outcome, activity.told, activity.told_language = outcome, told, language
    activity.spent = spent if activity.currency else None
    activity.closed_by, activity.closed_at = by, now
    activity.save()
