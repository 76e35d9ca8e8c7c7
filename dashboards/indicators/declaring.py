"""What an indicator is: a question, how it is answered, and what the answer does not say."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dashboards import months
from dashboards.figures import Figure, Tally, Unit
from dashboards.sources import AboutPeople, Cells, Owed
from partners.models import WorkingRules
from partners.publishing import Rule

Sentence = str | Promise


class Principle(TextChoices):
    """The five principles, by the names that pages, marks and colours use."""

    EQUITY = "equity", _("Equity")
    REFLEXIVITY = "reflexivity", _("Reflection")
    RECIPROCITY = "reciprocity", _("Give and take")
    PERSONAL = "personal", _("Why we came")
    RELATIONS = "relations", _("Agreements")


class Kind(StrEnum):
    """Which of two rules an indicator is published by."""

    OWED = "owed"  # what an organisation owed or did: exact, and live
    PEOPLE = "people"  # answers, attributes, needs: monthly, and never about few


class Good(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    EVEN = "even"  # alike for those with lived experience and the others


class Filter(TextChoices):
    """What numbers about people of a programme may be looked at by. At most two at once."""

    GROUP = "group", pgettext_lazy("filter", "Group")
    LANGUAGE = "language", pgettext_lazy("filter", "Language")
    STAGE = "stage", pgettext_lazy("filter", "Stage")


@dataclass(frozen=True)
class Census:
    """How an indicator about people is counted: once a month, by cell.

    `parts` are the numbers that must all be large enough for a cell to be shown, and `least` how
    large each of them must be.
    """

    cells: Callable[[AboutPeople], Cells]
    parts: Callable[[Counter[str]], tuple[int, ...]]
    least: Callable[[Rule], tuple[int, ...]]
    figure: Callable[[Counter[str], Rule], Figure]
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One question about a partnership, and all there is to say about how it is answered.

    `owed` counts what the organisation owed or did, `people` what is about people; with neither it
    is not recorded yet. `replies` counts who was asked, and has answered. `silence` is what the
    number does not say, `ask` the question for the next board, where the figure is below
    `asks_from` (days and rungs: from there on). `is_standing`: it says how things
    stand at one moment, not what happened in some days.
    """

    id: str
    principle: Principle
    kind: Kind
    title: Sentence
    question: Sentence
    numerator: Sentence
    denominator: Sentence
    source: Sentence
    silence: Sentence
    ask: Sentence
    good: Good = Good.MORE
    unit: Unit = Unit.SHARE
    days: int = months.USUAL
    promise: Callable[[WorkingRules], Sentence] | None = None
    owed: Callable[[Owed], dict[int, Tally]] | None = None
    people: Census | None = None
    replies: Callable[[AboutPeople], Cells] | None = None
    asks_from: float = 75
    is_headline: bool = False
    is_standing: bool = False

    @property
    def is_about_people(self) -> bool:
        """Whether it is published monthly, and never about few."""
        return self.kind == Kind.PEOPLE

    @property
    def is_recorded(self) -> bool:
        """Whether coprod knows enough to answer the question."""
        return self.owed is not None or self.people is not None
