"""Meetings and what belongs to them, one module a process."""

from meetings.models.agenda import (
    LONGEST_ITEM,
    PROTECTED,
    ActionItem,
    AgendaItem,
    AgendaItemQuerySet,
    ItemKind,
)
from meetings.models.answers import Attendance, Rsvp, TimeAnswer, TimeOption
from meetings.models.arrangements import Arrangement, ArrangementQuerySet, ArrangementState
from meetings.models.bookings import Booking, BookingAnswer, BookingQuerySet
from meetings.models.meetings import Meeting, MeetingQuerySet, NotPlanned, Series, SeriesQuerySet
from meetings.models.payments import (
    BEFORE,
    UNPAID,
    Basis,
    CostKind,
    Ended,
    MoneyTerms,
    Payment,
    PaymentChoice,
    PaymentQuerySet,
    Rate,
    Way,
    money_field,
)
from meetings.models.resources import (
    FollowUp,
    FollowUpQuerySet,
    Resource,
    ResourceQuerySet,
    ResourceText,
)

__all__ = [
    "BEFORE",
    "LONGEST_ITEM",
    "PROTECTED",
    "UNPAID",
    "ActionItem",
    "AgendaItem",
    "AgendaItemQuerySet",
    "Arrangement",
    "ArrangementQuerySet",
    "ArrangementState",
    "Attendance",
    "Basis",
    "Booking",
    "BookingAnswer",
    "BookingQuerySet",
    "CostKind",
    "Ended",
    "FollowUp",
    "FollowUpQuerySet",
    "ItemKind",
    "Meeting",
    "MeetingQuerySet",
    "MoneyTerms",
    "NotPlanned",
    "Payment",
    "PaymentChoice",
    "PaymentQuerySet",
    "Rate",
    "Resource",
    "ResourceQuerySet",
    "ResourceText",
    "Rsvp",
    "Series",
    "SeriesQuerySet",
    "TimeAnswer",
    "TimeOption",
    "Way",
    "money_field",
]
