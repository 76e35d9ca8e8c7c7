"""The pulses that wait for a person's reply, for their home pages."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from partners.waiting import Waits
from reflections import pulsing

SENTENCES: dict[str, Promise] = {"pulse": _("How was this meeting for you?")}
QUESTIONS = {"pulse"}


def waits(mine: dict[int, Membership], now: datetime) -> Iterator[Waits]:
    """How was it for you?"""
    for invitation in pulsing.waiting(mine.values(), now):
        membership, pulse = mine[invitation.membership_id], invitation.meeting.pulse
        kwargs = {"slug": membership.partnership.slug, "pk": pulse.pk}
        url = reverse("reflections:reply", kwargs=kwargs)
        yield Waits("pulse", membership, url, invitation.meeting, "title")
