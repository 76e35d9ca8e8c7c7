"""How a figure went over the last months, as words, as rows, and as points of a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext

from dashboards import figures, months
from dashboards.figures import Figure, Unit

WIDTH, HEIGHT, MARGIN = 240, 64, 8  # of a chart, in its own units
FULL = 100  # per cent


@dataclass(frozen=True)
class Point:
    """One month of a trend, and where it stands in the chart. No `y` where nothing is shown."""

    month: date
    figure: Figure
    unit: Unit
    x: float
    y: float | None

    @property
    def month_name(self) -> str:
        """The month, in the active language."""
        return months.name(self.month)

    @property
    def month_short(self) -> str:
        """The month, in short."""
        return months.name(self.month, short=True)

    @property
    def value(self) -> str:
        """What was shown for this month, in words."""
        return figures.value_in_words(self.unit, self.figure)

    @property
    def made_of(self) -> str:
        """What that was made of, in words."""
        return figures.made_of(self.unit, self.figure)


class Trend:
    """Some months of one figure. The chart has no words in it, so that it can be mirrored."""

    def __init__(self, unit: Unit, series: Sequence[tuple[date, Figure]]) -> None:
        self.unit = unit
        shown = [abs(it.value) for _month, it in series if it.is_shown and it.value is not None]
        self.top = FULL if unit == Unit.SHARE else max([*shown, 1])
        step = (WIDTH - 2 * MARGIN) / max(len(series) - 1, 1)
        self.points = [
            Point(month, figure, unit, round(MARGIN + number * step, 1), self._height(figure))
            for number, (month, figure) in enumerate(series)
        ]

    def _height(self, figure: Figure) -> float | None:
        if not figure.is_shown or figure.value is None:
            return None
        return self.y(max(figure.value, 0))

    def y(self, value: float) -> float:
        """Return how far from the upper edge a value stands."""
        return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * min(value / self.top, 1), 1)

    @property
    def is_empty(self) -> bool:
        """Whether no month shows anything."""
        return all(point.y is None for point in self.points)

    @cached_property
    def lines(self) -> list[str]:
        """Points of the lines that join months next to each other, as SVG wants them."""
        lines: list[list[str]] = [[]]
        for point in self.points:
            if point.y is None:
                lines.append([])
            else:
                lines[-1].append(f"{point.x},{point.y}")
        return [" ".join(line) for line in lines if len(line) > 1]

    @property
    def baseline(self) -> float:
        """Where nothing is, from the upper edge."""
        return self.y(0)

    @property
    def full(self) -> float | None:
        """Where all that was promised is; None where no such line can be drawn."""
        return self.y(FULL) if self.unit == Unit.SHARE else None

    @property
    def description(self) -> str:
        """The chart in words, from the same rows as its table."""
        # Translators: separates months of a chart, as in "August 2026: 60%; September 2026: 70%".
        return gettext("; ").join(
            gettext("%(month)s: %(value)s") % {"month": point.month_name, "value": point.value}
            for point in self.points
        )
