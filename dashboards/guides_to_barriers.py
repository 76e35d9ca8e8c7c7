"""What stands in the way at each level, what to try, what makes it hollow, what others found."""

from django.utils.translation import gettext_lazy as _

from dashboards import references
from dashboards.guides import Example, Guide
from reflections.catalogue import Level, at


def name_of(level: str) -> str:
    """Return the name of the guide to one level: "barriers-system"."""
    return f"barriers-{level}"


COMMUNITY = Guide(
    name=name_of(Level.COMMUNITY),
    title=Level.COMMUNITY.label,
    lede=_("What keeps people from coming, from staying, and from saying what they think."),
    means=(
        _("Many people never hear of a partnership, or do not see themselves in it. Others come,"
          " and fall silent."),
        _("It is not that people lack something. It is our doors, our words and our hours that"
          " do not fit them."),
    ),
    hollow=(
        _("Treating a no as a problem to be solved."),
        _("Teaching people to speak like professionals, instead of changing how we speak."),
        _("Paying later, while people lend us the fare."),
    ),
    examples=(
        Example(
            _("An expenses policy of the health service itself says that paying first and being"
              " paid back later may keep people out."),
            references.NHS_ENGLAND,
        ),
        Example(
            _("Interpreters for sign language have to be booked two to six weeks ahead, three"
              " services say. So ask early."),
            references.INTERPRETERS,
        ),
    ),
    entries=at(Level.COMMUNITY),
)  # fmt: skip

PROVIDER = Guide(
    name=name_of(Level.PROVIDER),
    title=Level.PROVIDER.label,
    lede=_("What keeps the people who give care from working as partners."),
    means=(
        _("Staff often want to work together with patients and families. But nobody gives them the"
          " hours, the pay or the safety to do it."),
        _("So it is a question of how work is arranged, and not of good will alone."),
    ),
    hollow=(
        _("Adding it on top of a full week."),
        _("Calling it voluntary, and then asking why nobody came."),
        _("Sending people to a course about attitudes, and changing nothing else."),
    ),
    examples=(
        Example(
            _("Whether it is safe to speak can be seen. A study lists 31 things to look for, from"
              " speaking up to falling silent."),
            references.ODONOVAN,
        ),
        Example(
            _("In a group on rare diseases that parents and clinicians ran together, both found it"
              " hard to set limits, and it weighed on their mental health."),
            references.TWO_SIDES,
        ),
    ),
    entries=at(Level.PROVIDER),
)  # fmt: skip

SYSTEM = Guide(
    name=name_of(Level.SYSTEM),
    title=Level.SYSTEM.label,
    lede=_("What an institution pays for, measures and decides, and what it leaves out."),
    means=(
        _("What the institutions around us pay for, measure and decide makes working together easy"
          " or hard."),
        _("No single person can change this. But somebody can own the next step, and everyone can"
          " see whether it was done."),
    ),
    hollow=(
        _("A leader's name on the paper, and no hour in their diary."),
        _("A report that leaves out what did not work."),
        _("Asking people after it was decided."),
    ),
    examples=(
        Example(
            _("Of 200 projects in primary care, some had not carried out the involvement that they"
              " had planned and been paid for."),
            references.TWO_HUNDRED,
        ),
        Example(
            _("Of 508 papers in a journal of integrated care, from 2012 to 2022, fewer than 5 in"
              " 100 were made together with the people concerned, and this did not clearly grow."),
            references.MICHGELSEN,
        ),
        Example(
            _("Four signs that involvement is only for show: power is unequal, little changes,"
              " there are other motives, and it is the opposite of what would mean something."),
            references.MAJID,
        ),
        Example(
            _("One picture of the ladder of working together adds a step: to do together what was"
              " decided together, again and again."),
            references.CONQUER,
        ),
    ),
    entries=at(Level.SYSTEM),
)  # fmt: skip

ACROSS = Guide(
    name=name_of(Level.ACROSS),
    title=Level.ACROSS.label,
    lede=_("What happens when groups need different things."),
    means=(
        _("Groups need different things, and a change may cost some of them something. That is"
          " nobody's fault."),
        _("What one wants can be talked about once it is said. What is hidden decides anyway."),
    ),
    hollow=(
        _("Acting as if all of us wanted the same."),
        _("Outvoting those who are few."),
        _("A go-between who belongs to one side."),
    ),
    examples=(
        Example(
            _("Where several teams work together, the teams need an agreement with each other too:"
              " how they talk, and who leads."),
            references.ASENCIO,
        ),
        Example(
            _("Written agreements between partners are no cure for everything. But they make roles"
              " clear, and together with open books they build trust."),
            references.GEHLERT,
        ),
    ),
    entries=at(Level.ACROSS),
)  # fmt: skip

BARRIERS = [COMMUNITY, PROVIDER, SYSTEM, ACROSS]
