"""The pulses that wait for a person's reply, for their home pages."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetings.models import Attendance
from partners.waiting import Mine, Source, Waits
from reflections import pulsing

SENTENCES: dict[str, Promise] = {"pulse": _("How was this meeting for you?")}
QUESTIONS = {"pulse"}


def _invited(mine: Mine, now: datetime) -> QuerySet[Attendance]:
    return pulsing.invited(mine.values(), now)


def _pulses(mine: Mine, invited: QuerySet[Attendance]) -> Iterator[Waits]:
    """How was it for you?"""
    for invitation in pulsing.without_reply(invited):
        membership, pulse = mine[invitation.membership_id], invitation.meeting.pulse
        kwargs = {"slug": membership.partnership.slug, "pk": pulse.pk}
        url = reverse("reflections:reply", kwargs=kwargs)
        yield Waits("pulse", membership, url, invitation.meeting, "title")


SOURCES = [Source(_invited, _pulses)]
