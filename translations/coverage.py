"""Who cannot read something yet, and in which languages it is missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Model

from partners.models import Membership
from translations.reading import written


@dataclass(frozen=True)
class Coverage:
    """Which languages are missing, and how many people wait for each.

    `waiting` holds the memberships of people who read none of the languages there are.
    `wanted` counts, per missing language, people who would rather read it.
    """

    missing: list[str] = field(default_factory=list)
    wanted: dict[str, int] = field(default_factory=dict)
    waiting: list[Membership] = field(default_factory=list)
    people: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everybody can read it."""
        return not self.waiting


def coverage(there: Iterable[str], members: Iterable[Membership]) -> Coverage:
    """Say who of `members` (with their person) cannot read what exists in languages `there`."""
    there = set(there)
    wanted: dict[str, int] = {}
    waiting = []
    people = 0
    for member in members:
        people += 1
        if member.person.language not in there:
            wanted[member.person.language] = wanted.get(member.person.language, 0) + 1
        if not there.intersection(member.person.reads):
            waiting.append(member)
    return Coverage(sorted(wanted), wanted, waiting, people)


def complete_languages(obj: Model, fields: Iterable[str]) -> set[str]:
    """Return the languages in which every field that was written at all is written."""
    texts = [set(written(obj, name)) for name in fields]
    return set.intersection(*filled) if (filled := [codes for codes in texts if codes]) else set()
