"""What the ledger keeps of a person: that they were told something, never what it said."""

from datetime import datetime
from typing import Any

from notices import kinds
from notices.models import CAN_BE_CALLED_BACK, Delivery, Hold, Notice, State, Task
from notices.reasons import Reason
from partners import erasing
from partners.models import Person
from partners.own_data import Section, declare, leave_out

IDS_ONLY = "the ledger holds no words and no address, only that and when something was sent"


def _what(notice: Notice, person: Person) -> dict[str, Any]:
    try:
        return {"what": str(kinds.get(notice.kind).label)}
    except KeyError:  # of an app that is not there any more
        return {}


def _of_what(delivery: Delivery, person: Person) -> dict[str, Any]:
    return _what(delivery.notice, person)


declare(
    Notice, "person", section=Section.MESSAGES, opened=_what, stays=IDS_ONLY,
    about=("partnership__name",),
)  # fmt: skip
declare(
    Delivery, "notice__person", section=Section.MESSAGES, opened=_of_what, stays=IDS_ONLY,
    hidden=["owner", "lease_until", "key"], about=("notice__partnership__name",),
)  # fmt: skip
declare(Task, "person", section=Section.MESSAGES, about=("partnership__name",), goes=True)
leave_out("says who let the ledger go on after a restore", Hold)


@erasing.also_when_erasing
def call_back(person: Person, now: datetime) -> None:
    """Send this person nothing any more that is not on its way already."""
    waiting = Delivery.objects.filter(notice__person=person, state__in=CAN_BE_CALLED_BACK)
    waiting.update(state=State.VOID, reason=Reason.NOT_WANTED)
