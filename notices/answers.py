"""Questions a person answers by a link of one purpose, without signing in.

A token names one question about one thing and proves itself by an HMAC. Whoever holds the link may
answer that one question in the person's name, and can see and do nothing else.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from partners.models import Membership, Partnership, Person

SIGNATURE_LENGTH = 22  # characters of base64, for 128 bits
LONGEST_NUMBER = 13  # base-36 digits of a 64-bit number


def _no_rows(membership: Membership, now: datetime) -> Iterable[Any]:
    return []


def _recorded_by(obj: Any) -> Membership | None:
    return getattr(obj, "recorded_by", None)


@dataclass(frozen=True)
class Question:
    """One question about one row: what is asked, which answers there are, how one is recorded.

    `ask` and the labels of `choices` are whole sentences in the active language, which is the
    person's. `current` is the value answered so far, or "". `recorded_by` says who wrote that
    answer down for the person, None if they gave it themselves or it is not known. `related` brings
    along what is needed. `scope` is what a helper needs to be allowed to answer it for a person, ""
    if no helper may; `rows` are then the questions of this kind that a person is asked now.
    What is answered to a private question only the person reads: no message repeats it, because
    facilitators see messages in the outbox.
    """

    letter: str
    model: type[Model]
    ask: Callable[[Any], str]
    choices: Callable[[Any], list[tuple[str, str]]]
    current: Callable[[Any], str]
    person: Callable[[Any], Person]
    partnership: Callable[[Any], Partnership]
    record: Callable[..., None]  # (obj, value, recorded_by, now)
    is_open: Callable[[Any, datetime], bool]
    related: tuple[str, ...] = ()  # for select_related
    recorded_by: Callable[[Any], Membership | None] = _recorded_by
    is_private: bool = False
    scope: str = ""
    rows: Callable[[Membership, datetime], Iterable[Any]] = _no_rows

    def offers(self, obj: Model, value: str) -> bool:
        """Say whether `value` is one of the answers."""
        return any(value == choice for choice, _label in self.choices(obj))

    def answer(self, obj: Model) -> str:
        """Return the words of the answer given so far, or ""."""
        given = self.current(obj)
        return next((str(label) for value, label in self.choices(obj) if value == given), "")


_questions: dict[str, Question] = {}


def register(question: Question) -> Question:
    """Make a question known. Its letter is taken once."""
    if _questions.setdefault(question.letter, question) is not question:
        raise ValueError(f"There is already a question with the letter {question.letter}.")
    return question


def forget(letter: str) -> None:
    """Make a question unknown, as after a test."""
    _questions.pop(letter, None)


def get(letter: str) -> Question:
    """Return the question with this letter. Raises KeyError."""
    return _questions[letter]


def for_helpers() -> list[Question]:
    """Return the questions that somebody's helper may answer, by their letter."""
    return [_questions[letter] for letter in sorted(_questions) if _questions[letter].scope]


def sign(words: str) -> str:
    """Return `words` with a signature that only this site can make."""
    return f"{words}-{next(_signatures(words))}"


def signed(token: str) -> str | None:
    """Return the words of a token that this site signed, else None."""
    words, dash, signature = token[: -SIGNATURE_LENGTH - 1], token[-23:-22], token[-22:]
    if dash != "-" or not token.isascii():
        return None
    if any(hmac.compare_digest(signature, good) for good in _signatures(words)):
        return words
    return None


def _signatures(words: str) -> Iterator[str]:
    """Signatures by the present key, then by the ones it replaced."""
    for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]:
        salted = hashlib.sha256(b"notices.answers" + key.encode()).digest()
        digest = hmac.digest(salted, words.encode(), "sha256")[:16]
        yield base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_for(letter: str, obj: Model) -> str:
    """Return the token of the question `letter` about `obj`."""
    return sign(f"{letter}{int_to_base36(obj.pk)}")


def link(letter: str, obj: Model) -> str:
    """Return the address where one person answers one question.

    A thing that is not saved, as in a preview, has an address that leads nowhere.
    """
    token = token_for(letter, obj) if obj.pk else "example"
    return settings.BASE_URL + reverse("notices:answer", kwargs={"token": token})


def find(token: str) -> tuple[Question, Model] | None:
    """Return the question and the thing it is about, or None if the token is not ours."""
    words = signed(token)
    if not words or words[0] not in _questions or len(words) > LONGEST_NUMBER + 1:
        return None
    key = base36_to_int(words[1:])
    obj = things(words[0], [key]).get(key)
    return (_questions[words[0]], obj) if obj else None


def things(letter: str, keys: Iterable[int]) -> dict[int, Model]:
    """Return by key what the question `letter` is asked about; nothing for an unknown letter."""
    question = _questions.get(letter)
    if question is None:
        return {}
    rows = question.model._default_manager.select_related(*question.related)
    return {obj.pk: obj for obj in rows.filter(pk__in=list(keys))}
