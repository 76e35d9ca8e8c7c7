"""Pulses as they come about, for tests."""

from datetime import timedelta
from itertools import cycle

from meetings.models import Attendance
from reflections import pulsing
from reflections.models import Agrees, Pulse, Statement
from tests.factories import (
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    now,
)

YES = dict.fromkeys(Statement.values, Agrees.YES.value)
NO = dict.fromkeys(Statement.values, Agrees.NO.value)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def meeting_that_ended(partnership, *, ago=4 * HOUR, **kwargs):
    """A meeting that ended a while ago."""
    starts_at = now() - ago - 1.5 * HOUR
    return MeetingFactory(partnership=partnership, starts_at=starts_at, **kwargs)


def pulse_for(members, *, ago=4 * HOUR, at=None, meeting=None):
    """A pulse that everybody in `members` is asked in; open now unless its meeting is older."""
    partnership = members[0].partnership
    meeting = meeting or meeting_that_ended(
        partnership, ago=ago, created_by=members[0], title_en="Evenings"
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership=member) for member in members
    )
    return pulsing.plan(meeting.pk, at or meeting.ends_at + pulsing.COMES_AFTER)


def invitation(pulse, member):
    """Who is asked, as replying wants it."""
    return pulsing.invitations(member).get(meeting=pulse.meeting_id)


def reply(pulse, member, answers=YES, *, at=None):
    """Let somebody reply."""
    pulsing.reply(invitation(pulse, member), answers, now=at or pulse.opens_at)


def members(count, partnership=None, **kwargs):
    """Some people of one partnership."""
    partnership = partnership or PartnershipFactory()
    return [MembershipFactory(partnership=partnership, **kwargs) for _number in range(count)]


def replied(everybody, *answers, ago=30 * DAY):
    """A pulse that everybody replied to, with each of `answers` in turn."""
    pulse = pulse_for(everybody, ago=ago)
    for member, given in zip(everybody, cycle(answers), strict=False):
        reply(pulse, member, given)
    return Pulse.objects.get(pk=pulse.pk)
