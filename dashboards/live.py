"""Figures of what organisations owed and did, worked out now for one moment."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from dashboards import months
from dashboards.figures import Figure, Tally, Unit
from dashboards.indicators import OWED, Indicator
from dashboards.sources import Owed
from partners.models import Partnership, Programme

Figures = dict[str, Figure]  # by indicator


@dataclass
class Live:
    """The figures of each partnership, and those of all of them together."""

    apart: dict[int, Figures] = field(default_factory=lambda: defaultdict(dict))
    together: Figures = field(default_factory=dict)


def look(
    at: datetime,
    *,
    programme: Programme | None = None,
    partnerships: list[Partnership] | None = None,
) -> tuple[Live, Owed]:
    """Return the figures of the windows that end `at`, and the rows of the usual window."""
    windows: dict[int, Owed] = {}
    found = Live()
    for indicator in OWED:
        if indicator.days not in windows:
            since = months.since(at, indicator.days)
            windows[indicator.days] = Owed(since, at, programme, partnerships or [])
        _add(found, indicator, windows[indicator.days])
    return found, windows[months.USUAL]


def _add(found: Live, indicator: Indicator, rows: Owed) -> None:
    tallies = indicator.owed(rows) if indicator.owed else {}
    for partnership in rows.everywhere:
        tally = tallies.get(partnership.pk, Tally())
        found.apart[partnership.pk][indicator.id] = figure(indicator, tally)
    found.together[indicator.id] = figure(indicator, sum(tallies.values(), Tally()))


def figure(indicator: Indicator, tally: Tally) -> Figure:
    """Return the exact figure of what was owed and done."""
    return tally.middle() if indicator.unit == Unit.DAYS else tally.share()
