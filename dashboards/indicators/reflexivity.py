"""Reflection: time to think about how we work, those with power first, and something changes."""

from django.utils.translation import gettext_lazy as _

from dashboards.indicators.declaring import Indicator, Kind, Principle

R1 = Indicator(
    id="r1",
    principle=Principle.REFLEXIVITY,
    kind=Kind.OWED,
    title=_("Time to reflect"),
    question=_("Is the time to reflect kept that we promised?"),
    numerator=_("Minutes of reflection that were kept"),
    denominator=_("Minutes of reflection that were promised"),
    source=_("The agendas of meetings, and which of their parts were kept."),
    silence=_("What was thought or said. Nobody records that."),
    ask=_("What pushes out our time to reflect?"),
    is_headline=True,
)
R2 = Indicator(
    id="r2",
    principle=Principle.REFLEXIVITY,
    kind=Kind.PEOPLE,
    title=_("Those with power first"),
    question=_("Do those with power reflect first?"),
    numerator=_("People with power who say that they took time to reflect"),
    denominator=_("Leaders, payers, providers and facilitators"),
    source=_("One tick before a meeting. No words are asked."),
    silence=_("What they thought about."),
    ask=_("What did those of us with power learn about how we use it?"),
)
R3 = Indicator(
    id="r3",
    principle=Principle.REFLEXIVITY,
    kind=Kind.OWED,
    title=_("Something changed"),
    question=_("Did we change how we work because of what we learned?"),
    numerator=_("Changes of practice that were made"),
    denominator=_("Changes of practice that we agreed on"),
    source=_("What we said we would do differently, and what became of it."),
    silence=_("Whether the change is felt."),
    ask=_("What did we say we would do differently, and have not done?"),
    is_headline=True,
)
R4 = Indicator(
    id="r4",
    principle=Principle.REFLEXIVITY,
    kind=Kind.PEOPLE,
    title=_("Safe to disagree"),
    question=_("Is it safe to disagree here?"),
    numerator=_("Answers that say so"),
    denominator=_("All answers"),
    source=_("The few questions after a meeting, which nobody answers by name."),
    silence=_("Who does not feel safe, and why."),
    ask=_("What would make it safer to disagree here?"),
)

INDICATORS = [R1, R3, R2, R4]
