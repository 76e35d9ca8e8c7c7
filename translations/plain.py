"""A hint how hard a text is to read, where its language has a formula. Never a gate.

Flesch-Kincaid for English, Fernández Huerta for Spanish, Kandel and Moles for French, Martins for
Portuguese. Syllables are where a line could be broken (pyphen), which is near enough for a hint.
For other languages only the length of sentences is looked at.
"""

import re
from functools import cache

import pyphen
from django.utils.translation import gettext, ngettext

ENOUGH = 30  # words; of a shorter text a formula says nothing
LONG_SENTENCE = 20  # words
HARD_GRADE = 8.0  # of school, in English
HARD_EASE = 60.0  # of 100, in the other formulas; below that it is hard
SENTENCES = re.compile(r"[.!?…؟]+(?:\s|$)|[。！？।]+|\n{2,}")  # noqa: RUF001 - Chinese, Bengali
WORDS = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
DICTIONARIES = {"en": "en_US", "es": "es", "fr": "fr", "pt": "pt_BR"}


@cache
def _dictionary(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=DICTIONARIES[language])


def syllables(word: str, language: str) -> int:
    """Return how many syllables a word has, about."""
    return len(_dictionary(language).positions(word.lower())) + 1


def measure(text: str, language: str) -> tuple[float, float] | None:
    """Return words a sentence and syllables a word; None of a text too short to say.

    Syllables are 0 where the language has no formula.
    """
    words = WORDS.findall(text)
    if len(words) < ENOUGH:
        return None
    sentences = sum(bool(WORDS.search(part)) for part in SENTENCES.split(text))
    counted = 0
    if language in DICTIONARIES:
        counted = sum(syllables(word, language) for word in words)
    return len(words) / sentences, counted / len(words)


def ease(text: str, language: str) -> float | None:
    """Return how easy a text is: a grade for English (low is easy), else of 100 (high is easy)."""
    found = measure(text, language)
    if found is None or language not in DICTIONARIES:
        return None
    words, parts = found
    formulas = {
        "en": 0.39 * words + 11.8 * parts - 15.59,
        "es": 206.84 - 60 * parts - 1.02 * words,
        "fr": 207 - 1.015 * words - 73.6 * parts,
        "pt": 248.835 - 1.015 * words - 84.6 * parts,
    }
    return formulas[language]


def is_hard(text: str, language: str) -> bool:
    """Say whether many people would find a text hard, as far as a formula can tell."""
    score = ease(text, language)
    if score is None:
        return False
    return score > HARD_GRADE if language == "en" else score < HARD_EASE


def hint(text: str, language: str) -> str:
    """Say in the active language what would make a text easier to read; "" if nothing would."""
    found = measure(text, language)
    if found is None:
        return ""
    length = round(found[0])
    if length > LONG_SENTENCE:
        return ngettext(
            "A hint: the sentences have %(count)s word on average. Shorter ones are easier to read"
            " and to translate.",
            "A hint: the sentences have %(count)s words on average. Shorter ones are easier to read"
            " and to translate.",
            length,
        ) % {"count": length}
    if is_hard(text, language):
        return gettext(
            "A hint: many words are long. Shorter, everyday words are easier to read and to"
            " translate."
        )
    return ""
