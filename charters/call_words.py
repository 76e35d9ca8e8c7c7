"""The word with which people answer an open call by text message, in every language: JOIN 4821.

The first word of each language is the one on its poster. They are compared like those for STOP.
"""

import re

from notices.text_words import bare

WORDS: dict[str, tuple[str, ...]] = {
    "en": ("join",),
    "es": ("unirme", "participar", "participo"),
    "ar": ("أشارك", "مشاركة", "انضمام"),
    "fr": ("rejoindre", "participer"),
    "pt": ("juntar", "participar", "participo"),
    "zh-hans": ("参加", "加入"),
    "vi": ("tham gia",),
    "fil": ("sumali", "sali"),
    "ht": ("patisipe",),
    "uk": ("участь", "приєднатися"),
}
SAID = re.compile(r"(\D{0,60}?)[\s#:.-]*(\d{4,8})?[\s.!]*")  # \d: digits of any script


def word_in(language: str) -> str:
    """Return the word that a poster in `language` tells people to send."""
    return WORDS[language][0].upper()


def languages_of(word: str) -> list[str]:
    """Return the languages in which this word answers a call."""
    return [code for code, words in WORDS.items() if bare(word) in map(bare, words)]


def understood(said: str) -> tuple[list[str], int | None] | None:
    """Return the languages of the word that was sent, and the number of the call.

    Without a word, the languages are none; without a number, it is None. None if it is no answer
    to a call at all.
    """
    found = SAID.fullmatch(said.strip()[:100])
    if found is None:
        return None
    word, number = found.groups()
    code = int(number) if number else None
    languages = languages_of(word) if bare(word) else []
    if (bare(word) and not languages) or (not languages and code is None):
        return None
    return languages, code
