"""What each of the five principles means, what to try, what makes it hollow, what others found."""

from django.utils.translation import gettext_lazy as _

from dashboards import references
from dashboards.guides import Example, Guide

EQUITY = Guide(
    name="equity",
    principle="equity",
    title=_("Equity"),
    lede=_("Everyone gets the same papers, in time, in words they can read."),
    means=(
        _("People come with different knowledge, and all of it counts. What a week at home is like"
          " is knowledge, as much as what a study found."),
        _("Being in the room is not enough. People need the same papers at the same time, in a"
          " language they read, and whatever helps them be there: a ride, an interpreter, child"
          " care, a phone line."),
        _("And what they say must be able to change something. Each thing that is said gets an"
          " answer, with a reason."),
    ),
    try_this=(
        _("Ask each person once what they need to take part. Arrange it before the day."),
        _("Send what is to be read in every language on the same day, a week before."),
        _("Take one thing that somebody said last month. Tell them what became of it."),
        _("Pay for travel before the day, so that nobody has to lend you their money."),
    ),
    hollow=(
        _("Counting who came, and calling it equity."),
        _("One patient who has to speak for all."),
        _("Papers that come early in one language, and the night before in the others."),
        _("Asking why somebody needs support. What they need is enough."),
    ),
    examples=(
        Example(
            _("Researchers did not routinely tell people what became of what they had said. And"
              " feedback means different things: a thank you, what changed, how the study goes."
              " So agree at the start which of these people want."),
            references.MATHIE,
        ),
        Example(
            _("Two people translated 51 questions, each alone. Only 9 came out the same in even"
              " one language. So let a second person read each translation."),
            references.VUJCICH,
        ),
        Example(
            _("A tool that kept track of what people contributed came to be filled in by staff"
              " alone, and no longer asked why something was not used."),
            references.GESELL,
        ),
    ),
)  # fmt: skip

REFLEXIVITY = Guide(
    name="reflexivity",
    principle="reflexivity",
    title=_("Reflection"),
    lede=_("We stop to think about how we work. Those with power go first."),
    means=(
        _("Each of us sees care from one place: our work, our language, our family, our past. To"
          " reflect is to ask what we do not see from there."),
        _("It needs time that nobody takes away, and a place that nobody else reads. A journal"
          " belongs to the person who writes it, and to nobody else."),
        _("Those with power go first: leaders, payers, facilitators, providers. Then the group"
          " looks at how it decides, and changes something."),
    ),
    try_this=(
        _("Put ten minutes for reflection on the next agenda, and keep them."),
        _("Before the meeting, write three lines for yourself: what do I take for granted here?"),
        _("Pick one decision. Ask who framed it, who could have stopped it, and who was missing."),
        _("End with one thing that you will do differently, with a name and a day."),
    ),
    hollow=(
        _("Asking people to tell what hurt them, or to declare who they are."),
        _("Reading, scoring or counting what people write for themselves."),
        _("Reflecting again and again, and changing nothing."),
        _("Patients who reflect, and leaders who do not."),
    ),
    examples=(
        Example(
            _("A guide for researchers names four sides to look at: oneself, what happens between"
              " people, how the work is done, and the setting."),
            references.OLMOS_VEGA,
        ),
        Example(
            _("In a group on rare diseases that parents and clinicians ran together, both found it"
              " hard to set limits, and it weighed on their mental health."),
            references.TWO_SIDES,
        ),
    ),
)  # fmt: skip

RECIPROCITY = Guide(
    name="reciprocity",
    principle="reciprocity",
    title=_("Give and take"),
    lede=_("Everyone gets something they wanted from the work."),
    means=(
        _("Working together is an exchange. Everyone gets something they wanted: a skill, a"
          " contact, a reference, a thank you, a better clinic."),
        _("Relationships need time of their own. A meeting that begins with ten minutes for each"
          " other does not begin late."),
        _("Nobody keeps a balance. Whoever could do nothing for two months owes nothing."),
    ),
    try_this=(
        _("Ask each person, staff too: what would you like to get out of this? Then arrange one"
          " of these things."),
        _("Say thank you for one thing, and say what it was good for."),
        _("Look at what you made together. Is everyone named as they wish?"),
        _("If a decision is not urgent, let it wait until everyone had time to read."),
    ),
    hollow=(
        _("Points, badges and rankings of people."),
        _("Thinking that money is all there is to give."),
        _("Expecting people to be grateful."),
        _("Deciding fast to save time, and leaving people behind."),
    ),
    examples=(
        Example(
            _("Teams that could bear it when give and take was uneven for a while worked better."),
            references.SVERDRUP,
        ),
        Example(
            _("No one way of giving feedback suits all. What people hope to hear has to be agreed"
              " at the start."),
            references.MATHIE,
        ),
    ),
)  # fmt: skip

PERSONAL = Guide(
    name="personal",
    principle="personal",
    title=_("Why we came"),
    lede=_("What you do here still fits why you came."),
    means=(
        _("People come for different reasons: to help others, to learn, to be heard, for their"
          " family, for their job. Each reason is good."),
        _("The work should still fit that reason a year later. So we ask from time to time, and"
          " everyone answers the same questions: patients, staff, leaders, payers."),
        _("Your reason is yours to show or to hide. You may pause or leave, and need not say why."),
    ),
    try_this=(
        _("Ask one person you work with why they came, and tell them why you did."),
        _("Give somebody a task that fits what they want to learn."),
        _("Before you ask somebody for their story, look whether they said what they do not want"
          " to be asked."),
        _("Offer a talk to somebody who leaves: what was good, and what was not?"),
    ),
    hollow=(
        _("Using people's reasons for advertising, or to choose whom to invite."),
        _("Asking the few who speak well, again and again."),
        _("Taking it as proof of good care that people feel fulfilled."),
        _("Holding on to people who want to go."),
    ),
    examples=(
        Example(
            _("A study sorts the reasons why people take part into seven kinds. Among them are"
              " fulfilment, better care, influence, learning and pay."),
            references.MOTIVES,
        ),
    ),
)  # fmt: skip

RELATIONS = Guide(
    name="relations",
    principle="relations",
    title=_("Agreements"),
    lede=_("What we agreed is written down, for all to read and change."),
    means=(
        _("Good will is not enough when it gets hard. So a group writes down how it works: who"
          " decides what, how people talk, what is paid, what happens when a promise is broken."),
        _("Anyone can read it in their language, change it, or say “not yet, because”. Nobody"
          " signs by accident."),
        _("When a leader breaks a promise, it shows as plainly as when anyone else does."),
    ),
    try_this=(
        _("Read one section of your charter together. Does each group find itself in it?"),
        _("Name who steps in when you cannot keep a promise."),
        _("Let somebody with lived experience lead the next meeting, if they want to."),
        _("Set a day on which you look at it again."),
    ),
    hollow=(
        _("A text that was finished before anyone could say anything."),
        _("Taking silence for a yes."),
        _("A paper that protects the institution, and not the people."),
        _("A charter that nobody opens after it is signed."),
    ),
    examples=(
        Example(
            _("A team charter holds four things: what the team is for, how it works, how its"
              " members behave, and how it looks at its own work."),
            references.SHUFFLER,
        ),
        Example(
            _("Students who had to write a team charter treated it as busywork, and fell back on"
              " rules that fit any team, and on punishments."),
            references.FEUER,
        ),
        Example(
            _("Written agreements between partners are no cure for everything. But they make roles"
              " clear, and together with open books they build trust."),
            references.GEHLERT,
        ),
    ),
)  # fmt: skip

PRINCIPLES = [EQUITY, REFLEXIVITY, RECIPROCITY, PERSONAL, RELATIONS]
