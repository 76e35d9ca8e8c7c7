"""What people are told about pulses: that one is open, and that somebody wrote down their reply.

Neither says what anybody answered, nor whether they did: the ledger must not know.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners import dates
from partners.models import Channel, Membership
from reflections import pulse_links, pulsing
from reflections.models import Pulse, Statement

EXAMPLE_AGO = timedelta(days=1)


def _asked(notice: Notice) -> Membership | None:
    """Return the place of who is asked, if they were asked to the meeting and still take part."""
    if not notice.subject.pk:
        return None
    asked = pulsing.those_asked(notice.subject.meeting)
    return asked.filter(person=notice.person_id).first()


def _is_wanted(notice: Notice, now: datetime) -> bool:
    """Wanted while it is open, replied or not: a message not sent would tell who replied."""
    pulse = notice.subject
    return pulse.is_open(now) and _asked(notice) is not None


def _of_meeting(notice: Notice) -> dict[str, Any]:
    pulse, zone = notice.subject, notice.person.zone
    return {
        "meeting": pulse.meeting,
        "day": dates.day(pulse.meeting.end.astimezone(zone).date(), get_language()),
        "until": dates.moment(pulse.closes_at, get_language(), zone),
        "home": settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL),
    }


def _open(notice: Notice) -> dict[str, Any]:
    link = pulse_links.link(notice.subject, _asked(notice))
    return {**_of_meeting(notice), "statements": Statement.labels, "link": link}


def _recorded(notice: Notice) -> dict[str, Any]:
    """Also who wrote it down: the notice keeps their place, because the reply keeps nobody."""
    by = Membership.objects.filter(pk=int(notice.occasion or 0)).select_related("person").first()
    return {**_of_meeting(notice), "recorded_by": by or Membership(person=notice.person)}


def _written_at(notice: Notice) -> str:
    membership = _asked(notice)
    if membership is None:
        return ""
    kwargs = {"slug": notice.partnership.slug, "pk": notice.subject_id}
    return f"{reverse('reflections:record_reply', kwargs=kwargs)}?member={membership.pk}"


def _example(membership: Membership) -> Pulse:
    partnership = membership.partnership
    ended = partnership.created_at - EXAMPLE_AGO
    meeting = Meeting(partnership=partnership, starts_at=ended, ends_at=ended)
    closes_at = ended + pulsing.COMES_AFTER + pulsing.STAYS_OPEN
    return Pulse(partnership=partnership, meeting=meeting, opens_at=ended, closes_at=closes_at)


register(
    Kind(
        name=pulsing.PULSE,
        label=_("Five questions after a meeting"),
        category=Category.REFLECTION,
        subject=Pulse,
        context=_open,
        is_wanted=_is_wanted,
        written_at=_written_at,
        # Not by letter: answers that come back on paper would be somebody's.
        only_by=(Channel.EMAIL, Channel.TEXT, Channel.CALL),
        example=_example,
    )
)
register(
    Kind(
        name=pulsing.PULSE_RECORDED,
        label=_("Somebody wrote down your answers about a meeting"),
        category=Category.REFLECTION,
        subject=Pulse,
        context=_recorded,
        may_be_muted=False,
        example=_example,
    )
)
