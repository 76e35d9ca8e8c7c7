"""What this app's tables keep of a person: meetings, answers, files and money."""

from collections.abc import Iterator
from typing import Any

from meetings.models import (
    ActionItem,
    AgendaItem,
    Arrangement,
    Attendance,
    Booking,
    FollowUp,
    Meeting,
    Resource,
    ResourceText,
    Series,
    TimeAnswer,
    TimeOption,
)
from meetings.models.payments import MoneyTerms, Payment, PaymentChoice, Rate
from partners.own_data import Section, declare, leave_out

COUNTED = "an answer without words, which the group counted with"
RELIED_ON = "others rely on it, and it stands under “a former member”"


def _file(text: ResourceText) -> Iterator[tuple[str, Any]]:
    if text.file:
        yield text.file_name or str(text.file.name).rpartition("/")[2], text.file


declare(
    Attendance, "membership", section=Section.MEETINGS, about=("meeting__title",), stays=COUNTED
)
declare(
    TimeAnswer, "membership", section=Section.MEETINGS, about=("option__meeting__title",),
    stays=COUNTED,
)  # fmt: skip
declare(FollowUp, "membership", section=Section.MEETINGS, about=("resource__title",), stays=COUNTED)
declare(
    Arrangement, "need__membership", section=Section.MEETINGS, about=("meeting__title",),
    goes=True,
)  # fmt: skip
declare(PaymentChoice, "membership", section=Section.MEETINGS, goes=True)
declare(
    Payment, "membership", section=Section.MEETINGS, about=("meeting__title",),
    stays="money that was paid is kept for the books, under “a former member”",
)  # fmt: skip
declare(Meeting, "created_by", "chair", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
declare(AgendaItem, "proposed_by", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
declare(ActionItem, "owner", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
declare(Resource, "shared_by", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
declare(
    ResourceText, "added_by", section=Section.FOR_ALL, for_all=True, files=_file,
    about=("resource__title",), stays=RELIED_ON,
)  # fmt: skip
declare(
    Booking, "interpreter__person", section=Section.MEETINGS, about=("meeting__title",),
    stays="that an interpreter was asked for a meeting, who stands under “a former member”",
)  # fmt: skip
declare(MoneyTerms, "set_by", section=Section.FOR_ALL, for_all=True, stays=RELIED_ON)
leave_out("of the whole group, and says nothing of a person", Series, TimeOption, Rate)
