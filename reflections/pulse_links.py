"""The address at which one person answers one pulse, without signing in."""

from django.conf import settings
from django.urls import reverse
from django.utils.http import base36_to_int, int_to_base36

from meetings.models import Attendance
from notices import answers
from partners.models import Membership
from reflections.models import Pulse
from reflections.pulsing import ALONG

SORT = "_"  # no question and no switch begins like this, so that no token opens two doors


def token_for(pulse: Pulse, membership: Membership) -> str:
    """Return the token by which this person answers this pulse."""
    return answers.sign(f"{SORT}{int_to_base36(pulse.pk)}-{int_to_base36(membership.pk)}")


def link(pulse: Pulse, membership: Membership | None) -> str:
    """Return the address. Without a saved pulse, as in a preview, one that leads nowhere."""
    token = token_for(pulse, membership) if pulse.pk and membership else "example"
    return settings.BASE_URL + reverse("reflections:pulse_link", kwargs={"token": token})


def find(token: str) -> Attendance | None:
    """Return who was asked to which meeting with a pulse, or None if the token is not ours."""
    words = answers.signed(token)
    if not words or words[0] != SORT:
        return None
    pulse, _dash, membership = words[1:].partition("-")
    asked = Attendance.objects.filter(
        meeting__pulse=base36_to_int(pulse), membership=base36_to_int(membership)
    )
    return asked.select_related(*ALONG).first()
