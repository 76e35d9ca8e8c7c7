"""Agreements: written by all, understood by all, and kept."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dashboards import figures
from dashboards.indicators.counting import both_sides, enough_for_a_share, tallies
from dashboards.indicators.declaring import Census, Filter, Indicator, Kind, Principle
from partners.models import WorkingRules


def review_promised(rules: WorkingRules) -> str:
    """Return how often an agreement is looked at again."""
    return ngettext(
        "We look at our agreements again every month.",
        "We look at our agreements again every %(count)s months.",
        rules.review_months,
    ) % {"count": rules.review_months}


F1 = Indicator(
    id="f1",
    principle=Principle.RELATIONS,
    kind=Kind.OWED,
    title=_("Written by all groups"),
    question=_("Did every group have a hand in what we agreed?"),
    numerator=_("Sections to which every group added something"),
    denominator=_("Sections of our agreements"),
    source=_("What each group added to the drafts, by the groups there are today."),
    silence=_("Whether it was taken up. A group that had nothing to add has not had a hand in it."),
    ask=_("Which group had no hand in our agreements, and how could they be asked?"),
    owed=lambda rows: tallies(rows.sections, "by_all", "sections"),
    is_standing=True,
)
F2 = Indicator(
    id="f2",
    principle=Principle.RELATIONS,
    kind=Kind.PEOPLE,
    title=_("Agreed and understood"),
    question=_("Did people agree to something they read and understood?"),
    numerator=_(
        "People who signed the charter in force in a language they read, and say they understood it"
    ),
    denominator=_("People who take part"),
    source=_("The answers to the charter in force, when the month ends."),
    silence=_("Why somebody has not signed. Not signing is an answer too."),
    ask=_("What keeps people from signing our charter, and what could we change in it?"),
    people=Census(
        cells=lambda rows: rows.signatures,
        parts=both_sides,
        least=enough_for_a_share,
        figure=figures.share_of_people,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
    replies=lambda rows: rows.signatures,
    is_headline=True,
    is_standing=True,
)
F3 = Indicator(
    id="f3",
    principle=Principle.RELATIONS,
    kind=Kind.OWED,
    title=_("Promises kept"),
    question=_("Do we do what we promised each other?"),
    numerator=_("Dates of duties that were kept"),
    denominator=_("Dates of duties that have passed"),
    source=_(
        "The duties in agreements, and what was written down on each date. A date without a word was not kept; one that was moved counts on its new day."
    ),
    silence=_(
        "How hard it was. Where one person alone has duties, it is not shown: it would be about them."
    ),
    ask=_("Which promises did we not keep, and what would help those who gave them?"),
    owed=lambda rows: tallies(rows.duties, "kept", "due", behind="holders"),
    is_headline=True,
)
F4 = Indicator(
    id="f4",
    principle=Principle.RELATIONS,
    kind=Kind.OWED,
    title=_("Plan and money"),
    question=_("Did what was planned for involvement happen, and was the money spent on it?"),
    numerator=_("Planned activities that were done"),
    denominator=_("Activities whose day has passed, done or not"),
    source=_("Our plan. The money set aside and spent stands beside it, on the dashboard."),
    silence=_("Whether it was worth it."),
    ask=_("What did we plan and not do, and how much of the money for it is left?"),
    owed=lambda rows: tallies(rows.activities, "done", "planned"),
)
F5 = Indicator(
    id="f5",
    principle=Principle.RELATIONS,
    kind=Kind.OWED,
    title=_("Who leads meetings"),
    question=_("Do people with lived experience lead our meetings?"),
    numerator=_("Meetings led by somebody with lived experience"),
    denominator=_("Meetings that were held"),
    source=_("Who was named to lead each meeting."),
    silence=_("Whether they wanted to, and what help they had."),
    ask=_("Who would like to lead a meeting, and what would help them?"),
    owed=lambda rows: tallies(rows.meetings, "chaired", "held"),
    asks_from=25,
)
F6 = Indicator(
    id="f6",
    principle=Principle.RELATIONS,
    kind=Kind.OWED,
    title=_("Looked at again"),
    question=_("Do we look at our agreements again when their day comes?"),
    numerator=_("Agreements and quarters that we looked at within 30 days of their day"),
    denominator=_("Agreements and quarters whose day came, and the 30 days after it have passed"),
    source=_(
        "The day named in each agreement or given by each quarter, and the day on which we wrote down what changed."
    ),
    silence=_("Whether anything changed because of it."),
    ask=_("Which agreement waits to be looked at again, and when do we do it?"),
    promise=review_promised,
    owed=lambda rows: tallies(rows.reviews, "held", "due"),
    is_headline=True,
)
F8 = Indicator(
    id="f8",
    principle=Principle.RELATIONS,
    kind=Kind.OWED,
    title=_("Ready to report"),
    question=_("Could we report honestly how people were involved?"),
    numerator=_("Parts of a report of involvement that rest on records and are signed"),
    denominator=_("The eight parts that journals ask for"),
    source=_("The involvement statements, the pages they rest on, and whether they are released."),
    silence=_("Whether the report is read."),
    ask=_("What can we not yet show about how people were involved?"),
    owed=lambda rows: tallies(rows.statements, "shown", "parts"),
    is_standing=True,
)

INDICATORS = [F3, F2, F6, F1, F4, F5, F8]
