"""Publishing numbers about people so that they never point at one.

Partnerships have six to fifteen members, so an ordinary count tells who. Every number about people
(answers, attributes, needs) that a page, chart or export shows goes through here. The default rule
hides counts below ten and rounds the rest to five; measured, that left no group to be derived by
subtraction and no newcomer to be profiled by comparing before and after.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """How small a number may be: `hidden_below` and the two bases are people.

    Shown counts are multiples of `rounded_to`.
    """

    hidden_below: int = 10
    rounded_to: int = 5
    share_base: int = 20
    mean_base: int = 10


DEFAULT = Rule()


def count(people: int, rule: Rule = DEFAULT) -> int | None:
    """Return a number of people as it may be shown; None if it would point at somebody.

    None for nobody too: "0" and "too few" must look alike.
    """
    if people < rule.hidden_below:
        return None
    return round(people / rule.rounded_to) * rule.rounded_to


def share(some: int, of_all: int, rule: Rule = DEFAULT) -> int | None:
    """Return `some` of `of_all` people in per cent, from rounded counts; None if too few.

    Too few are: the whole below its base, or those who are, or those who are not, below the
    smallest count. So all and none are hidden too.
    """
    shown, whole = count(some, rule), count(of_all, rule)
    rest = count(of_all - some, rule)
    if of_all < rule.share_base or shown is None or whole is None or rest is None:
        return None
    return round(100 * shown / whole)


def mean(total: float, people: int, rule: Rule = DEFAULT) -> float | None:
    """Return the mean over `people`, to one place; None if they are too few."""
    return round(total / people, 1) if people >= rule.mean_base else None
