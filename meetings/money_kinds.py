"""What people are told about money: one question whether it arrived, one word when it is late.

Nothing else: the money page says the rest. Amounts stand only in messages to those who want
messages to tell everything.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings import settling
from meetings.kinds import example_meeting, home
from meetings.models import Meeting
from meetings.models.payments import CostKind, Payment
from meetings.promising import PAYMENTS_LATE
from notices.belonging import facilitates
from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners import dates
from partners.models import Detail, Membership


def _asked_about(notice: Notice) -> list[Payment]:
    """Return what was paid to the person for the meeting that day, and not answered about."""
    meeting = notice.subject
    if not notice.pk:
        membership = Membership(partnership=notice.partnership, person=notice.person)
        return [
            Payment(
                meeting=meeting, membership=membership, kind=CostKind.TRAVEL, paid=Decimal(20),
                currency="USD",
            )
        ]  # fmt: skip
    rows = meeting.payments.unanswered().filter(
        membership__person=notice.person_id, settled_on=date.fromisoformat(notice.occasion)
    )
    return list(rows.select_related("meeting", "membership__person").order_by("pk"))


def _is_unanswered(notice: Notice, now: datetime) -> bool:
    return bool(_asked_about(notice))


def _questions(notice: Notice) -> list[tuple[str, Model]]:
    return [(settling.DID_IT_ARRIVE.letter, payment) for payment in _asked_about(notice)]


def _is_late(notice: Notice, now: datetime) -> bool:
    """Wanted while something that was promised by that day is not paid."""
    day = date.fromisoformat(notice.occasion)
    open_ones = notice.subject.payments.open().filter(due_on=day)
    today = now.astimezone(notice.subject.zone).date()
    return day < today and open_ones.exists() and facilitates(notice)


def _page(notice: Notice, name: str) -> str:
    if notice.person.detail != Detail.FULL or notice.partnership is None:
        return home()
    return settings.BASE_URL + reverse(name, args=[notice.partnership.slug])


def _arrived(notice: Notice) -> dict[str, Any]:
    return {"home": home(), "page": _page(notice, "meetings:money")}


def _late(notice: Notice) -> dict[str, Any]:
    """The day of the meeting, and the day that was promised."""
    meeting: Meeting = notice.subject
    language = get_language()
    day = meeting.start.astimezone(notice.person.zone).date()
    due_on = date.fromisoformat(notice.occasion) if notice.pk else day + timedelta(days=30)
    return {
        "home": home(),
        "page": _page(notice, "meetings:promises"),
        "day": dates.day(day, language),
        "due_on": dates.day(due_on, language),
    }


register(
    Kind(
        name=settling.HAS_IT_ARRIVED,
        label=_("Has the money arrived?"),
        category=Category.FOLLOW_UPS,
        subject=Meeting,
        context=_arrived,
        is_wanted=_is_unanswered,
        questions=_questions,
        example=example_meeting,
        example_occasion="2027-01-15",
    )
)
register(
    Kind(
        name=PAYMENTS_LATE,
        label=_("Promised money is late"),
        category=Category.WORK,
        subject=Meeting,
        context=_late,
        is_wanted=_is_late,
        may_be_muted=False,
        example=example_meeting,
        example_occasion="2027-01-15",
    )
)
