"""The page where an interpreter finds what to prepare with: a link of one purpose, no account.

It shows the agenda and what was shared for the meeting with the whole group, until the meeting is
over. A link to a booking that moved or was called off is old.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from meetings.models import Booking, BookingAnswer, ResourceQuerySet, ResourceText
from notices import answers

PURPOSE = "Z"  # no question has this letter: no link does for the other's page
LONGEST = 13  # base-36 digits


def token_of(booking: Booking, text: ResourceText | None = None) -> str:
    """Return what proves that its bearer may prepare for this booking, as it stands now.

    With `text`, that they may save this one file.
    """
    numbers = [booking.pk, booking.revision, *([text.pk] if text else [])]
    return answers.sign(PURPOSE + ".".join(map(int_to_base36, numbers)))


def link(booking: Booking) -> str:
    """Return the address of the page; one that leads nowhere for a preview."""
    token = token_of(booking) if booking.pk else "example"
    return settings.BASE_URL + reverse("meetings:preparation", kwargs={"token": token})


def find(token: str) -> Booking | None:
    """Return the booking that a token was made for, or None if it is not ours or is an old one."""
    numbers = _numbers(token)
    return _booking(*numbers) if len(numbers) == 2 else None


def find_file(token: str, now: datetime) -> ResourceText | None:
    """Return the file that a token was made for, while it is there and there is a use for it."""
    numbers = _numbers(token)
    booking = _booking(*numbers[:2]) if len(numbers) == 3 else None
    if booking is None or not is_open(booking, now):
        return None
    return next((text for text in files_of(booking) if text.pk == numbers[2]), None)


def resources_of(booking: Booking) -> ResourceQuerySet:
    """Return what was shared with everyone for the meeting, with its texts."""
    return booking.meeting.resources.available().with_current_texts()


def files_of(booking: Booking) -> list[ResourceText]:
    """Return the files among it."""
    return [text for each in resources_of(booking) for text in each.current if text.file]


def is_open(booking: Booking, now: datetime) -> bool:
    """Say whether there is still something to prepare: they come, and it is not over."""
    meeting = booking.meeting
    is_over = meeting.cancelled_at or meeting.ends_at is None or meeting.ends_at <= now
    return booking.answer == BookingAnswer.YES and not is_over


def _numbers(token: str) -> list[int]:
    words = answers.signed(token) or ""
    parts = words[1:].split(".") if words[:1] == PURPOSE else []
    return [base36_to_int(part) for part in parts if 0 < len(part) <= LONGEST]


def _booking(pk: int, revision: int) -> Booking | None:
    rows = Booking.objects.standing().select_related("meeting__partnership", "interpreter__person")
    return rows.filter(pk=pk, revision=revision, interpreter__removed_at=None).first()
