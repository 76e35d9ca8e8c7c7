"""What waits about money, for the home pages: has it arrived, and what is late."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from meetings.models.payments import Payment, PaymentQuerySet
from partners.roles import Permission
from partners.waiting import Mine, Row, Source, Waits, by_partnership, counted

SENTENCES: dict[str, Promise] = {
    "arrived": _("Has the money arrived that was paid to you?"),
    "late_money": ngettext_lazy(
        "Payments are late: %(count)s promise",
        "Payments are late: %(count)s promises",
        "count",
    ),
    "money_in_doubt": ngettext_lazy(
        "%(count)s payment has not arrived",
        "%(count)s payments have not arrived",
        "count",
    ),
}
QUESTIONS = {"arrived"}


def _unanswered(mine: Mine, now: datetime) -> QuerySet[Payment, Any]:
    unanswered = Payment.objects.unanswered().filter(membership__in=mine)
    return unanswered.order_by().values("membership").annotate(many=Count("pk"))


def _has_it_arrived(mine: Mine, rows: list[Row]) -> Iterator[Waits]:
    """Has it arrived? One line a partnership."""
    for membership in (mine[row.membership] for row in rows):
        url = reverse("meetings:money", args=[membership.partnership.slug])
        yield Waits("arrived", membership, f"{url}#promised")


def _late(mine: Mine, now: datetime) -> QuerySet[Payment, Any]:
    return _by_partnership(Payment.objects.late(now.date()), mine)


def _in_doubt(mine: Mine, now: datetime) -> QuerySet[Payment, Any]:
    return _by_partnership(Payment.objects.in_doubt(), mine)


def _by_partnership(payments: PaymentQuerySet, mine: Mine) -> QuerySet[Payment, Any]:
    settling = by_partnership(mine, Permission.SETTLE_PAYMENTS)
    here = payments.filter(meeting__partnership__in=settling).order_by()
    return here.values("meeting__partnership").annotate(many=Count("pk"))


def _to_settle(kind: str) -> Callable[[Mine, list[Row]], Iterator[Waits]]:
    return counted(kind, "meetings:promises", Permission.SETTLE_PAYMENTS)


COLUMNS = {"partnership": "meeting__partnership", "many": "many"}
SOURCES = [Source(_unanswered, _has_it_arrived, {"membership": "membership"})]
FACILITATION = [
    Source(_late, _to_settle("late_money"), COLUMNS, facilitates=True),
    Source(_in_doubt, _to_settle("money_in_doubt"), COLUMNS, facilitates=True),
]
