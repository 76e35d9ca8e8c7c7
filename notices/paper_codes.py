"""Short codes on paper: read aloud, typed in, and known to be mistyped when they are.

A code is ten characters of an alphabet of 31, in which no two look alike. Weighted by their places,
their values add up to a multiple of 31. As 31 is a prime, one wrong character always shows, and so
do two neighbours that changed places. A code proves nothing by itself: only a facilitator, signed
in, can do something with it.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRTVWXYZ"  # no I, L, O, S, U
LOOK_ALIKES = str.maketrans("OILS", "0115")
LENGTH = 10
GROUPS = ((0, 3), (3, 7), (7, 10))


def new() -> str:
    """Return a code at random, with its check character at the end."""
    random = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH - 1))
    return random + _check(random)


def tidy(typed: str) -> str:
    """Return what was typed without case, spaces, hyphens and look-alikes."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    return kept.translate(LOOK_ALIKES)


def is_whole(code: str) -> bool:
    """Say whether a tidy code has as many characters as a code has, all of them of the alphabet."""
    return len(code) == LENGTH and all(letter in ALPHABET for letter in code)


def is_right(code: str) -> bool:
    """Say whether a whole code adds up, as a mistyped one does not."""
    return _sum(code) % len(ALPHABET) == 0


def grouped(code: str) -> str:
    """Return a code as it is printed: "7K2-QPMX-4XT"."""
    return "-".join(code[start:end] for start, end in GROUPS)


def _sum(code: str) -> int:
    return sum(place * ALPHABET.index(letter) for place, letter in enumerate(code, start=1))


def _check(random: str) -> str:
    """Return the character that makes the sum a multiple of 31."""
    return next(letter for letter in ALPHABET if is_right(random + letter))
