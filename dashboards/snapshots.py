"""Publishing the figures of a month, once; and finding what was published.

One programme and month is one transaction: after a crash it has all of its snapshots or none.
"""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from dashboards import census, live, months
from dashboards.figures import Figure
from dashboards.models import Snapshot
from partners.models import Partnership, Programme
from partners.publishing import Slice

AT_ONCE = 500  # rows written by one statement
LADDER = "ladder"  # in the slices of a partnership: figures of single decisions


class NotOver(Exception):
    """The month is not over yet: what is published of it could not change any more."""


def missing(month: date) -> list[int]:
    """Return the programmes (ids) of which nothing was published for this month."""
    published = Snapshot.objects.of_programmes().filter(month=month).values("programme")
    began = Programme.objects.filter(partnerships__created_at__lt=months.end(month))
    return list(
        began.exclude(pk__in=published).distinct().order_by("pk").values_list("pk", flat=True)
    )


def publish(programme_id: int, month: date, now: datetime) -> bool:
    """Publish a month of a programme and of each of its partnerships.

    Return whether it was not published before. Whoever comes second waits for the first, and then
    finds it done. Raises NotOver.
    """
    if months.end(month) > now:
        raise NotOver
    try:
        with transaction.atomic():
            programme = Programme.objects.get(pk=programme_id)
            whole = Snapshot.objects.create(programme=programme, month=month, published_at=now)
            _fill(whole, month, now)
    except IntegrityError:
        if not Snapshot.objects.filter(
            programme=programme_id, partnership=None, month=month
        ).exists():
            raise
        return False
    return True


def _fill(whole: Snapshot, month: date, now: datetime) -> None:
    at = months.end(month)
    programme = whole.programme
    partnerships = list(
        Partnership.objects.filter(programme=programme, created_at__lt=at).order_by("pk")
    )
    owed, _rows = live.look(at, programme=programme)
    people = census.take(programme, partnerships, at)
    whole.figures = _kept(owed.together, people.everyone)
    whole.slices = {
        indicator: {name_of(key): figure.as_json() for key, figure in figures.items()}
        for indicator, figures in people.slices.items()
    }
    whole.save(update_fields=["figures", "slices"])
    Snapshot.objects.bulk_create(
        (
            Snapshot(
                programme=programme,
                partnership=partnership,
                month=month,
                figures=_kept(owed.apart[partnership.pk], people.apart[partnership.pk]),
                slices=_ladder(people.ladders[partnership.pk]),
                published_at=now,
            )
            for partnership in partnerships
        ),
        batch_size=AT_ONCE,
    )


def _kept(*several: dict[str, Figure]) -> dict[str, Any]:
    """Return what a snapshot keeps of these figures; replies join the figure they belong to."""
    kept: dict[str, Any] = {}
    for figures in several:
        for indicator, figure in figures.items():
            kept[indicator] = {**kept.get(indicator, {}), **figure.as_json()}
    return kept


def _ladder(decisions: dict[int, Figure]) -> dict[str, Any]:
    """Return what a partnership's snapshot keeps of single decisions."""
    kept = {str(pk): figure.as_json() for pk, figure in decisions.items()}
    return {LADDER: kept} if kept else {}


def name_of(key: Slice) -> str:
    """Return the name under which a slice is kept: "group=patient&language=ar"."""
    return "&".join(f"{name}={value}" for name, value in sorted(key))
