"""The pulses that wait for a person's reply, for their home pages."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Attendance
from partners.waiting import Mine, Row, Source, Waits, texts
from reflections import pulsing

SENTENCES: dict[str, Promise] = {"pulse": _("How was this meeting for you?")}
QUESTIONS = {"pulse"}


def _invited(mine: Mine, now: datetime) -> QuerySet[Attendance]:
    return pulsing.invited(mine.values(), now)


def _pulses(mine: Mine, invited: list[Row]) -> Iterator[Waits]:
    """How was it for you?"""
    asked = {(row.pulse, row.membership): row for row in invited}
    for key in pulsing.without_reply(asked):
        row = asked[key]
        membership = mine[row.membership]
        url = reverse("reflections:reply", args=[membership.partnership.slug, row.pulse])
        yield Waits("pulse", membership, url, row.texts)


SOURCES = [
    Source(
        _invited,
        _pulses,
        {
            "pulse": "meeting__pulse",
            "membership": "membership",
            "texts": texts("meeting__title"),
        },
    )
]
