"""How the apps say what waits for a person; the home pages collect it."""

from typing import NamedTuple

from django.db.models import Model

from partners.models import Membership
from partners.roles import Permission


class Waits(NamedTuple):
    """One thing that waits: `about` is what it is about, whose text `field` is shown."""

    kind: str
    membership: Membership
    url: str
    about: Model | None = None
    field: str = ""


def by_partnership(mine: dict[int, Membership], permission: Permission) -> dict[int, Membership]:
    """Return the memberships that grant `permission`, by the key of their partnership."""
    return {each.partnership_id: each for each in mine.values() if each.may(permission)}
