"""The catalogue of barriers: what stands in the way of working together, and what others try.

The levels, and what is named at each, follow Pérez Jolles et al. 2022
(doi:10.3389/frhs.2022.942658, CC BY). The sentences and the ideas are our own.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = "https://doi.org/10.3389/frhs.2022.942658"
Words = str | Promise


class Level(TextChoices):
    """Where something is in the way."""

    COMMUNITY = "community", _("Patients, families and community")
    PROVIDER = "provider", _("Providers and staff")
    SYSTEM = "system", _("The system around us")
    ACROSS = "across", _("Between all of us")


@dataclass(frozen=True)
class Entry:
    """One barrier of the catalogue: what it is called, what it looks like, what to try."""

    code: str
    level: Level
    name: Words
    looks_like: Words
    ideas: tuple[Words, ...]


ENTRIES = [
    Entry(
        "awareness", Level.COMMUNITY,
        _("People do not know that they can take part"),
        _("Those who could help have never heard of this work, or think it is not meant for them."),
        (
            _("Tell people where they are already: at the clinic, the school, the shop, the place"
              " of worship, in their languages."),
            _("Ask somebody whom the community trusts to bring two others."),
            _("Let people join by phone or in person, without a form."),
        ),
    ),
    Entry(
        "advocacy", Level.COMMUNITY,
        _("Speaking up here is hard"),
        _("People come, but nobody helped them get ready, and our words shut them out."),
        (
            _("Talk through the agenda with each person before the meeting."),
            _("Pair each new person with somebody who has done it before."),
            _("Agree on a sign for “I do not know this word”, and explain it at once."),
        ),
    ),
    Entry(
        "circumstances", Level.COMMUNITY,
        _("Life makes it hard to take part"),
        _("Tiredness, worries, caring for others, work or money keep people away."),
        (
            _("Ask what people need to take part. Never ask why."),
            _("Let people pause, send somebody else or answer later, and keep their place."),
            _("Pay for travel and other costs before the day, not after."),
        ),
    ),
    Entry(
        "interest", Level.COMMUNITY,
        _("Few want to take part"),
        _("We ask and hardly anybody says yes, or people stop coming."),
        (
            _("Ask a few people why, and listen without arguing."),
            _("Offer something smaller: one evening, one page, one phone call."),
            _("Accept a no. Do not ask the same person again and again."),
        ),
    ),
    Entry(
        "deference", Level.COMMUNITY,
        _("Professionals are left to decide"),
        _("People wait until the professionals have spoken, and then agree."),
        (
            _("Let people with lived experience speak first."),
            _("Have at least two of them at each table."),
            _("Ask staff to hold back until others have spoken."),
        ),
    ),
    Entry(
        "time", Level.PROVIDER,
        _("There is no time for it"),
        _("Staff want to come, but nobody takes over their work meanwhile."),
        (
            _("Put protected hours on the rota, and name who steps in."),
            _("Meet less often, and keep each meeting short."),
            _("Write down how many hours were promised, and how many there were."),
        ),
    ),
    Entry(
        "demands", Level.PROVIDER,
        _("Too many things at once"),
        _("Other tasks push this work aside, week after week."),
        (
            _("For each new task, say which other one stops."),
            _("Name a deputy for each person who cannot always come."),
        ),
    ),
    Entry(
        "pay", Level.PROVIDER,
        _("Only treating people is paid"),
        _("Pay counts visits and procedures. Working on better care together counts for nothing."),
        (
            _("Write the hours into job plans or contracts."),
            _("Ask the payer how these hours can be paid."),
        ),
    ),
    Entry(
        "climate", Level.PROVIDER,
        _("It does not feel safe to speak at work"),
        _("People hold back, because doubts or mistakes are held against them."),
        (
            _("Ask after each meeting whether people could say what they wanted."),
            _("Leaders go first, and say what they got wrong."),
            _("After a hard meeting, take ten minutes to talk about it."),
        ),
    ),
    Entry(
        "attitudes", Level.PROVIDER,
        _("Some do not believe in it"),
        _("Some think that patients and families have little to add, and only seem to listen."),
        (
            _("Do one small thing together, from start to end."),
            _("Write down what we believed before, and how it turned out."),
            _("Let a patient and a professional teach a session together."),
        ),
    ),
    Entry(
        "infrastructure", Level.SYSTEM,
        _("The basics are missing"),
        _("There are no interpreters, rooms or devices, or no cash for a bus ticket."),
        (
            _("Make one standing contract for interpreters."),
            _("Keep petty cash that the facilitator may spend."),
            _("Lend devices, and pay for data."),
        ),
    ),
    Entry(
        "priorities", Level.SYSTEM,
        _("Something else is always more urgent"),
        _("Those who decide about money and people put other plans first."),
        (
            _("Find one leader who speaks for this work."),
            _("Put it on the agenda of each board meeting."),
        ),
    ),
    Entry(
        "backing", Level.SYSTEM,
        _("Those above us do not stand behind it"),
        _("Leaders or payers say yes, but give no time, no money and not their name."),
        (
            _("Tell the story of one change: what it cost, and what came of it."),
            _("Ask for one decision, with a date."),
        ),
    ),
    Entry(
        "oversight", Level.SYSTEM,
        _("Nobody looks at how it goes"),
        _("Nobody checks whether the partnership keeps its promises."),
        (
            _("Look at it together every three months, led by people with lived experience."),
            _("Share what was found, and what changes because of it."),
        ),
    ),
    Entry(
        "sharing", Level.SYSTEM,
        _("We are asked, but others decide"),
        _("People are told or asked, and the decision is made somewhere else."),
        (
            _("Say of each decision how far it is shared, before it starts."),
            _("Ask afterwards how far it was shared."),
            _("Give people with lived experience a part in doing what was decided."),
        ),
    ),
    Entry(
        "accountability", Level.SYSTEM,
        _("Nobody answers for it"),
        _("Promises are made, and nobody has to say what became of them."),
        (
            _("Name one person at the top who answers for it."),
            _("Keep a list of promises that everyone can read."),
        ),
    ),
    Entry(
        "interests", Level.ACROSS,
        _("We want different things"),
        _("Groups stand against each other, or what one group needs costs another."),
        (
            _("Draw up together who wants what, and why."),
            _("Write down how the groups deal with each other, and who decides what."),
            _("Let somebody neutral lead the talk, and write down what stays open."),
        ),
    ),
]  # fmt: skip

CATALOGUE: dict[str, Entry] = {entry.code: entry for entry in ENTRIES}


def at(level: str) -> list[Entry]:
    """Return what the catalogue names at one level."""
    return [entry for entry in ENTRIES if entry.level == level]
