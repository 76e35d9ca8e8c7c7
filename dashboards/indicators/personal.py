"""Why we came: what each of us does here still fits why we came."""

from django.utils.translation import gettext_lazy as _

from dashboards import figures
from dashboards.indicators import pulses
from dashboards.indicators.counting import (
    both_sides,
    enough_for_a_share,
    sides_of_items,
)
from dashboards.indicators.declaring import Census, Filter, Indicator, Kind, Principle

T1 = Indicator(
    id="t1",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("A conversation offered"),
    question=_("Was everyone offered a conversation about why they came?"),
    numerator=_("People who were asked whether it still fits, and answered or preferred not to"),
    denominator=_("People who take part"),
    source=_("The checkpoints of the last six months."),
    silence=_("What was said. It belongs to each person."),
    ask=_("Whom have we not asked for half a year whether this still fits them?"),
    days=182,
    people=Census(
        cells=lambda rows: rows.conversations,
        parts=both_sides,
        least=enough_for_a_share,
        figure=figures.share_of_people,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
    replies=lambda rows: rows.conversations,
    is_headline=True,
)
T2 = Indicator(
    id="t2",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("A good fit"),
    question=_("Does what people do here fit why they came?"),
    numerator=_("Answers “yes” to: My work here fits why I came"),
    denominator=pulses.ALL_ANSWERS,
    source=pulses.SOURCE,
    silence=_("What would fit better."),
    ask=_("What would people rather do here?"),
    asks_from=pulses.LOW,
    people=pulses.yes_to("fit"),
    replies=lambda rows: rows.pulses,
    is_headline=True,
)
T3 = Indicator(
    id="t3",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("Learning supported"),
    question=_("Do we help people learn what they wish to learn?"),
    numerator=_("Wishes for which something was done, as the person says"),
    denominator=_("Wishes to learn that people show to others"),
    source=_("What people said they would like to learn or do, and what was done for it by then."),
    silence=_("Whether they learned it. What people keep to themselves is not counted."),
    ask=_("What do people wish to learn here that we could offer?"),
    asks_from=50,
    people=Census(
        cells=lambda rows: rows.goals,
        parts=sides_of_items,
        least=enough_for_a_share,
        figure=figures.share_of_items,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
)
T4 = Indicator(
    id="t4",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("Choosing anew"),
    question=_("Do people choose anew whether to go on, pause or leave?"),
    numerator=_("People who chose to go on, to pause or to leave"),
    denominator=_("People who were asked"),
    source=_("What people answer at a checkpoint. Each of the three is a good answer."),
    silence=_("Why they chose it."),
    ask=_("Is it as easy to leave here as it is to stay?"),
    asks_from=50,
    people=Census(
        cells=lambda rows: rows.choices,
        parts=both_sides,
        least=enough_for_a_share,
        figure=figures.share_of_people,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
)

INDICATORS = [T1, T2, T3, T4]
