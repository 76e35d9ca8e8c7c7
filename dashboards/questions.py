"""Questions to ask at the next board, made from the figures: a low number opens a conversation."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol, TypeVar

from dashboards.figures import Figure, Unit
from dashboards.indicators import Indicator

MOST, MOST_OF_ONE = 5, 2  # questions, and of one principle: a board has an hour
MORE_IS_WORSE = {Unit.DAYS, Unit.RUNGS}


class Shown(Protocol):
    """What a page shows of an indicator."""

    @property
    def indicator(self) -> Indicator: ...
    @property
    def figure(self) -> Figure: ...
    @property
    def promise(self) -> str: ...


AnyLine = TypeVar("AnyLine", bound=Shown)


def choose(lines: Iterable[AnyLine]) -> list[AnyLine]:
    """Return the lines that ask for a conversation, in their order, a few of each principle."""
    chosen: list[AnyLine] = []
    asked: Counter[str] = Counter()
    for line in lines:
        principle = line.indicator.principle
        if is_low(line.indicator, line.figure) and asked[principle] < MOST_OF_ONE:
            chosen.append(line)
            asked[principle] += 1
    return chosen[:MOST]


def is_low(indicator: Indicator, figure: Figure) -> bool:
    """Say whether a figure asks for a conversation. A promise does until it is wholly kept."""
    if not figure.is_shown or figure.value is None:
        return False
    if indicator.promise and not indicator.is_about_people:
        return not figure.is_promise_kept
    if indicator.unit in MORE_IS_WORSE:
        return figure.value >= indicator.asks_from
    return figure.value < indicator.asks_from
