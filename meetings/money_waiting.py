"""What waits about money, for the home pages: has it arrived, and what is late."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from meetings.models.payments import Payment
from partners.roles import Permission
from partners.waiting import Mine, Source, Waits, by_partnership

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


def _unanswered(mine: Mine, now: datetime) -> QuerySet[Payment]:
    return Payment.objects.unanswered().filter(membership__in=mine)


def _has_it_arrived(mine: Mine, payments: QuerySet[Payment]) -> Iterator[Waits]:
    """Has it arrived? One line a partnership."""
    for pk in payments.order_by("membership").values_list("membership", flat=True).distinct():
        url = reverse("meetings:money", args=[mine[pk].partnership.slug])
        yield Waits("arrived", mine[pk], f"{url}#promised")


def _late(mine: Mine, now: datetime) -> QuerySet[Payment]:
    settling = by_partnership(mine, Permission.SETTLE_PAYMENTS)
    return Payment.objects.late(now.date()).filter(meeting__partnership__in=settling)


def _late_payments(mine: Mine, payments: QuerySet[Payment]) -> Iterator[Waits]:
    """Promises of money whose day has passed."""
    return _counted("late_money", mine, payments)


def _in_doubt(mine: Mine, now: datetime) -> QuerySet[Payment]:
    settling = by_partnership(mine, Permission.SETTLE_PAYMENTS)
    return Payment.objects.in_doubt().filter(meeting__partnership__in=settling)


def _doubted_payments(mine: Mine, payments: QuerySet[Payment]) -> Iterator[Waits]:
    """Money that was paid, and that people say has not arrived."""
    return _counted("money_in_doubt", mine, payments)


def _counted(kind: str, mine: Mine, payments: QuerySet[Payment]) -> Iterator[Waits]:
    settling = by_partnership(mine, Permission.SETTLE_PAYMENTS)
    rows = payments.order_by().values("meeting__partnership").annotate(count=Count("pk"))
    for row in rows.order_by("meeting__partnership"):
        membership = settling[row["meeting__partnership"]]
        url = reverse("meetings:promises", args=[membership.partnership.slug])
        yield Waits(kind, membership, url, many=row["count"])


SOURCES = [Source(_unanswered, _has_it_arrived)]
FACILITATION = [Source(_late, _late_payments), Source(_in_doubt, _doubted_payments)]
