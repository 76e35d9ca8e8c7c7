"""What somebody looks at of a programme's people: at most two filters, and only offered values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext

from dashboards.indicators import Filter, Indicator
from partners import languages
from partners.models import Stage
from partners.publishing import MOST_FILTERS, Slice
from partners.roles import Group


def values_of(name: Filter) -> list[tuple[str, str]]:
    """Return each value of a filter and what it is called. Their order never depends on size."""
    if name == Filter.LANGUAGE:
        return languages.choices()
    choices = Group if name == Filter.GROUP else Stage
    return [(value, str(label)) for value, label in choices.choices]


@dataclass(frozen=True)
class Offered:
    """One filter of a page: its name, its values, and the one that is chosen."""

    name: Filter
    values: list[tuple[str, str]]
    chosen: str

    @property
    def label(self) -> str:
        """What the filter is called."""
        return str(self.name.label)


@dataclass(frozen=True)
class Chosen:
    """What an address chose: the slice, the filters to offer, and what was wrong with it."""

    slice: Slice
    offered: list[Offered] = field(default_factory=list)
    problem: str = ""


def read(indicator: Indicator, asked: Mapping[str, str]) -> Chosen:
    """Return what the query of an address chooses. What cannot be is left out, and said."""
    names = indicator.people.filters if indicator.people else ()
    known = {name: dict(values_of(name)) for name in names}
    wanted = {name: asked[name] for name in names if asked.get(name)}
    valid = {name: value for name, value in wanted.items() if value in known[name]}
    problem = ""
    if valid != wanted:
        problem = gettext("A choice was not known here and was left out. Choose from the lists.")
    if len(valid) > MOST_FILTERS:
        valid = dict(list(valid.items())[:MOST_FILTERS])
        problem = gettext("Choose at most two at once: with more, groups become too small to show.")
    offered = [Offered(name, [*known[name].items()], valid.get(name, "")) for name in names]
    return Chosen(frozenset((str(name), value) for name, value in valid.items()), offered, problem)
