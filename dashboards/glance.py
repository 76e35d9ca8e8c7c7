"""The five principles at a glance, for a home page: one published figure of each."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dashboards import figures, indicators, months
from dashboards.figures import Figure
from dashboards.indicators import Principle
from dashboards.models import Snapshot
from partners.models import Partnership

MEANINGS = {
    Principle.EQUITY: _("Everyone gets the same papers, in time, in words they can read."),
    Principle.REFLEXIVITY: _("We stop to think about how we work. Those with power go first."),
    Principle.RECIPROCITY: _("Everyone gets something they wanted from the work."),
    Principle.PERSONAL: _("What you do here still fits why you came."),
    Principle.RELATIONS: _("What we agreed is written down, for all to read and change."),
}


@dataclass(frozen=True)
class Glance:
    """One principle, and the figure that stands for it; what it means, where there is none."""

    principle: Principle
    text: str
    value: str = ""


def look(partnership: Partnership, now: datetime) -> list[Glance]:
    """Return the principles with figures of the newest month, in one query."""
    published = Snapshot.objects.filter(partnership=partnership, month__in=months.last(now))
    newest = published.latest_first().first()
    return [_of(principle, newest) for principle in Principle]


def _of(principle: Principle, snapshot: Snapshot | None) -> Glance:
    for indicator in indicators.of(principle):
        figure = Figure.from_json(snapshot.figures.get(indicator.id) if snapshot else None)
        if indicator.is_headline and figure.is_shown:
            value = figures.value_in_words(indicator.unit, figure)
            return Glance(principle, str(indicator.title), value)
    return Glance(principle, str(MEANINGS[principle]))
