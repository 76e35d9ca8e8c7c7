"""The decisions that a power map can be about. Apps that know decisions name theirs here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from partners.models import Partnership


@dataclass(frozen=True)
class Subject:
    """A decision of the partnership: the address of its page, and its words by language."""

    address: str
    title: Mapping[str, str]


Source = Callable[[Partnership], list[Subject]]
_sources: list[Source] = []


def also(source: Source) -> None:
    """Let maps be about these decisions too. Naming a source twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def subjects(partnership: Partnership) -> list[Subject]:
    """Return the decisions of a partnership that are known, in the order of each source."""
    return [subject for source in _sources for subject in source(partnership)]
