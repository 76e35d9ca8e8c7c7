"""Languages that people speak or sign, whether or not this site is written in them.

A tongue is stored as its code (ISO 639), or in somebody's own words where the list lacks it. Names
of spoken languages are CLDR's; CLDR names no sign language, so theirs stand here.
"""

from django.utils.functional import Promise
from django.utils.translation import get_language, override, to_locale
from django.utils.translation import gettext_lazy as _

from partners.languages import CODES, locale_of

LONGEST = 60  # characters of a tongue in somebody's own words

SIGNED: dict[str, Promise] = {
    "ase": _("American Sign Language (ASL)"),
    "asf": _("Australian Sign Language (Auslan)"),
    "bzs": _("Brazilian Sign Language (Libras)"),
    "bfi": _("British Sign Language (BSL)"),
    "csl": _("Chinese Sign Language (CSL)"),
    "psp": _("Filipino Sign Language (FSL)"),
    "fsl": _("French Sign Language (LSF)"),
    "mfs": _("Mexican Sign Language (LSM)"),
    "fcs": _("Quebec Sign Language (LSQ)"),
    "ssp": _("Spanish Sign Language (LSE)"),
    "ukl": _("Ukrainian Sign Language"),
    "ils": _("International Sign"),
}

SPOKEN = [
    *CODES,
    *("am", "bn", "my", "yue", "nl", "ka", "de", "el", "gu", "ha", "he", "hi", "hmn", "ig", "it"),
    *("ja", "quc", "km", "rw", "ko", "ku", "lo", "ln", "nv", "ne", "om", "ps", "fa", "pl", "pa"),
    *("ro", "ru", "sm", "so", "sw", "ta", "te", "th", "ti", "tr", "tw", "ur", "wo", "yo"),
]


def name_of(tongue: str, in_language: str) -> str:
    """Return what a tongue is called in a language of this site: "Vietnamese"."""
    if tongue in SIGNED:
        with override(in_language):
            return str(SIGNED[tongue])
    known = tongue in SPOKEN
    return locale_of(in_language).languages.get(to_locale(tongue), tongue) if known else tongue


def choices() -> list[tuple[str, str]]:
    """Return (code, name) of each listed tongue by its name in the active language."""
    language = get_language()
    listed = [(code, name_of(code, language)) for code in [*SPOKEN, *SIGNED]]
    return sorted(listed, key=lambda choice: choice[1].casefold())


def is_signed(tongue: str) -> bool:
    """Say whether a tongue is one of the sign languages listed."""
    return tongue in SIGNED


def same(one: str, other: str) -> bool:
    """Say whether two tongues are the same, however somebody wrote them."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
