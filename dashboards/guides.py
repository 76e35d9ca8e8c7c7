"""The guides: a page a principle, and one for barriers at each level. Plain words, for anyone."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise

from dashboards.references import Reference
from reflections.catalogue import Entry

Words = str | Promise


@dataclass(frozen=True)
class Example:
    """Something that others found out, in one sentence or two, and where they say so."""

    words: Words
    source: Reference


@dataclass(frozen=True)
class Guide:
    """One page: what it means, what to try this week, what makes it hollow, what others found."""

    name: str
    title: Words
    lede: Words
    means: tuple[Words, ...]
    hollow: tuple[Words, ...]
    examples: tuple[Example, ...]
    try_this: tuple[Words, ...] = ()
    principle: str = ""  # which mark it wears
    entries: list[Entry] = field(default_factory=list)  # of the catalogue of barriers

    def get_absolute_url(self) -> str:
        """Return the address of the guide."""
        return reverse("dashboards:guide", kwargs={"name": self.name})
