"""What others may write down for a person about meetings and money, and where it stands."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.models import Arrangement, Attendance, FollowUp, TimeAnswer
from meetings.models.payments import Payment, PaymentChoice
from partners.recorded import Recorded, register
from partners.recorded_rows import page

TIMES = "times"


def _money(row: Any) -> str:
    return page("meetings:money", row.membership)


register(
    Recorded(
        "rsvp", _("Whether you come to a meeting"), Attendance,
        url=lambda row: row.meeting.get_absolute_url(), at="answered_at",
        related=("meeting__partnership",), answer=lambda row: str(row.get_rsvp_display()),
    )
)  # fmt: skip
register(
    Recorded(
        TIMES, _("Which times suit you"), TimeAnswer,
        url=lambda row: page("meetings:times", row.membership, pk=row.option.meeting_id),
        at="answered_at", related=("membership__partnership", "option__meeting__partnership"),
        within="option__meeting", answer=lambda row: str(row.get_works_display()),
    )
)  # fmt: skip
register(
    Recorded(
        "support", _("Whether your support was there"), Arrangement,
        url=lambda row: row.meeting.get_absolute_url() + "#support", at="answered_at",
        of="need__membership", related=("meeting__partnership", "need"),
        answer=lambda row: str(row.need.get_kind_display()),
    )
)  # fmt: skip
register(
    Recorded(
        "opened", _("Whether you could open something"), FollowUp,
        url=lambda row: row.resource.get_absolute_url(), at="answered_at",
        related=("resource__partnership",), answer=lambda row: str(row.get_answer_display()),
    )
)  # fmt: skip
register(
    Recorded(
        "paid_how", _("How you would like to be paid"), PaymentChoice, url=_money, at="chosen_at",
        related=("membership__partnership",),
    )
)  # fmt: skip
register(
    Recorded(
        "arrived", _("Whether money has arrived"), Payment, url=_money, at="answered_at",
        related=("membership__partnership",),
    )
)  # fmt: skip
