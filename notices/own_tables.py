"""What the ledger keeps of a person: that they were told something, never what it said."""

from datetime import datetime
from typing import Any

from notices import kinds
from notices.erasing import ERASURE
from notices.models import (
    Delivery,
    Hold,
    Notice,
    PaperForm,
    PaperQuestion,
    Task,
)
from notices.reasons import Reason
from partners import erasing, joining
from partners.models import Membership, Person
from partners.own_data import Section, declare, leave_out

# What is still said to somebody who left: that they will be erased, and whether money arrived.
AFTER_LEAVING = [ERASURE, "has_it_arrived"]
IDS_ONLY = "the ledger holds no words and no address, only that and when something was sent"


def _what(delivery: Delivery, person: Person) -> dict[str, Any]:
    try:
        return {"what": str(kinds.get(delivery.notice.kind).label)}
    except KeyError:  # of an app that is not there any more
        return {}


declare(Notice, "person", section=Section.MESSAGES, stays=IDS_ONLY)
declare(
    Delivery, "notice__person", section=Section.MESSAGES, opened=_what, stays=IDS_ONLY,
    hidden=["owner", "lease_until", "key"], about=("notice__partnership__name",),
)  # fmt: skip
declare(Task, "person", section=Section.MESSAGES, about=("partnership__name",), goes=True)
declare(PaperForm, "membership", section=Section.MESSAGES, hidden=["code", "asks"], goes=True)
leave_out("goes with the form it stands on; who typed an answer in stands there", PaperQuestion)
leave_out("says who let the ledger go on after a restore", Hold)


@erasing.also_when_erasing
def call_back(person: Person, now: datetime) -> None:
    """Send this person nothing any more that is not on its way already."""
    Delivery.objects.filter(notice__person=person).call_back(Reason.NOT_WANTED)


@joining.also_when_leaving
def call_back_here(membership: Membership, now: datetime) -> None:
    """Send whoever leaves nothing more from this partnership, but what concerns them alone."""
    here = Delivery.objects.filter(
        notice__person=membership.person_id, notice__partnership=membership.partnership_id
    )
    here.exclude(notice__kind__in=AFTER_LEAVING).call_back(Reason.NOT_WANTED)
