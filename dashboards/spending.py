"""Money promised and paid, as members and leaders of a programme see it: totals, never people.

What an organisation paid is exact. But rates are public and partnerships small, so a total can say
what one person chose: whether they are paid at all, or have a child to care for. Three rules keep
that in. A total is of whole months, which do not overlap, so that no two of them differ by one
payment. It is shown only where at least three people were promised money in that currency, or were
paid; of two, each would learn the other's by subtracting their own. And it is of all kinds of cost
together. Where a total is not shown, the share of promises that were kept in time still is (E6).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from charters.models import Activity
from dashboards import months
from meetings.models import Payment
from partners.models import Partnership
from partners.money import amount

FEWEST = 3  # people in a total
TOO_FEW = _("not shown: it would be about too few people")


@dataclass
class Total:
    """What was promised or paid in a month, by currency, where it may be shown."""

    sums: dict[str, Decimal] = field(default_factory=dict)
    is_hidden: bool = False

    @property
    def words(self) -> str:
        """The sums in the active language, or why there are none."""
        if self.is_hidden:
            return str(TOO_FEW)
        language = get_language() or "en"
        sums = [amount(value, currency, language) for currency, value in sorted(self.sums.items())]
        # Translators: parts two sums of money: "$20.00 and €15.00".
        return gettext(" and ").join(sums) if sums else gettext("nothing")


@dataclass
class Money:
    """The money of one partnership: last month's totals, the oldest promise, the plan's money."""

    partnership: Partnership
    month: date
    due: Total = field(default_factory=Total)
    paid: Total = field(default_factory=Total)
    days_late: int = 0
    budget: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)

    @property
    def month_name(self) -> str:
        """The month of the totals, in the active language."""
        return months.name(self.month)

    @property
    def oldest(self) -> str:
        """How long the oldest open promise is late, in words; "" where none is."""
        if not self.days_late:
            return ""
        return ngettext(
            "The promise that waits longest is %(count)s day late.",
            "The promise that waits longest is %(count)s days late.",
            self.days_late,
        ) % {"count": self.days_late}

    @property
    def planned(self) -> list[str]:
        """What was spent of what was set aside, in words, one sentence a currency."""
        language = get_language() or "en"
        return [
            gettext("For what we planned: %(spent)s spent of %(budget)s set aside.")
            % {
                "spent": amount(spent, currency, language),
                "budget": amount(budget, currency, language),
            }
            for currency, (budget, spent) in sorted(self.budget.items())
        ]


def look(partnerships: Iterable[Partnership], now: datetime) -> list[Money]:
    """Return the money of each partnership, in two queries for however many."""
    month = months.last_whole(now)
    found = {each.pk: Money(each, month) for each in partnerships}
    for row in _sums(found, month, now.date()):
        money = found[row["meeting__partnership"]]
        _add(money.due, row["currency"], row["promised"], row["people_promised"])
        _add(money.paid, row["currency"], row["settled"], row["people_settled"])
        if row["oldest"]:
            money.days_late = max(money.days_late, (now.date() - row["oldest"]).days)
    for row in _plans(found, now):
        sums = (row["budgeted"] or Decimal(0), row["cost"] or Decimal(0))
        found[row["partnership"]].budget[row["currency"]] = sums
    return list(found.values())


def _sums(partnerships: Iterable[int], month: date, today: date) -> QuerySet[Any, Any]:
    """Return what was promised for a month, what was paid in it, and the oldest open promise."""
    first, last = month, months.end(month).date()
    promised = Q(due_on__gte=first, due_on__lt=last)
    settled = Q(settled_on__gte=first, settled_on__lt=last)
    late = Q(settled_on=None, due_on__lt=today)
    payments = Payment.objects.standing().filter(
        promised | settled | late, meeting__partnership__in=list(partnerships)
    )
    return (
        payments.order_by()
        .values("meeting__partnership", "currency")
        .annotate(
            promised=Sum("amount", filter=promised),
            people_promised=Count("membership__person", filter=promised, distinct=True),
            settled=Sum("paid", filter=settled),
            people_settled=Count("membership__person", filter=settled, distinct=True),
            oldest=Min("due_on", filter=late),
        )
    )


def _add(total: Total, currency: str, sum_of_all: Decimal | None, people: int) -> None:
    if not people:
        return
    if people < FEWEST:
        total.is_hidden = True
    else:
        total.sums[currency] = sum_of_all or Decimal(0)
    if total.is_hidden:
        total.sums = {}  # beside one that is hidden, the other would say that there is one


def _plans(partnerships: Iterable[int], now: datetime) -> QuerySet[Any, Any]:
    """Return the money of activities whose day lies in the usual window."""
    activities = Activity.objects.filter(
        Q(budget__isnull=False) | Q(spent__isnull=False),
        partnership__in=list(partnerships),
        on__gte=months.since(now, months.USUAL).date(),
        on__lt=now.date(),
    )
    rows = activities.order_by().values("partnership", "currency")
    return rows.annotate(budgeted=Sum("budget"), cost=Sum("spent"))
