"""Figures: numbers as they may be shown, what they were made of, and what they say in words.

Nothing else turns a count into something a page, chart or file prints.
"""

from collections import Counter
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from statistics import median
from typing import Any, Self

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language, gettext, ngettext

from partners import publishing
from partners.languages import locale_of
from partners.publishing import NOT_SHOWN, Rule


class State(StrEnum):
    """Whether there is a number to show, and if not, why."""

    SHOWN = "shown"
    HIDDEN = "hidden"  # it would point at somebody
    NOTHING = "nothing"  # nothing happened that could be counted
    NOT_YET = "not_yet"  # the first month is not over
    MISSING = "missing"  # nothing was published for that month
    NOT_RECORDED = "not_recorded"  # coprod does not know about it yet


class Unit(StrEnum):
    """What a figure is measured in."""

    SHARE = "share"  # some of all, in per cent
    DAYS = "days"
    PARITY = "parity"  # one share divided by another
    RUNGS = "rungs"  # steps of the ladder between two means


@dataclass(frozen=True)
class Figure:
    """A number as it may be shown: `value` comes from `some` and `of_all`.

    For a parity these are two shares, for rungs two means. `promised` is what `some` should have
    been; `replied` says what share of the people asked have answered, as published.
    """

    state: State = State.SHOWN
    value: float | None = None
    some: float | None = None
    of_all: float | None = None
    promised: float | None = None
    replied: float | None = None

    @classmethod
    def from_json(cls, stored: dict[str, Any] | None) -> Self:
        """Return a figure as a snapshot keeps it; one that says so where there is none."""
        if stored is None:
            return cls(State.MISSING)
        return cls(**{**stored, "state": State(stored.get("state", State.SHOWN))})

    def as_json(self) -> dict[str, Any]:
        """Return what a snapshot keeps: only what is there."""
        kept = {name: number for name, number in asdict(self).items() if number is not None}
        return {name: number for name, number in kept.items() if number != State.SHOWN}

    @property
    def is_shown(self) -> bool:
        """Whether there is a number."""
        return self.state == State.SHOWN

    @property
    def is_promise_kept(self) -> bool:
        """Whether all that was promised was done."""
        promised = self.of_all if self.promised is None else self.promised
        return self.is_shown and self.some is not None and self.some >= (promised or 0)

    def with_replies(self, replied: float | None) -> Self:
        """Return the same figure with how many of those asked have answered."""
        return replace(self, replied=replied)


HIDDEN = Figure(State.HIDDEN)
NOTHING = Figure(State.NOTHING)
NOT_YET = Figure(State.NOT_YET)
MISSING = Figure(State.MISSING)
NOT_RECORDED = Figure(State.NOT_RECORDED)


@dataclass(frozen=True)
class Tally:
    """What an organisation owed (`of_all`) and did (`some`). `days` are lags, for a median.

    `behind` is of how many people this would be the record; of one alone it is not shown.
    """

    some: int = 0
    of_all: int = 0
    promised: int | None = None
    days: tuple[float, ...] = ()
    behind: int | None = None

    def __add__(self, other: Self) -> Self:
        return type(self)(
            some=self.some + other.some,
            of_all=self.of_all + other.of_all,
            promised=_sum(self.promised, other.promised),
            days=self.days + other.days,
            behind=_sum(self.behind, other.behind),
        )

    def share(self) -> Figure:
        """Return how much of what was owed was done, exactly."""
        if not self.of_all:
            return NOTHING
        if self.behind == 1:
            return HIDDEN
        value = round(100 * self.some / self.of_all)
        return Figure(value=value, some=self.some, of_all=self.of_all, promised=self.promised)

    def middle(self) -> Figure:
        """Return the median lag."""
        if not self.days:
            return NOTHING
        return Figure(value=round(median(self.days), 1), of_all=len(self.days))


def _sum(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else one + other


def share_of_people(counts: Counter[str], rule: Rule) -> Figure:
    """Return the share of `people_some` among people."""
    return _share(counts["people_some"], counts["people_some"] + counts["people_rest"], rule)


def share_of_items(counts: Counter[str], rule: Rule) -> Figure:
    """Return the share of `some` among what people said or need."""
    return _share(counts["some"], counts["some"] + counts["rest"], rule)


def _share(some: int, of_all: int, rule: Rule) -> Figure:
    value = publishing.share(some, of_all, rule)
    if value is None:
        return HIDDEN
    shown, whole = publishing.count(some, rule), publishing.count(of_all, rule)
    return Figure(value=value, some=shown, of_all=whole)


def parity(counts: Counter[str], rule: Rule) -> Figure:
    """Return the share adopted of what some said, divided by the same share of others."""
    lived = publishing.share(counts["lived_adopted"], counts["lived"], rule)
    others = publishing.share(counts["others_adopted"], counts["others"], rule)
    if lived is None or others is None:
        return HIDDEN
    return Figure(value=round(lived / others, 1), some=lived, of_all=others)


def rungs_apart(counts: Counter[str], rule: Rule) -> Figure:
    """Return how many rungs lie between what organisers claim and what people experienced."""
    claimed = publishing.mean(counts["claimed"], counts["answers"], rule)
    experienced = publishing.mean(counts["experienced"], counts["answers"], rule)
    if claimed is None or experienced is None:
        return HIDDEN
    return Figure(value=claimed - experienced, some=claimed, of_all=experienced)


def number(value: float) -> str:
    """Return a number as people of the active language write it, with one decimal at most."""
    return format_decimal(value, "#,##0.#", locale=locale_of(get_language() or "en"))


def percent(value: float) -> str:
    """Return per cent as people of the active language write it."""
    return format_percent(value / 100, "#,##0%", locale=locale_of(get_language() or "en"))


def why_none(figure: Figure) -> str:
    """Return why there is no number, in the active language."""
    sentences = {
        State.HIDDEN: str(NOT_SHOWN),
        State.NOTHING: gettext("nothing to count yet"),
        State.NOT_YET: gettext("comes when the month is over"),
        State.MISSING: gettext("nothing was published for this month"),
        State.NOT_RECORDED: gettext("not recorded yet"),
    }
    return sentences[figure.state]


def value_in_words(unit: Unit, figure: Figure) -> str:
    """Return the number alone, in the active language, or why there is none."""
    if not figure.is_shown or figure.value is None:
        return why_none(figure)
    if unit == Unit.SHARE:
        return percent(figure.value)
    if unit == Unit.DAYS:
        text = ngettext("%(days)s day", "%(days)s days", plural(figure.value))
        return text % {"days": number(figure.value)}
    if unit == Unit.PARITY:
        # Translators: a ratio, as in "0.8 to 1": what people with lived experience get for each 1
        # that others get.
        return gettext("%(ratio)s to 1") % {"ratio": number(figure.value)}
    return _gap_in_words(figure.value)


def _gap_in_words(steps: float) -> str:
    """Return how far experience lies from the claim, as a sentence without blame."""
    apart = {"steps": number(abs(steps))}
    if steps > 0:
        text = ngettext("%(steps)s step lower", "%(steps)s steps lower", plural(steps))
    elif steps < 0:
        text = ngettext("%(steps)s step higher", "%(steps)s steps higher", plural(-steps))
    else:
        return gettext("the same step")
    return text % apart


def made_of(unit: Unit, figure: Figure) -> str:
    """Return what the number was made of, in the active language; "" where that says nothing."""
    if not figure.is_shown or figure.of_all is None:
        return ""
    if unit == Unit.DAYS:
        text = ngettext("from %(count)s text", "from %(count)s texts", plural(figure.of_all))
        return text % {"count": number(figure.of_all)}
    if figure.some is None:
        return ""
    if unit == Unit.PARITY:
        # Translators: shares of what was adopted, of what these people said and of what those did.
        return gettext("%(lived)s with lived experience, %(others)s of the others") % {
            "lived": percent(figure.some), "others": percent(figure.of_all),
        }  # fmt: skip
    if unit == Unit.RUNGS:
        # Translators: two rungs of a ladder, as in "step 6 claimed, step 4.5 experienced".
        return gettext("step %(claimed)s claimed, step %(experienced)s experienced") % {
            "claimed": number(figure.some), "experienced": number(figure.of_all),
        }  # fmt: skip
    if figure.promised is not None:
        text = ngettext(
            "%(some)s of %(all)s minute; %(promised)s promised",
            "%(some)s of %(all)s minutes; %(promised)s promised",
            plural(figure.of_all),
        )
        return text % {
            "some": number(figure.some), "all": number(figure.of_all),
            "promised": number(figure.promised),
        }  # fmt: skip
    # Translators: how many of how many, as in "3 of 4".
    return gettext("%(some)s of %(all)s") % {
        "some": number(figure.some), "all": number(figure.of_all),
    }  # fmt: skip


def plural(value: float) -> int:
    """Return the number whose plural form to use: what is not whole counts as very many."""
    return int(value) if value == int(value) else 100
