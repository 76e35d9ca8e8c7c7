"""What the pages of a partnership or a programme show, the same for members and leaders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from dashboards import figures, indicators, live, months, overdue, questions
from dashboards.figures import HIDDEN, MISSING, NOT_RECORDED, NOT_YET, Figure, State
from dashboards.indicators import Indicator, Principle
from dashboards.models import Snapshot
from dashboards.overdue import Overdue
from dashboards.snapshots import name_of
from dashboards.trends import Trend
from partners.models import Partnership, Programme, WorkingRules
from partners.publishing import EVERYONE, NOT_SHOWN, Slice

Published = Mapping[date, Snapshot]


@dataclass(frozen=True)
class Line:
    """One indicator as a page shows it: the figure, its trend, the promise, the whole programme."""

    indicator: Indicator
    figure: Figure
    month: date | None  # of a figure about people; live ones are of today
    trend: Trend
    promise: str
    of_programme: Figure | None = None

    @property
    def value(self) -> str:
        """The number alone, or why there is none."""
        return figures.value_in_words(self.indicator.unit, self.figure)

    @property
    def made_of(self) -> str:
        """What the number was made of."""
        return figures.made_of(self.indicator.unit, self.figure)

    @property
    def month_name(self) -> str:
        """The month of which the figure is, in words; "" for a live one."""
        return months.name(self.month) if self.month else ""

    @property
    def of_programme_in_words(self) -> str:
        """What the whole programme shows, where the partnership's own number is not shown."""
        if self.of_programme is None or self.figure.state != State.HIDDEN:
            return ""
        return figures.value_in_words(self.indicator.unit, self.of_programme)

    @property
    def replies(self) -> str:
        """How many of those asked have answered, in words; "" where nobody is asked."""
        if not self.indicator.replies:
            return ""
        replied = self.figure.replied
        return str(NOT_SHOWN) if replied is None else figures.percent(replied)

    @property
    def verdict(self) -> str:
        """Whether the promise was kept: "yes", "wait", or "" where there is none to keep."""
        is_promise = self.promise and self.figure.is_shown and not self.indicator.is_about_people
        if not is_promise:
            return ""
        return "yes" if self.figure.is_promise_kept else "wait"


@dataclass(frozen=True)
class Part:
    """One principle on a page: its headlines, its other indicators, and what is overdue."""

    principle: Principle
    headlines: list[Line]
    others: list[Line]
    overdue: list[Overdue]


class Board:
    """All figures of one partnership, or of one programme, at one moment."""

    def __init__(
        self,
        now: datetime,
        published: Published,
        owed: Mapping[str, Figure] | None = None,
        *,
        whole: Published | None = None,
        rules: WorkingRules | None = None,
        waits: Sequence[Overdue] = (),
    ) -> None:
        self.published, self.owed, self.whole = published, owed or {}, whole or {}
        self.rules, self.waits = rules, waits
        self.months = months.last(now)

    @cached_property
    def lines(self) -> list[Line]:
        """Every indicator, by principle, headlines first."""
        return [self.line(indicator) for indicator in indicators.INDICATORS]

    @property
    def parts(self) -> list[Part]:
        """The five principles."""
        return [self._part(principle) for principle in Principle]

    def _part(self, principle: Principle) -> Part:
        lines = [line for line in self.lines if line.indicator.principle == principle]
        return Part(
            principle,
            headlines=[line for line in lines if line.indicator.is_headline],
            others=[line for line in lines if not line.indicator.is_headline],
            overdue=[each for each in self.waits if each.kind.principle == principle],
        )

    @property
    def questions(self) -> list[Line]:
        """What to ask at the next board, from these figures."""
        return questions.choose(self.lines)

    def line(self, indicator: Indicator, people: Slice = EVERYONE) -> Line:
        """Return one indicator: live if it is owed here, else as published for the newest month.

        Of a programme, it may be about some `people` only.
        """
        newest = max(self.published, default=None)
        figure = _of_month(indicator, newest, self.published, people)
        if live_one := self.owed.get(indicator.id):
            figure, of_month = live_one.with_replies(figure.replied), None
        else:
            of_month = newest
        series = [
            (month, _of_month(indicator, month, self.published, people)) for month in self.months
        ]
        return Line(
            indicator,
            figure,
            month=of_month,
            trend=Trend(indicator.unit, series),
            promise=str(indicator.promise(self.rules)) if indicator.promise and self.rules else "",
            of_programme=_of_month(indicator, newest, self.whole) if self.whole else None,
        )


def _of_month(
    indicator: Indicator, month: date | None, published: Published, people: Slice = EVERYONE
) -> Figure:
    """Return what was published for a month, or why there is nothing."""
    if not indicator.is_recorded:
        return NOT_RECORDED
    if month is None:
        return NOT_YET
    if (snapshot := published.get(month)) is None:
        return MISSING
    if people:
        kept = snapshot.slices.get(indicator.id, {}).get(name_of(people))
        return Figure.from_json(kept) if kept else HIDDEN
    return Figure.from_json(snapshot.figures.get(indicator.id))


def of_partnership(partnership: Partnership, now: datetime) -> Board:
    """Return the figures of a partnership, with those of its programme behind them."""
    snapshots = Snapshot.objects.filter(
        Q(partnership=partnership) | Q(partnership=None),
        programme=partnership.programme_id,
        month__in=months.last(now),
    )
    mine = {each.month: each for each in snapshots if each.partnership_id}
    whole = {each.month: each for each in snapshots if not each.partnership_id}
    owed, _rows = live.look(now, partnerships=[partnership])
    return Board(
        now,
        mine,
        owed.apart[partnership.pk],
        whole=whole,
        rules=partnership.working_rules,
        waits=overdue.look([partnership], now)[partnership.pk],
    )


def of_programme(programme: Programme, now: datetime) -> Board:
    """Return the figures of a whole programme, as published."""
    snapshots = Snapshot.objects.of_programmes().filter(
        programme=programme, month__in=months.last(now)
    )
    return Board(now, {each.month: each for each in snapshots})
