"""Why we came: what each of us does here still fits why we came."""

from django.utils.translation import gettext_lazy as _

from dashboards.indicators.declaring import Indicator, Kind, Principle

T1 = Indicator(
    id="t1",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("A conversation offered"),
    question=_("Was everyone offered a conversation about why they came?"),
    numerator=_("People who were offered one, whether they took it or not"),
    denominator=_("People who take part"),
    source=_("The checkpoints of the last six months."),
    silence=_("What was said. It belongs to each person."),
    ask=_("Whom have we not asked for half a year whether this still fits them?"),
    days=182,
    is_headline=True,
)
T2 = Indicator(
    id="t2",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("A good fit"),
    question=_("Does what people do here fit why they came?"),
    numerator=_("Answers that say so"),
    denominator=_("All answers"),
    source=_("What people answer at a checkpoint."),
    silence=_("What would fit better."),
    ask=_("What would people rather do here?"),
    is_headline=True,
)
T3 = Indicator(
    id="t3",
    principle=Principle.PERSONAL,
    kind=Kind.PEOPLE,
    title=_("Learning supported"),
    question=_("Do we help people learn what they wish to learn?"),
    numerator=_("Wishes to learn for which something was done"),
    denominator=_("Wishes to learn"),
    source=_("What people said they would like to learn or do."),
    silence=_("Whether they learned it."),
    ask=_("What do people wish to learn here that we could offer?"),
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
)

INDICATORS = [T1, T2, T3, T4]
