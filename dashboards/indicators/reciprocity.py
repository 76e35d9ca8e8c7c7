"""Give and take: everyone gets something they wanted, and hears what became of what they said."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dashboards import figures
from dashboards.figures import Tally
from dashboards.indicators.counting import (
    both_sides,
    enough_for_a_share,
    enough_for_nobodys_items,
    nobodys_items,
    sides_of_items,
    tallies,
)
from dashboards.indicators.declaring import Census, Filter, Indicator, Kind, Principle
from dashboards.sources import Owed
from partners.models import WorkingRules


def answer_promised(rules: WorkingRules) -> str:
    """Return how soon people hear what became of what they said."""
    return ngettext(
        "People hear what became of what they said within %(count)s day.",
        "People hear what became of what they said within %(count)s days.",
        rules.feedback_days,
    ) % {"count": rules.feedback_days}


def relating_promised(rules: WorkingRules) -> str:
    """Return how much of each meeting is for each other."""
    return ngettext(
        "Each meeting has %(count)s minute for each other.",
        "Each meeting has %(count)s minutes for each other.",
        rules.relational_minutes,
    ) % {"count": rules.relational_minutes}


def reading_promised(rules: WorkingRules) -> str:
    """Return how long everyone has to read before a decision."""
    return ngettext(
        "Everyone has %(count)s day to read before we decide.",
        "Everyone has %(count)s days to read before we decide.",
        rules.reading_days,
    ) % {"count": rules.reading_days}


def minutes(rows: Owed) -> dict[int, Tally]:
    """Return the minutes for each other that were kept, of all of these meetings; and promised."""
    return {
        pk: Tally(kept["relating"], kept["in_all"], promised=kept["to_relate"])
        for pk, kept in rows.kept.items()
    }


M1 = Indicator(
    id="m1",
    principle=Principle.RECIPROCITY,
    kind=Kind.PEOPLE,
    title=_("Something for everyone"),
    question=_("Does everyone get something they wanted from the work?"),
    numerator=_("People who asked to be counted and say that something they received helped them"),
    denominator=_("People who asked to be counted"),
    source=_("What people say when they received something, if they want to be counted."),
    silence=_("Who gave and who received. Nobody counts that here."),
    ask=_("What would people want from this work that they do not get yet?"),
    asks_from=50,
    people=Census(
        cells=lambda rows: rows.benefits,
        parts=both_sides,
        least=enough_for_a_share,
        figure=figures.share_of_people,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
    replies=lambda rows: rows.benefits,
    is_headline=True,
)
M2 = Indicator(
    id="m2",
    principle=Principle.RECIPROCITY,
    kind=Kind.PEOPLE,
    title=_("Asks answered"),
    question=_("When somebody asks for something, does somebody answer?"),
    numerator=_("Asks to which somebody said yes"),
    denominator=_("Asks that were made and not taken back"),
    source=_("What people asked for, what group they belonged to then, and what came of it."),
    silence=_("Whether it helped, and how long it took."),
    ask=_("Which asks has nobody answered, and who could?"),
    asks_from=50,
    people=Census(
        cells=lambda rows: rows.asks,
        parts=sides_of_items,
        least=enough_for_a_share,
        figure=figures.share_of_items,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
)
M3 = Indicator(
    id="m3",
    principle=Principle.RECIPROCITY,
    kind=Kind.OWED,
    title=_("Hearing back"),
    question=_("Does everyone hear, in time, what became of what they said?"),
    numerator=_(
        "Answered with a reason within the promised days, and the person does not say that it is wrong"
    ),
    denominator=_("What people said that was to be answered by now"),
    source=_("What people said, and the answers they were told."),
    silence=_(
        "Whether people are content with the answer. How many said whether it is right stands beside it."
    ),
    ask=_("Why did some people wait longer for an answer than we promised?"),
    promise=answer_promised,
    owed=lambda rows: tallies(rows.inputs, "closed", "due"),
    replies=lambda rows: rows.confirmations,
    is_headline=True,
)
M4 = Indicator(
    id="m4",
    principle=Principle.RECIPROCITY,
    kind=Kind.OWED,
    title=_("Time for each other"),
    question=_("Do our meetings have time for each other?"),
    numerator=_("Minutes for arriving and hearing how each of us is that were kept"),
    denominator=_("All minutes of these meetings"),
    source=_("What somebody says after a meeting: whether the time was kept, and how long it was."),
    silence=_(
        "How that time felt. Meetings after which nobody said whether it was kept are not counted."
    ),
    ask=_("What pushes out the time we promised for each other?"),
    promise=relating_promised,
    owed=minutes,
)
M5 = Indicator(
    id="m5",
    principle=Principle.RECIPROCITY,
    kind=Kind.OWED,
    title=_("Not rushed"),
    question=_("Did everyone have the promised days to read before we decided?"),
    numerator=_("Decisions taken after everyone had the days to read, in a language they read"),
    denominator=_("Decisions that were taken"),
    source=_("The record that is kept when a decision is closed."),
    silence=_("Whether the days were enough. Each decision that could not wait says why."),
    ask=_("Which decisions could not wait, and who was in a hurry?"),
    promise=reading_promised,
    owed=lambda rows: tallies(rows.decisions, "unrushed", "taken"),
    is_headline=True,
)
M6 = Indicator(
    id="m6",
    principle=Principle.RECIPROCITY,
    kind=Kind.PEOPLE,
    title=_("Credit as wished"),
    question=_("Does everyone get credit for what they made, as they wish?"),
    numerator=_("Things made together that name each maker as they wish, as the makers say"),
    denominator=_("Finished things of which all makers said so, or one said no"),
    source=_(
        "What we made together in the last year, and what each maker says of how they are named."
    ),
    silence=_("Whether people outside know of it."),
    ask=_("Whose part in our work is not named yet?"),
    days=365,
    people=Census(
        cells=lambda rows: rows.credits,
        parts=nobodys_items,
        least=enough_for_nobodys_items,
        figure=figures.share_of_items,
        filters=(Filter.STAGE,),
    ),
    replies=lambda rows: rows.credits,
)

INDICATORS = [M3, M5, M1, M4, M2, M6]
