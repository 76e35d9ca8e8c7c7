"""Equity: the same papers, in time, in words one can read, with what one needs to be there."""

from collections import Counter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from dashboards import figures
from dashboards.figures import Tally, Unit
from dashboards.indicators import pulses
from dashboards.indicators.counting import (
    both_sides,
    enough_for_a_share,
    named,
    sides_of_items,
    tallies,
)
from dashboards.indicators.declaring import Census, Filter, Good, Indicator, Kind, Principle
from dashboards.sources import Owed
from partners.models import WorkingRules
from partners.publishing import Rule


def quorum_promised(rules: WorkingRules) -> str:
    """Return how many people with lived experience take part in each decision."""
    count = rules.lived_experience_quorum
    return ngettext(
        "At least %(count)s person with lived experience takes a position before we decide.",
        "At least %(count)s people with lived experience take a position before we decide.",
        count,
    ) % {"count": count}


def support_promised(rules: WorkingRules) -> str:
    """Return how early support is arranged."""
    return ngettext(
        "Support is arranged %(count)s day before a meeting.",
        "Support is arranged %(count)s days before a meeting.",
        rules.support_days,
    ) % {"count": rules.support_days}


def papers_promised(rules: WorkingRules) -> str:
    """Return how early papers are there."""
    return ngettext(
        "Papers are there %(count)s day before we meet, in each of our languages.",
        "Papers are there %(count)s days before we meet, in each of our languages.",
        rules.reading_days,
    ) % {"count": rules.reading_days}


def payment_promised(rules: WorkingRules) -> str:
    """Return how soon promised money arrives."""
    return ngettext(
        "Money arrives within %(count)s day.",
        "Money arrives within %(count)s days.",
        rules.payment_days,
    ) % {"count": rules.payment_days}


def papers(rows: Owed) -> dict[int, Tally]:
    """Return the papers that were there in time, once for each language."""
    return {pk: Tally(row["in_time"], row["pairs"]) for pk, row in rows.papers.items()}


def lags(rows: Owed) -> dict[int, Tally]:
    """Return how many days behind each other language came."""
    return {pk: Tally(days=tuple(days)) for pk, days in rows.days_behind.items()}


def sides_of_influence(counts: Counter[str]) -> tuple[int, ...]:
    """Return who said something, what was adopted of it and what was not, on either side."""
    sides: tuple[int, ...] = ()
    for side in ("lived", "others"):
        said, adopted = counts[side], counts[f"{side}_adopted"]
        sides += (counts[f"people_{side}"], adopted, said - adopted, said)
    return sides


def enough_for_two_shares(rule: Rule) -> tuple[int, ...]:
    """Return how large each number of `sides_of_influence` must be."""
    one = (rule.hidden_below, rule.hidden_below, rule.hidden_below, rule.share_base)
    return one + one


E1 = Indicator(
    id="e1",
    principle=Principle.EQUITY,
    kind=Kind.OWED,
    title=_("There when we decide"),
    question=_("Were enough people with lived experience there when we decided?"),
    numerator=_(
        "Decisions on which as many people with lived experience took a position as we promised"
    ),
    denominator=_("Decisions that were taken"),
    source=_("The record that is kept when a decision is closed."),
    silence=_("Whether these people could change anything. The ladder says more about that."),
    ask=_(
        "Which decisions did we take with too few people with lived experience, and why could they not wait?"
    ),
    promise=quorum_promised,
    owed=lambda rows: tallies(rows.decisions, "with_quorum", "taken"),
    is_headline=True,
)
E2 = Indicator(
    id="e2",
    principle=Principle.EQUITY,
    kind=Kind.PEOPLE,
    title=_("Seats"),
    question=_("Do people with lived experience have their share of the seats?"),
    numerator=_("People with lived experience who have a say in decisions"),
    denominator=_("All people who have a say in decisions"),
    source=_("Who belongs to the partnership when the month ends, without those who take a break."),
    silence=_("Who speaks, and who is listened to."),
    ask=_("Who is missing at our table, and what would it take for them to come?"),
    asks_from=35,
    people=Census(
        cells=lambda rows: rows.seats,
        parts=both_sides,
        least=enough_for_a_share,
        figure=figures.share_of_people,
        filters=(Filter.LANGUAGE, Filter.STAGE),
    ),
    is_standing=True,
)
E3 = Indicator(
    id="e3",
    principle=Principle.EQUITY,
    kind=Kind.PEOPLE,
    title=_("Support was there"),
    question=_("Was the support there that people need to take part?"),
    numerator=_("Support of which the person says: it was there"),
    denominator=_(
        "Support that people needed for meetings they came to, or missed because of it, and have answered about"
    ),
    source=_("What each person says after a meeting."),
    silence=_("Which support it was, and whose. What nobody answered about is not counted."),
    ask=_("What support did people have to do without, and who has the money to change that?"),
    promise=support_promised,
    people=Census(
        cells=lambda rows: rows.support,
        parts=sides_of_items,
        least=enough_for_a_share,
        figure=figures.share_of_items,
        filters=(Filter.GROUP, Filter.LANGUAGE, Filter.STAGE),
    ),
    replies=lambda rows: rows.support,
    is_headline=True,
)
E4 = Indicator(
    id="e4",
    principle=Principle.EQUITY,
    kind=Kind.OWED,
    title=_("Papers in every language"),
    question=_("Could everyone read the papers in time, in their language?"),
    numerator=_(
        "Papers that were there when the days to read began, counted once for each of our languages"
    ),
    denominator=_(
        "Papers that everyone needed for a meeting, counted once for each of our languages"
    ),
    source=_("The papers shared for meetings, and the day on which each language was added."),
    silence=_("Whether a translation is good, and whether people could open it."),
    ask=_("Which language came late, and what would let all languages come together?"),
    promise=papers_promised,
    owed=papers,
    is_headline=True,
)
E5 = Indicator(
    id="e5",
    principle=Principle.EQUITY,
    kind=Kind.OWED,
    title=_("Waiting for one's language"),
    question=_("How long do people wait until it is there in their language?"),
    numerator=_(
        "Days from the first language of a text to each other language, the one in the middle"
    ),
    denominator=_("Texts that came in another language later"),
    source=_("The day on which each language of a resource was added."),
    silence=_("Languages that never came. They count as missing papers, not here."),
    ask=_("Who waits longest for papers in their language, and who could translate sooner?"),
    good=Good.LESS,
    unit=Unit.DAYS,
    asks_from=1,
    owed=lags,
)
E6 = Indicator(
    id="e6",
    principle=Principle.EQUITY,
    kind=Kind.OWED,
    title=_("Paid as promised"),
    question=_("Does money arrive when it was promised?"),
    numerator=_("Promises of money that were paid by their day, and not disputed"),
    denominator=_("Promises of money whose day has passed"),
    source=_(
        "What was promised after each meeting, the day on which it was written down as paid, and whether people say that it has arrived."
    ),
    silence=_(
        "Whether the money was enough. Where one person alone was promised money, it is not shown: it would be about them."
    ),
    ask=_("Has everyone been paid what was promised, and what keeps us from paying sooner?"),
    promise=payment_promised,
    owed=lambda rows: tallies(rows.payments, "in_time", "due", behind="people"),
    is_headline=True,
)
E8 = Indicator(
    id="e8",
    principle=Principle.EQUITY,
    kind=Kind.OWED,
    title=_("Who sets the agenda"),
    question=_("Do people with lived experience set what we talk about?"),
    numerator=_("Things on the agenda that people with lived experience proposed"),
    denominator=_(
        "Things on the agendas of meetings that were held, without the time for each other"
    ),
    source=_("The agendas, and who proposed what."),
    silence=_("Whether there was time to talk about it."),
    ask=_("What would people with lived experience put on our agenda if we asked them first?"),
    owed=lambda rows: tallies(rows.agenda, "proposed", "talks"),
    asks_from=25,
)
E9 = Indicator(
    id="e9",
    principle=Principle.EQUITY,
    kind=Kind.PEOPLE,
    title=_("Influence"),
    question=_("Does what people say count the same, whoever says it?"),
    numerator=_(
        "The share of what people with lived experience said that was adopted, at least partly"
    ),
    denominator=_("The same share of what others said"),
    source=_("What people said, what group they belonged to then, and what became of it."),
    silence=_("What it was about. Small wishes are adopted more easily than large ones."),
    ask=_("What did people with lived experience ask for that we did not do, and why?"),
    good=Good.EVEN,
    unit=Unit.PARITY,
    asks_from=0.9,
    people=Census(
        cells=lambda rows: rows.influence,
        parts=sides_of_influence,
        least=enough_for_two_shares,
        figure=figures.parity,
        filters=(Filter.LANGUAGE, Filter.STAGE),
    ),
)
E10 = Indicator(
    id="e10",
    principle=Principle.EQUITY,
    kind=Kind.PEOPLE,
    title=_("The ladder"),
    question=_("Are decisions shared as far as we say they are?"),
    numerator=_(
        "How far decisions are shared, as organisers say: the mean, on a ladder of seven steps"
    ),
    denominator=_("The same, as people with lived experience say about these decisions"),
    source=_("What was announced with each decision, and what people answered after it."),
    silence=_("What was different for whom. That is for a conversation."),
    ask=_("Where did people feel less heard than we meant them to be, and what was different?"),
    good=Good.LESS,
    unit=Unit.RUNGS,
    asks_from=1,
    people=Census(
        cells=lambda rows: rows.rungs,
        parts=named("people_some"),
        least=lambda rule: (rule.mean_base,),
        figure=figures.rungs_apart,
        filters=(Filter.LANGUAGE, Filter.STAGE),
    ),
    replies=lambda rows: rows.rungs,
    is_headline=True,
)
E11 = Indicator(
    id="e11",
    principle=Principle.EQUITY,
    kind=Kind.PEOPLE,
    title=_("Voice"),
    question=_("Could people say what they wanted to say?"),
    numerator=_("Answers “yes” to: I could say what I wanted"),
    denominator=pulses.ALL_ANSWERS,
    source=pulses.SOURCE,
    silence=_("What they wanted to say, and who could not."),
    ask=_("What would make it easier to speak in our meetings?"),
    asks_from=pulses.LOW,
    people=pulses.yes_to("voice"),
    replies=lambda rows: rows.pulses,
)

INDICATORS = [E1, E3, E4, E10, E2, E5, E6, E8, E9, E11]
