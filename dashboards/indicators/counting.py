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
    some, rest = counts["people_some"], counts["people_rest"]
    return some, rest, some + rest


def sides_of_items(counts: Counter[str]) -> tuple[int, ...]:
    """Return the people behind what is, those behind what is not, and all of them."""
    return counts["people_some"], counts["people_rest"], counts["people_all"]


def nobodys_items(counts: Counter[str]) -> tuple[int, ...]:
    """Return the people behind what cannot be told apart by person, and its sides."""
    some, rest = counts["some"], counts["rest"]
    return counts["people_behind"], some, rest, some + rest


def enough_for_nobodys_items(rule: Rule) -> tuple[int, ...]:
    """Return how large each number of `nobodys_items` must be."""
    return rule.hidden_below, rule.hidden_below, rule.hidden_below, rule.share_base


def enough_for_a_share(rule: Rule) -> tuple[int, ...]:
    """Return how many people a share needs on each side, and together."""
    return rule.hidden_below, rule.hidden_below, rule.share_base
