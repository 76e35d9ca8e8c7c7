"""Languages: their direction, and their names in themselves and in each other (CLDR, by Babel)."""

from collections.abc import Iterable
from copy import deepcopy
from functools import cache

from babel import Locale
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_info, override, to_locale

CODES: list[str] = [code for code, _name in settings.LANGUAGES]
ISOLATE, POP = "\u2068", "\u2069"  # around a piece that keeps its direction to itself


def direction(code: str) -> str:
    """Return "rtl" or "ltr", the direction in which the language `code` is written."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


# CLDR has Haitian Creole borrow these from French. Spelled by the official orthography of 1979.
CREOLE_DAYS = ["lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch"]
CREOLE_MONTHS = [
    "janvye", "fevriye", "mas", "avril", "me", "jen", "jiyè", "out", "septanm", "oktòb", "novanm",
    "desanm",
]  # fmt: skip
CREOLE_LANGUAGES = {
    "en": "anglè", "es": "panyòl", "fr": "franse", "pt": "pòtigè", "zh_Hans": "chinwa senplifye",
    "vi": "vyetnamyen", "fil": "filipino", "ar": "arab", "uk": "ikrenyen",
}  # fmt: skip


def locale_of(code: str) -> Locale:
    """Return the CLDR locale of the language `code`."""
    return _creole() if code == "ht" else Locale.parse(to_locale(code))


@cache
def _creole() -> Locale:
    borrowed = Locale.parse("ht")
    assert borrowed.days  # loads what is to be copied: it is the same in memory as French
    locale = deepcopy(borrowed)
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            locale.days[form][width].update(enumerate(CREOLE_DAYS))
            locale.months[form][width].update(enumerate(CREOLE_MONTHS, start=1))
    locale.languages.update(CREOLE_LANGUAGES)
    for style, word in (("standard", "ak"), ("or", "oswa")):
        locale.list_patterns[style].update(dict.fromkeys(("end", "2"), f"{{0}} {word} {{1}}"))
    return locale


def own_name(code: str) -> str:
    """Return the language's name in itself: "español"."""
    return locale_of(code).get_language_name(to_locale(code)) or code


def name_of(code: str, in_language: str) -> str:
    """Return the name of the language `code` in the language `in_language`: "Spanish"."""
    return locale_of(in_language).languages.get(to_locale(code)) or own_name(code)


def in_languages(text: Promise, codes: Iterable[str]) -> dict[str, str]:
    """Return a sentence of ours in each of some languages, by code."""
    found = {}
    for code in codes:
        with override(code):
            found[code] = str(text)
    return found


def choices() -> list[tuple[str, str]]:
    """Return (code, own name) of each shipped language, as choices of a form field."""
    return [(code, own_name(code)) for code in CODES]
