"""Whether the person of a notice takes part in its partnership, or facilitates it.

The sender learns this as it reads the person again; whoever else asks, asks the database.
"""

from collections.abc import Callable
from typing import Any

from notices.models import Notice
from partners.models import Membership

CONDITIONS: dict[str, Callable[[], Any]] = {  # by the name that a person read with it carries
    "takes_part": lambda: Membership.objects.taking_part(),
    "facilitates": lambda: Membership.objects.facilitating().filter(paused_at=None),
}


def takes_part(notice: Notice) -> bool:
    """Say whether the person is there, in a role that takes part, and does not pause."""
    return _is_so("takes_part", notice)


def facilitates(notice: Notice) -> bool:
    """Say whether the person facilitates, and does not pause."""
    return _is_so("facilitates", notice)


def _is_so(name: str, notice: Notice) -> bool:
    known = vars(notice.person).get(name)
    if known is not None:
        return bool(known)
    here = CONDITIONS[name]().filter(partnership=notice.partnership_id)
    return here.filter(person=notice.person_id).exists()
