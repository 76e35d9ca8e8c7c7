"""The ladder: how far decisions are shared, claimed by organisers and experienced by people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor

from charters.models import Decision, Rung
from dashboards import figures, months
from dashboards.figures import HIDDEN, MISSING, NOT_YET, Figure, Unit
from dashboards.indicators import Filter
from dashboards.models import Snapshot
from dashboards.snapshots import LADDER
from partners.models import Partnership, Programme, Stage

INDICATOR = "e10"
SHOWN = 20  # decisions, the latest


@dataclass(frozen=True)
class Step:
    """One rung, and whether the claim or the experience stands on it; between two, on both."""

    rung: Rung
    is_claimed: bool
    is_experienced: bool


@dataclass(frozen=True)
class Pair:
    """How far something was shared: the two means, or why they are not shown."""

    figure: Figure

    @property
    def gap(self) -> str:
        """The gap in words, or why it is not shown."""
        return figures.value_in_words(Unit.RUNGS, self.figure)

    @property
    def steps(self) -> list[Step]:
        """The whole ladder, its top first."""
        claimed, experienced = _on(self.figure.some), _on(self.figure.of_all)
        return [Step(rung, rung in claimed, rung in experienced) for rung in reversed(Rung)]


@dataclass(frozen=True)
class Shared:
    """One decision on the ladder. What it was about is for its members to read."""

    decision: Decision
    claimed: str
    pair: Pair


@dataclass(frozen=True)
class Ladder:
    """The ladder of a partnership: together, and decision by decision."""

    month: date | None
    together: Pair
    decisions: list[Shared]

    @property
    def month_name(self) -> str:
        """The month for which people's answers were published last."""
        return months.name(self.month) if self.month else ""


def of_partnership(partnership: Partnership, now: datetime) -> Ladder:
    """Return the ladder of a partnership, for the months of a trend. Two queries."""
    published = list(
        Snapshot.objects.filter(partnership=partnership, month__in=months.last(now)).latest_first()
    )
    since = months.start(months.last(now)[0])
    taken = Decision.objects.taken().filter(partnership=partnership, decided_at__gte=since)
    answers = _answers(published)
    return Ladder(
        month=published[0].month if published else None,
        together=_together(published),
        decisions=[
            Shared(it, it.get_rung_claimed_display(), Pair(_of_decision(it, published, answers)))
            for it in taken.select_related("partnership")[:SHOWN]
        ],
    )


@dataclass(frozen=True)
class OfStage:
    """The ladder of all partnerships of a programme that are in one stage."""

    stage: Stage
    pair: Pair


@dataclass(frozen=True)
class ProgrammeLadder:
    """The ladder of a programme: together, and stage by stage."""

    month: date | None
    together: Pair
    stages: list[OfStage]

    @property
    def month_name(self) -> str:
        """The month for which people's answers were published last."""
        return months.name(self.month) if self.month else ""


def of_programme(programme: Programme, now: datetime) -> ProgrammeLadder:
    """Return the ladder of a programme, as published last. One query."""
    whole = Snapshot.objects.of_programmes().filter(programme=programme)
    published = list(whole.filter(month__in=months.last(now)).latest_first()[:1])
    kept = published[0].slices.get(INDICATOR, {}) if published else {}
    return ProgrammeLadder(
        month=published[0].month if published else None,
        together=_together(published),
        stages=[
            OfStage(stage, Pair(_slice(kept, f"{Filter.STAGE}={stage}") if published else NOT_YET))
            for stage in Stage
        ],
    )


def _slice(kept: Mapping[str, dict[str, float]], name: str) -> Figure:
    return Figure.from_json(kept[name]) if name in kept else HIDDEN


def _together(published: list[Snapshot]) -> Pair:
    if not published:
        return Pair(NOT_YET)
    return Pair(Figure.from_json(published[0].figures.get(INDICATOR)))


def _answers(published: Iterable[Snapshot]) -> dict[str, Figure]:
    """Return the newest figure of each decision."""
    found: dict[str, Figure] = {}
    for snapshot in published:
        for decision, figure in snapshot.slices.get(LADDER, {}).items():
            found.setdefault(decision, Figure.from_json(figure))
    return found


def _of_decision(
    decision: Decision, published: list[Snapshot], answers: Mapping[str, Figure]
) -> Figure:
    month = decision.decided_at and months.month_of(decision.decided_at)
    if any(each.month == month for each in published):
        return answers.get(str(decision.pk), HIDDEN)
    is_later = month and published and month > published[0].month
    return NOT_YET if is_later or not published else MISSING


def _on(mean: float | None) -> set[int]:
    """Return the rungs on which a mean stands: one, or the two it lies between."""
    return set() if mean is None else {floor(mean), ceil(mean)}
