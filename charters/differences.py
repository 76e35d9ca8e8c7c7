"""Versions of an agreement compared: which words of which section one has and the other has not."""

from dataclasses import dataclass
from typing import Any

from translations.differences import Piece, compare


@dataclass(frozen=True)
class SectionChange:
    """A section that two versions word differently."""

    title: str
    pieces: list[Piece]


def between(old: dict[str, Any], new: dict[str, Any]) -> list[SectionChange]:
    """Return the sections in which two bodies of one language differ, in the newer one's order."""
    before, after = (
        {section["title"]: "\n".join(section["clauses"]) for section in body["sections"]}
        for body in (old, new)
    )
    titles = [*after, *(title for title in before if title not in after)]
    changed = [title for title in titles if before.get(title) != after.get(title)]
    return [
        SectionChange(title, compare(before.get(title, ""), after.get(title, "")))
        for title in changed
    ]
