"""The shipped questions to think about, by lens, in our own words.

Four lenses - personal, interpersonal, methodological, contextual - follow Olmos-Vega, Stalmeijer,
Varpio & Kahlke (2023), "A practical guide to reflexivity in qualitative research: AMEE Guide No.
149", Medical Teacher 45(3), doi:10.1080/0142159X.2022.2057287. They ask what a person thinks; never
who they are, what they have, or what was done to them.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import ItemKind
from partners.languages import in_languages
from reflections.models import Lens

SOURCE = "https://doi.org/10.1080/0142159X.2022.2057287"


@dataclass(frozen=True)
class Shipped:
    """A question of the catalogue. Its key is kept for good: people's words refer to it."""

    key: str
    lens: Lens
    text: Promise

    def in_language(self, language: str) -> str:
        """Return the question in a language, whichever is active."""
        return in_languages(self.text, [language])[language]


CATALOGUE = [
    Shipped("brings", Lens.MYSELF, _("What do I bring to this work that nobody else here brings?")),
    Shipped("before", Lens.MYSELF, _("What did I believe about this before we began? Is it still true for me?")),
    Shipped("surprise", Lens.MYSELF, _("What surprised me lately? What does that say about what I had expected?")),
    Shipped("learned", Lens.MYSELF, _("Where did I learn how things are done? Who may have learned it another way?")),
    Shipped("matters", Lens.MYSELF, _("What matters most to me in this work? Do the others know it?")),
    Shipped("easy", Lens.MYSELF, _("What is easy for me here that may be hard for somebody else?")),
    Shipped("unsaid", Lens.MYSELF, _("Was there something I wanted to say and did not? What would have helped?")),
    Shipped("differently", Lens.MYSELF, _("What do I see differently from three months ago?")),
    Shipped("voices", Lens.BETWEEN, _("Whose words did we follow most when we last met? Whose did we pass over?")),
    Shipped("listening", Lens.BETWEEN, _("When did I last really listen, and when did I only wait to speak?")),
    Shipped("ease", Lens.BETWEEN, _("With whom is it easy for me to disagree, and with whom is it not? Why might that be?")),
    Shipped("words", Lens.BETWEEN, _("Which words did I use that not everybody may know?")),
    Shipped("unseen", Lens.BETWEEN, _("Who did something for us that nobody has noticed yet?")),
    Shipped("power", Lens.BETWEEN, _("What can I decide here that others cannot? How do I use that?")),
    Shipped("another-way", Lens.BETWEEN, _("What would make it easier here to say: I see it another way?")),
    Shipped("framing", Lens.WORK, _("Who chose what we talk about? What would we talk about if somebody else chose?")),
    Shipped("missing", Lens.WORK, _("Who was missing when we last decided something? How might they see it?")),
    Shipped("pace", Lens.WORK, _("Was there time enough to read, to translate and to think? Who may have felt hurried?")),
    Shipped("moved", Lens.WORK, _("What did somebody say that changed what we do?")),
    Shipped("habit", Lens.WORK, _("What do we do only because it has always been done so?")),
    Shipped("knowing", Lens.WORK, _("What counts as knowing something here? What do we leave out?")),
    Shipped("stopping", Lens.WORK, _("What could we stop doing, to make room for what matters?")),
    Shipped("rules", Lens.SETTING, _("Which rule from outside shapes our work the most? Could it be another one?")),
    Shipped("money", Lens.SETTING, _("Who pays for this work? What does that make easier to say, and what harder?")),
    Shipped("place", Lens.SETTING, _("Who can come, the way we meet now: this place, this hour, this screen? Who cannot?")),
    Shipped("tried", Lens.SETTING, _("What was tried here before us? What do people remember of it?")),
    Shipped("outside", Lens.SETTING, _("Who will live with what we decide, and is not in our group? What would they ask us?")),
    Shipped("languages", Lens.SETTING, _("In which language do we think together? What gets lost on the way?")),
    Shipped("better-for", Lens.SETTING, _("If this goes well, for whom does life get easier? For whom does it not?")),
]  # fmt: skip
BY_KEY = {each.key: each for each in CATALOGUE}

# What is asked of those who hold power before a meeting, one after the other.
POWER_FIRST = ["power", "framing", "voices", "easy", "missing", "listening", "money", "before"]

# What a room may think about in its protected time. What only one person can answer is left out.
FOR_A_ROOM = {
    ItemKind.RELATE: ["unseen", "matters", "surprise", "differently", "brings"],
    ItemKind.REFLECT: ["moved", "voices", "pace", "missing", "another-way", "habit", "stopping"],
}


def before_meeting(number: int) -> Shipped:
    """Return what those who hold power are asked before the meeting with this number."""
    return BY_KEY[POWER_FIRST[number % len(POWER_FIRST)]]
