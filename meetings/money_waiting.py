"""What waits about money, for the home pages: has it arrived, and what is late."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from meetings.models.payments import Payment, PaymentQuerySet
from partners.roles import Permission
from partners.waiting import Mine, Row, Source, Waits, by_partnership

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
    return _by("membership", unanswered)


def _has_it_arrived(mine: Mine, rows: list[Row]) -> Iterator[Waits]:
    """Has it arrived? One line a partnership."""
    for membership in (mine[row.key] for row in rows):
        url = reverse("meetings:money", args=[membership.partnership.slug])
        yield Waits("arrived", membership, f"{url}#promised")


def _late(mine: Mine, now: datetime) -> QuerySet[Payment, Any]:
    return _to_settle(Payment.objects.late(now.date()), mine)


def _in_doubt(mine: Mine, now: datetime) -> QuerySet[Payment, Any]:
    return _to_settle(Payment.objects.in_doubt(), mine)


def _to_settle(payments: PaymentQuerySet, mine: Mine) -> QuerySet[Payment, Any]:
    settling = by_partnership(mine, Permission.SETTLE_PAYMENTS)
    return _by("meeting__partnership", payments.filter(meeting__partnership__in=settling))


def _by(path: str, payments: QuerySet[Payment]) -> QuerySet[Payment, Any]:
    return payments.order_by().annotate(key=F(path)).values("key").annotate(many=Count("pk"))


def _counted(kind: str) -> Callable[[Mine, list[Row]], Iterator[Waits]]:
    """Return how payments are shown that somebody has to see to: one line a partnership."""

    def lines(mine: Mine, rows: list[Row]) -> Iterator[Waits]:
        settling = by_partnership(mine, Permission.SETTLE_PAYMENTS)
        for row in rows:
            url = reverse("meetings:promises", args=[settling[row.key].partnership.slug])
            yield Waits(kind, settling[row.key], url, many=row.many)

    return lines


COLUMNS = {"key": "key", "many": "many"}
SOURCES = [Source(_unanswered, _has_it_arrived, COLUMNS)]
FACILITATION = [
    Source(_late, _counted("late_money"), COLUMNS, facilitates=True),
    Source(_in_doubt, _counted("money_in_doubt"), COLUMNS, facilitates=True),
]
