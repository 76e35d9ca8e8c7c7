"""Figures about people: of all partnerships of a programme at once.

Only so can it be seen to that no figure gives another away.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, combinations

from dashboards import months
from dashboards.figures import HIDDEN, Figure, rungs_apart
from dashboards.indicators import ABOUT_PEOPLE, WITH_REPLIES
from dashboards.indicators.counting import enough_for_a_share
from dashboards.indicators.declaring import Filter
from dashboards.sources import AboutPeople, Cell, Cells
from partners import publishing
from partners.models import Partnership, Programme
from partners.publishing import EVERYONE, MOST_FILTERS, Rule, Slice, showable

PARTNERSHIP = "partnership"
LADDER = "e10"
Parts = Callable[[Counter[str]], tuple[int, ...]]


@dataclass
class Census:
    """Figures by indicator: of everyone, of each partnership, and of people by filter.

    `ladders` holds, for each partnership, the rungs of single decisions.
    """

    everyone: dict[str, Figure] = field(default_factory=dict)
    apart: dict[int, dict[str, Figure]] = field(default_factory=lambda: defaultdict(dict))
    slices: dict[str, dict[Slice, Figure]] = field(default_factory=dict)
    ladders: dict[int, dict[int, Figure]] = field(default_factory=lambda: defaultdict(dict))


def take(programme: Programme, partnerships: Iterable[Partnership], at: datetime) -> Census:
    """Return the figures about people of a programme, for the windows that end `at`."""
    partnerships = list(partnerships)
    rows = _Windows(programme, at)
    found = Census()
    for indicator in ABOUT_PEOPLE:
        if census := indicator.people:
            counts = _table(census.cells(rows[indicator.days]), partnerships, census.filters)
            figures = _figures(counts, census.parts, census.least, census.figure)
            _sort_out(found, indicator.id, figures, partnerships)
    for indicator in WITH_REPLIES:
        if indicator.replies:
            counts = _table(indicator.replies(rows[indicator.days]), partnerships, ())
            figures = _figures(counts, _who_replied, _enough_for_replies, _reply_rate)
            _add_replies(found, indicator.id, figures, partnerships)
    _add_ladders(found, rows[months.USUAL])
    return found


def _add_ladders(found: Census, rows: AboutPeople) -> None:
    """Add the rungs of each decision that enough people have said something about.

    Only where those of the partnership are shown: else they would give them away.
    """
    rule = publishing.rule_of_this_site()
    for (partnership, decision), counts in rows.rungs_by_decision.items():
        is_shown = found.apart[partnership][LADDER].is_shown
        if is_shown and counts["people_some"] >= rule.mean_base:
            found.ladders[partnership][decision] = rungs_apart(counts, rule)


class _Windows(dict[int, AboutPeople]):
    """The rows of each window, by its days; each is read once."""

    def __init__(self, programme: Programme, at: datetime) -> None:
        self.programme, self.at = programme, at

    def __missing__(self, days: int) -> AboutPeople:
        self[days] = AboutPeople(months.since(self.at, days), self.at, self.programme)
        return self[days]


def _table(
    cells: Cells, partnerships: list[Partnership], filters: Iterable[Filter]
) -> dict[Slice, Counter[str]]:
    """Add the cells up to each slice by at most two filters, and to each partnership."""
    stages = {partnership.pk: partnership.stage for partnership in partnerships}
    table: dict[Slice, Counter[str]] = defaultdict(Counter)
    for cell, counts in cells.items():
        for key in _slices_of(cell, stages[cell.partnership], set(filters)):
            table[key].update(counts)
    return table


def _slices_of(cell: Cell, stage: str, filters: set[Filter]) -> Iterator[Slice]:
    """Yield each slice in which these people are counted.

    Partnerships part the stage they are in; so stages are there even where nobody filters by them.
    """
    choices = [(Filter.GROUP.value, cell.group), (Filter.LANGUAGE.value, cell.language)]
    by_stage = (Filter.STAGE.value, stage)
    offered = [choice for choice in choices if choice[0] in filters]
    several = (combinations([*offered, by_stage], size) for size in range(MOST_FILTERS + 1))
    yield from (frozenset(chosen) for chosen in chain.from_iterable(several))
    yield frozenset({by_stage, (PARTNERSHIP, str(cell.partnership))})


def _figures(
    table: dict[Slice, Counter[str]],
    parts: Parts,
    least: Callable[[Rule], tuple[int, ...]],
    figure: Callable[[Counter[str], Rule], Figure],
) -> dict[Slice, Figure]:
    """Return the figure of each slice that may be shown."""
    rule = publishing.rule_of_this_site()
    shown = showable({key: parts(counts) for key, counts in table.items()}, least(rule), rule)
    return {key: figure(table[key], rule) for key in shown}


def _sort_out(
    found: Census, indicator: str, figures: dict[Slice, Figure], partnerships: list[Partnership]
) -> None:
    found.everyone[indicator] = figures.get(EVERYONE, HIDDEN)
    for partnership in partnerships:
        found.apart[partnership.pk][indicator] = figures.get(_key_of(partnership), HIDDEN)
    found.slices[indicator] = {
        key: figure
        for key, figure in figures.items()
        if key and PARTNERSHIP not in dict(key) and figure.is_shown
    }


def _key_of(partnership: Partnership) -> Slice:
    return frozenset({(Filter.STAGE.value, partnership.stage), (PARTNERSHIP, str(partnership.pk))})


def _who_replied(counts: Counter[str]) -> tuple[int, ...]:
    """Return the people who answered, those who did not, both together, and how many they are.

    Where each is asked several times without a name, `people_behind` says how many they are.
    """
    asked, replied = counts["people_asked"], counts["people_replied"]
    return replied, asked - replied, asked, counts.get("people_behind", asked)


def _enough_for_replies(rule: Rule) -> tuple[int, ...]:
    """Return how large each number of `_who_replied` must be."""
    return *enough_for_a_share(rule), rule.hidden_below


def _reply_rate(counts: Counter[str], rule: Rule) -> Figure:
    share = publishing.share(counts["people_replied"], counts["people_asked"], rule)
    return Figure(value=share)


def _add_replies(
    found: Census, indicator: str, figures: dict[Slice, Figure], partnerships: list[Partnership]
) -> None:
    everyone = found.everyone.get(indicator, Figure())
    found.everyone[indicator] = everyone.with_replies(figures.get(EVERYONE, HIDDEN).value)
    for partnership in partnerships:
        replied = figures.get(_key_of(partnership), HIDDEN).value
        mine = found.apart[partnership.pk]
        mine[indicator] = mine.get(indicator, Figure()).with_replies(replied)
