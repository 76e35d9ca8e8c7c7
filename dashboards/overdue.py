"""What is overdue: promises that wait now, who can act on them, and where to talk about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from charters.models import Decision, DutyDate, Input, Review
from dashboards.indicators import Principle
from dashboards.sources.owed import DAY
from meetings.models import Payment, Resource
from partners.models import Partnership


@dataclass(frozen=True)
class Kind:
    """One kind of thing that may be overdue: the sentence, who can act, and the page."""

    principle: Principle
    sentence: Promise
    who: Promise
    page: str


KINDS = {
    "papers": Kind(
        Principle.EQUITY,
        ngettext_lazy(
            "%(count)s paper for a coming meeting is not there in each of our languages, and the"
            " days to read have begun.",
            "%(count)s papers for coming meetings are not there in each of our languages, and the"
            " days to read have begun.",
            "count",
        ),
        _("Those who share papers and translate them can act."),
        "meetings:resources",
    ),
    "late_payments": Kind(
        Principle.EQUITY,
        ngettext_lazy(
            "%(count)s promise of money is late.",
            "%(count)s promises of money are late.",
            "count",
        ),
        _("Facilitators can settle it, with whoever pays."),
        "meetings:money",
    ),
    "late_inputs": Kind(
        Principle.RECIPROCITY,
        ngettext_lazy(
            "%(count)s input waits longer than promised for an answer.",
            "%(count)s inputs wait longer than promised for an answer.",
            "count",
        ),
        _("Facilitators can answer."),
        "charters:inputs",
    ),
    "open_decisions": Kind(
        Principle.RECIPROCITY,
        ngettext_lazy(
            "The time of %(count)s decision is over, and it is not closed.",
            "The time of %(count)s decisions is over, and they are not closed.",
            "count",
        ),
        _("Facilitators can close it or give more time."),
        "charters:decisions",
    ),
    "late_duties": Kind(
        Principle.RELATIONS,
        ngettext_lazy(
            "The day of %(count)s promise has passed without a word.",
            "The days of %(count)s promises have passed without a word.",
            "count",
        ),
        _("Those who gave the promise can say what became of it."),
        "charters:agreements",
    ),
    "open_reviews": Kind(
        Principle.RELATIONS,
        ngettext_lazy(
            "%(count)s agreement waits to be looked at again.",
            "%(count)s agreements wait to be looked at again.",
            "count",
        ),
        _("Facilitators can put it on the next agenda."),
        "charters:agreements",
    ),
}


@dataclass(frozen=True)
class Overdue:
    """Promises of one kind that wait in one partnership."""

    kind: Kind
    partnership: Partnership
    count: int

    @property
    def sentence(self) -> str:
        """What waits, in the active language."""
        return str(self.kind.sentence % {"count": self.count})

    @property
    def url(self) -> str:
        """Where to talk about it."""
        return reverse(self.kind.page, args=[self.partnership.slug])


def look(partnerships: Iterable[Partnership], now: datetime) -> dict[int, list[Overdue]]:
    """Return what is overdue in each partnership. Two queries, for however many."""
    there = {partnership.pk: partnership for partnership in partnerships}
    found: dict[int, list[Overdue]] = {pk: [] for pk in there}
    papers = _papers(there, now)
    for row in _counts(there, now):
        counts = {**row, "papers": papers.get(row["pk"], 0)}
        found[row["pk"]] = [
            Overdue(kind, there[row["pk"]], counts[name])
            for name, kind in KINDS.items()
            if counts[name]
        ]
    return found


def _counts(partnerships: Iterable[int], now: datetime) -> Iterable[Mapping[str, Any]]:
    today = now.date()
    dates = DutyDate.objects.open().filter(due_on__lt=today, duty__in_force_at__isnull=False)
    reviews = Review.objects.filter(closed_at=None, agreement__ended_at=None, due_on__lt=today)
    return Partnership.objects.filter(pk__in=list(partnerships)).values(
        "pk",
        late_payments=_count(Payment.objects.late(today), "meeting__partnership"),
        late_inputs=_count(Input.objects.overdue(now), "partnership"),
        open_decisions=_count(Decision.objects.to_close(now), "partnership"),
        late_duties=_count(dates, "duty__agreement__partnership"),
        open_reviews=_count(reviews, "agreement__partnership"),
    )


def _count(rows: QuerySet, path: str) -> Coalesce:
    of_each = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(of_each.annotate(count=Count("pk")).values("count")), 0)


def _papers(partnerships: dict[int, Partnership], now: datetime) -> dict[int, int]:
    """Return how many papers lack a language although the days to read them have begun."""
    days = Cast("partnership__working_rules__reading_days", IntegerField())
    reading = ExpressionWrapper(days * Value(DAY), output_field=DurationField())
    coming = Resource.objects.filter(
        partnership__in=list(partnerships),
        is_essential=True,
        withdrawn_at=None,
        meeting__cancelled_at=None,
        meeting__starts_at__gt=now,
        meeting__starts_at__lte=Value(now) + reading,
    )
    languages: dict[tuple[int, int], set[str]] = {}
    rows = coming.values_list("partnership", "pk", "texts__language", "texts__replaced_at")
    for partnership, paper, language, replaced_at in rows:
        there = languages.setdefault((partnership, paper), set())
        if replaced_at is None and language:
            there.add(language)
    found: dict[int, int] = {}
    for (partnership, _paper), there in languages.items():
        if not there.issuperset(partnerships[partnership].languages):
            found[partnership] = found.get(partnership, 0) + 1
    return found
