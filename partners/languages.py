"""Languages: their direction, and their names in themselves and in each other (CLDR, by Babel)."""

from collections.abc import Iterable

from babel import Locale
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language_info, override, to_locale

CODES: list[str] = [code for code, _name in settings.LANGUAGES]


def direction(code: str) -> str:
    """Return "rtl" or "ltr", the direction in which the language `code` is written."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def locale_of(code: str) -> Locale:
    """Return the CLDR locale of the language `code`."""
    return Locale.parse(to_locale(code))


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
