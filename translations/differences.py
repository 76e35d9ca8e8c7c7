"""Differences of two texts in words: what one has and the other has not."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

PIECES = re.compile(r"\s+|\w+|[^\w\s]")
SAME, GONE, NEW = "same", "gone", "new"
LONGEST = 4000  # pieces of a text; longer ones are compared line by line, to answer in time


@dataclass(frozen=True)
class Piece:
    """A run of words: the same in both, gone from the first, or new in the second."""

    kind: str
    text: str


def pieces(text: str) -> list[str]:
    """Return the words, signs and spaces of a text."""
    found = PIECES.findall(text)
    return found if len(found) <= LONGEST else text.splitlines(keepends=True)


def compare(old: str, new: str) -> list[Piece]:
    """Return what is the same, gone and new, in reading order."""
    before, after = pieces(old), pieces(new)
    found: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(before[i1:i2])))
            continue
        if i1 < i2:
            found.append(Piece(GONE, "".join(before[i1:i2])))
        if j1 < j2:
            found.append(Piece(NEW, "".join(after[j1:j2])))
    return found
