"""Everybody of a partnership, read once for a page whose rows name many of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from partners.models import Membership, Partnership


def everybody(partnership: Partnership) -> dict[int, Membership]:
    """Return all who are, were or will be in a partnership, with their person, by key."""
    return partnership.memberships.with_person().in_bulk()


def introduce(people: Mapping[int, Membership], rows: Iterable[Any], *names: str) -> None:
    """Give each row the memberships that its fields `names` name: no row brings its own."""
    for row in rows:
        for name in names:
            key = getattr(row, f"{name}_id")
            if key in people:
                setattr(row, name, people[key])
