"""Publishing numbers about people so that they never point at one.

Partnerships have six to fifteen members, so an ordinary count tells who. Every number about people
(answers, attributes, needs) that a page, chart or export shows goes through here. The default rule
hides counts below ten and rounds the rest to five; measured, that left no group to be derived by
subtraction and no newcomer to be profiled by comparing before and after. What cannot be shown is
`NOT_SHOWN`, never 0: "nobody" and "too few" look alike.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

NOT_SHOWN = _("not shown, to protect people")

Key = TypeVar("Key", bound=Hashable)
# Which people: a value of each filter in use, {("group", "patient"), ("language", "ar")}. All of
# them where it is empty.
Slice = frozenset[tuple[str, str]]
EVERYONE: Slice = frozenset()
MOST_FILTERS = 2  # with a third, groups become so small that little is left to show


@dataclass(frozen=True)
class Rule:
    """How small a number may be: `hidden_below` and the two bases are people.

    Shown counts are multiples of `rounded_to`, per cent of `percent_step`, means of `mean_step`: no
    shown number moves by one when one person comes or goes.
    """

    hidden_below: int = 10
    rounded_to: int = 5
    share_base: int = 20
    mean_base: int = 10
    percent_step: int = 5
    mean_step: float = 0.5


DEFAULT = Rule()
NHS_STYLE = Rule(hidden_below=8)
CMS_STYLE = Rule(hidden_below=11, rounded_to=1, mean_base=11, percent_step=1)
PRESETS = {"default": DEFAULT, "nhs": NHS_STYLE, "cms": CMS_STYLE}


def rule_of_this_site() -> Rule:
    """Return the rule that the setting PUBLISHING names."""
    return PRESETS[settings.PUBLISHING]


def count(people: int, rule: Rule | None = None) -> int | None:
    """Return a number of people as it may be shown; None if it would point at somebody."""
    rule = rule or rule_of_this_site()
    if people < rule.hidden_below:
        return None
    return _to_step(people, rule.rounded_to)


def share(some: int, of_all: int, rule: Rule | None = None) -> int | None:
    """Return `some` of `of_all` people in per cent, from rounded counts; None if too few.

    Too few are: the whole below its base, or those who are, or those who are not, below the
    smallest count. So all and none are hidden too, and what is shown is neither 0 nor 100.
    """
    rule = rule or rule_of_this_site()
    shown, whole, rest = (count(people, rule) for people in (some, of_all, of_all - some))
    if of_all < rule.share_base or shown is None or whole is None or rest is None:
        return None
    step = rule.percent_step
    return min(max(_to_step(100 * shown / whole, step), step), 100 - step)


def mean(total: float, people: int, rule: Rule | None = None) -> float | None:
    """Return the mean over `people`, to half a step; None if they are too few.

    There is no median here: the one in the middle is somebody's own answer.
    """
    rule = rule or rule_of_this_site()
    if people < rule.mean_base:
        return None
    return round(total / people / rule.mean_step) * rule.mean_step


@dataclass(frozen=True)
class Rows:
    """A table of counts as it may be shown, in the order in which it was given, and its total."""

    rows: dict[Hashable, int | None]
    total: int | None


def rows(counts: Mapping[Key, int], rule: Rule | None = None) -> Rows:
    """Return how many people stand in each row, and in all, so that nothing can be subtracted.

    The rows part the whole: each person stands in one. A row may be hidden although it is large,
    where the only other hidden row could be worked out without it.
    """
    rule = rule or rule_of_this_site()
    cells: dict[Slice, tuple[int, ...]] = {
        frozenset({("row", str(place))}): (people,) for place, people in enumerate(counts.values())
    }
    cells[EVERYONE] = (sum(counts.values()),)
    shown = showable(cells, rule=rule)
    return Rows(
        {
            key: count(people, rule) if frozenset({("row", str(place))}) in shown else None
            for place, (key, people) in enumerate(counts.items())
        },
        count(sum(counts.values()), rule),
    )


def showable(
    cells: Mapping[Slice, tuple[int, ...]], least: tuple[int, ...] = (), rule: Rule | None = None
) -> set[Slice]:
    """Return the cells of a table with totals that may be shown together.

    Each cell holds numbers of people, each of which must be at least the one of `least`, or else
    large enough to be shown: those who are, those who are not, both together. Cells part the cell
    they lie in by one filter. A cell that could be worked out by subtracting those beside it from
    the one they lie in gets company: the smallest cell beside it is hidden too, until what is
    hidden together is as many people as could be shown, in two cells or more.
    """
    rule = rule or rule_of_this_site()
    least = least or (rule.hidden_below,)
    shown = {key for key, parts in cells.items() if _are_enough(parts, least)}
    lines = _lines(cells)
    while unsafe := _first_unsafe(lines, cells, shown, least):
        shown -= unsafe
    return shown


def _lines(cells: Iterable[Slice]) -> dict[tuple[Slice, str], list[Slice]]:
    """Return which cells part which, and by what filter."""
    lines: dict[tuple[Slice, str], list[Slice]] = defaultdict(list)
    for key in sorted(cells, key=sorted):
        for choice in key:
            lines[key - {choice}, choice[0]].append(key)
    return {line: parts for line, parts in lines.items() if line[0] in cells}


def _first_unsafe(
    lines: Mapping[tuple[Slice, str], list[Slice]],
    cells: Mapping[Slice, tuple[int, ...]],
    shown: set[Slice],
    least: tuple[int, ...],
) -> set[Slice]:
    """Return cells that must not be shown either; none if the table is safe."""
    for (whole, _filter), parts in lines.items():
        there = [key for key in parts if key in shown]
        if whole not in shown and there:
            return set(there)
        hidden = [cells[key] for key in parts if key not in shown]
        if hidden and there and not _keep_each_other_company(hidden, least):
            return {min(there, key=lambda key: (sum(cells[key]), sorted(key)))}
    return set()


def _are_enough(parts: Iterable[int], least: tuple[int, ...]) -> bool:
    return all(people >= lowest for people, lowest in zip(parts, least, strict=True))


def _keep_each_other_company(hidden: list[tuple[int, ...]], least: tuple[int, ...]) -> bool:
    together = (sum(part) for part in zip(*hidden, strict=True))
    return len(hidden) > 1 and _are_enough(together, least)


def _to_step(number: float, step: int) -> int:
    return round(number / step) * step
