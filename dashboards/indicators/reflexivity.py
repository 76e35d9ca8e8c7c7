"""Reflection: time to think about how we work, those with power first, and something changes."""

from collections import Counter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dashboards import figures
from dashboards.figures import Tally
from dashboards.indicators import pulses
from dashboards.indicators.counting import (
    enough_for_a_share,
    tallies,
)
from dashboards.indicators.declaring import Census, Filter, Indicator, Kind, Principle
from dashboards.sources import Owed
from partners.models import WorkingRules


def reflecting_promised(rules: WorkingRules) -> str:
    """Return how much of each meeting is to reflect."""
    return ngettext(
        "Each meeting has %(count)s minute to reflect.",
        "Each meeting has %(count)s minutes to reflect.",
        rules.reflection_minutes,
    ) % {"count": rules.reflection_minutes}


def minutes(rows: Owed) -> dict[int, Tally]:
    """Return the minutes of reflection that were kept, of those promised."""
    return {pk: Tally(kept["reflecting"], kept["to_reflect"]) for pk, kept in rows.kept.items()}


def each_once(counts: Counter[str]) -> tuple[int, ...]:
    """Return both sides, with people who belong to several partnerships counted once."""
    some, rest = counts["once_some"], counts["once_rest"]
    return some, rest, some + rest


R1 = Indicator(
    id="r1",
    principle=Principle.REFLEXIVITY,
    kind=Kind.OWED,
    title=_("Time to reflect"),
    question=_("Is the time to reflect kept that we promised?"),
    numerator=_("Minutes of reflection that were kept, of each meeting as many as were promised"),
    denominator=_("Minutes of reflection that were promised for these meetings"),
    source=_("What somebody says after a meeting: whether the time was kept, and how long it was."),
    silence=_(
        "What was thought or said. Nobody records that. Meetings after which nobody said whether the time was kept are not counted."
    ),
    ask=_("What pushes out our time to reflect?"),
    promise=reflecting_promised,
    owed=minutes,
    is_headline=True,
)
R2 = Indicator(
    id="r2",
    principle=Principle.REFLEXIVITY,
    kind=Kind.PEOPLE,
    title=_("Those with power first"),
    question=_("Do those with power reflect first?"),
    numerator=_("People with power who say that they took time to reflect"),
    denominator=_("Leaders, payers, providers and facilitators who were asked before a meeting"),
    source=_("One tick before a meeting. No words are asked."),
    silence=_("What they thought about."),
    ask=_("What did those of us with power learn about how we use it?"),
    people=Census(
        cells=lambda rows: rows.reflected_first,
        parts=each_once,
        least=enough_for_a_share,
        figure=figures.share_of_people,
        filters=(Filter.LANGUAGE, Filter.STAGE),
    ),
)
R3 = Indicator(
    id="r3",
    principle=Principle.REFLEXIVITY,
    kind=Kind.OWED,
    title=_("Something changed"),
    question=_("Did we change how we work because of what we learned?"),
    numerator=_("Changes of practice that were made"),
    denominator=_("Changes of practice that we agreed on and whose day has come"),
    source=_("What we said we would do differently, by when, and what became of it."),
    silence=_(
        "Whether the change is felt. What we decided not to do after all says why, and is not counted as made."
    ),
    ask=_("What did we say we would do differently, and have not done?"),
    owed=lambda rows: tallies(rows.changes, "made", "due", behind="owners"),
    is_headline=True,
)
R4 = Indicator(
    id="r4",
    principle=Principle.REFLEXIVITY,
    kind=Kind.PEOPLE,
    title=_("Safe to disagree"),
    question=_("Is it safe to disagree here?"),
    numerator=_("Answers “yes” to: It was safe to disagree"),
    denominator=pulses.ALL_ANSWERS,
    source=pulses.SOURCE,
    silence=_("Who does not feel safe, and why."),
    ask=_("What would make it safer to disagree here?"),
    asks_from=pulses.LOW,
    people=pulses.yes_to("safety"),
    replies=lambda rows: rows.pulses,
    is_headline=True,
)

INDICATORS = [R1, R3, R4, R2]
