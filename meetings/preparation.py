"""The page where an interpreter finds what to prepare with: a link of one purpose, no account.

It shows the agenda and what was shared for the meeting with the whole group, until the meeting is
over. A link to a booking that moved or was called off is old.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from meetings.models import Booking, BookingAnswer
from notices import answers

PURPOSE = "Z"  # no question has this letter: no link does for the other's page
LONGEST = 13  # base-36 digits


def token_of(booking: Booking) -> str:
    """Return what proves that its bearer may prepare for this booking, as it stands now."""
    return answers.sign(f"{PURPOSE}{int_to_base36(booking.pk)}.{int_to_base36(booking.revision)}")


def link(booking: Booking) -> str:
    """Return the address of the page; one that leads nowhere for a preview."""
    token = token_of(booking) if booking.pk else "example"
    return settings.BASE_URL + reverse("meetings:preparation", kwargs={"token": token})


def find(token: str) -> Booking | None:
    """Return the booking that a token was made for, or None if it is not ours or is an old one."""
    words = answers.signed(token) or ""
    key, _dot, revision = words[1:].partition(".")
    if words[:1] != PURPOSE or not 0 < len(key) <= LONGEST:
        return None
    rows = Booking.objects.standing().select_related("meeting__partnership", "interpreter__person")
    booking = rows.filter(pk=base36_to_int(key), interpreter__removed_at=None).first()
    return booking if booking and int_to_base36(booking.revision) == revision else None


def is_open(booking: Booking, now: datetime) -> bool:
    """Say whether there is still something to prepare: they come, and it is not over."""
    meeting = booking.meeting
    is_over = meeting.cancelled_at or meeting.ends_at is None or meeting.ends_at <= now
    return booking.answer == BookingAnswer.YES and not is_over
