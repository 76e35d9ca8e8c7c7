"""How long a text message is: what a phone network takes as one piece, and what fits into it."""

import math
import unicodedata

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TWICE = frozenset("^{}\\[~]|€\f")  # in the same alphabet, for the price of two
ONE, EACH = 160, 153  # letters of that alphabet in one piece; in each of several
ONE_WIDE, EACH_WIDE = 70, 67  # of any other
PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u2032\u0060\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        "\u2026": "...",
    }
)


def count(text: str) -> int:
    """Return how many pieces a text takes."""
    if not is_narrow(text):
        units = len(text.encode("utf-16-be")) // 2
        return 1 if units <= ONE_WIDE else math.ceil(units / EACH_WIDE)
    units = len(text) + sum(letter in TWICE for letter in text)
    return 1 if units <= ONE else math.ceil(units / EACH)


def is_narrow(text: str) -> bool:
    """Say whether the small alphabet (GSM 03.38) has every letter of `text`."""
    return all(letter in GSM or letter in TWICE for letter in text)


def plain(text: str) -> str:
    """Return `text` with simple quotes, dashes and spaces, which no reader misses."""
    return text.translate(PLAIN)


def without_accents(text: str) -> str:
    """Return `text` with the accents left out that the small alphabet lacks: "reunion", "año"."""
    return "".join(letter if letter in GSM or letter in TWICE else _bare(letter) for letter in text)


def _bare(letter: str) -> str:
    first = unicodedata.normalize("NFD", letter)[0]
    return first if first in GSM else letter
