"""Short ways to say which numbers of a source an indicator is made of."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from dashboards.figures import Tally
from partners.publishing import Rule

Row = dict[str, Any]


def tallies(rows: dict[int, Row], some: str, of_all: str, *, behind: str = "") -> dict[int, Tally]:
    """Return `some` of `of_all` for each partnership."""
    return {
        pk: Tally(row[some], row[of_all], behind=row[behind] if behind else None)
        for pk, row in rows.items()
    }


def named(*names: str) -> Callable[[Counter[str]], tuple[int, ...]]:
    """Return these numbers of a cell."""
    return lambda counts: tuple(counts[name] for name in names)


def both_sides(counts: Counter[str]) -> tuple[int, ...]:
    """Return the people who are, those who are not, and both together."""
    return counts["people_some"], counts["people_rest"], counts.total()


def enough_for_a_share(rule: Rule) -> tuple[int, ...]:
    """Return how many people a share needs on each side, and together."""
    return rule.hidden_below, rule.hidden_below, rule.share_base
