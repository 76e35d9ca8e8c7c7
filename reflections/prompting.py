"""Questions to think about: the shipped catalogue, and what facilitators add to it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from modeltranslation.utils import build_localized_fieldname

from meetings.models import AgendaItem, ItemKind
from partners.languages import CODES, direction
from partners.models import Membership, Partnership, Person
from reflections.models import Lens, Prompt
from reflections.prompt_catalogue import BY_KEY, CATALOGUE, FOR_A_ROOM, Shipped
from translations.reading import read, written

OWN = "own-"  # begins the key of a prompt that a facilitator wrote
MOST_DIGITS = 18  # of a key in the database
MOST_OWN = 40  # of the group's own, the newest, to choose from


@dataclass(frozen=True)
class Question:
    """A prompt as one person reads it. `prompt` is set if a facilitator wrote it."""

    key: str
    lens: Lens
    text: str
    language: str
    prompt: Prompt | None = None

    @property
    def direction(self) -> str:
        """The direction in which it is written."""
        return direction(self.language)


@dataclass(frozen=True)
class Side:
    """One way of looking, and its questions."""

    lens: Lens
    questions: list[Question]

    @property
    def keys(self) -> set[str]:
        """The keys of its questions."""
        return {question.key for question in self.questions}


def questions(partnership: Partnership, reader: Person, language: str) -> list[Question]:
    """Return every question there is to think about, the group's own first.

    Those are read as the reader reads them; the shipped ones in the page's `language`.
    """
    own = [_as_read(prompt, reader) for prompt in partnership.prompts.standing()[:MOST_OWN]]
    return [*own, *shipped(language)]


def shipped(language: str) -> list[Question]:
    """Return the questions of the catalogue in a language."""
    return [_shipped(each, language) for each in CATALOGUE]


def by_lens(found: Iterable[Question]) -> list[Side]:
    """Return the questions by the four ways of looking, in their order."""
    found = list(found)
    return [Side(lens, [each for each in found if each.lens == lens]) for lens in Lens]


def find(
    partnership: Partnership | None, key: str, reader: Person, language: str
) -> Question | None:
    """Return the question with this key, as `questions` does; None if there is none.

    Outside a partnership there are only the shipped ones. One that was taken back is still found:
    what people wrote under it keeps its question.
    """
    if key in BY_KEY:
        return _shipped(BY_KEY[key], language)
    number = key.removeprefix(OWN)
    if partnership is None or number == key:
        return None
    if not (number.isascii() and number.isdigit()) or len(number) > MOST_DIGITS:
        return None
    prompt = partnership.prompts.filter(pk=int(number)).first()
    return _as_read(prompt, reader) if prompt else None


def text_of(key: str, partnership: Partnership | None, reader: Person) -> str:
    """Return the words of the question with this key in a person's language, "" for none."""
    found = find(partnership, key, reader, reader.language)
    return found.text if found else ""


def _shipped(each: Shipped, language: str) -> Question:
    return Question(each.key, each.lens, each.in_language(language), language)


def _as_read(prompt: Prompt, reader: Person) -> Question:
    reading = read(prompt, "text", reader)
    key = f"{OWN}{prompt.pk}"
    return Question(key, Lens(prompt.lens), reading.text, reading.language, prompt)


def for_a_room(item: AgendaItem, languages: Collection[str]) -> list[dict[str, str]]:
    """Return what a group may think about in its protected time, in these languages.

    The group's own questions come first. Other items of an agenda have none.
    """
    keys = FOR_A_ROOM.get(ItemKind(item.kind), [])
    if not keys:
        return []
    standing = item.meeting.partnership.prompts.standing()[:MOST_OWN]
    own = [written(prompt, "text") for prompt in standing]
    here = [{code: text for code, text in texts.items() if code in languages} for texts in own]
    turned = item.pk % len(keys)  # another meeting begins with another question
    ours = [BY_KEY[key] for key in [*keys[turned:], *keys[:turned]]]
    return [
        *filter(None, here),
        *({code: each.in_language(code) for code in languages} for each in ours),
    ]


@transaction.atomic
def add(prompt: Prompt, *, now: datetime) -> None:
    """Save a new question for the group. Sent twice by an impatient finger, it is written once."""
    prompt.written_by.lock()
    columns = [build_localized_fieldname("text", code) for code in CODES]
    same = {name: getattr(prompt, name) for name in columns}
    if not prompt.partnership.prompts.standing().filter(lens=prompt.lens, **same).exists():
        prompt.written_at = now
        prompt.save()


def withdraw(prompt: Prompt, *, by: Membership, now: datetime) -> None:
    """Offer a question no longer. What people wrote under it keeps it."""
    standing = Prompt.objects.filter(pk=prompt.pk, withdrawn_at=None)
    standing.update(withdrawn_at=now, withdrawn_by=by)
