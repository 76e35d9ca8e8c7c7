"""A partnership around a fixed moment, for tests of what is planned and sent when."""

import email
import email.policy
from datetime import UTC, date, datetime, time

from meetings import planning
from meetings.models import Meeting
from notices.models import Notice, State
from notices.sending import send_due
from tests.factories import MembershipFactory, PartnershipFactory

NOW = datetime(2027, 3, 1, 18, 0, tzinfo=UTC)  # a Monday, ten in the morning in Los Angeles
DAY, AT = date(2027, 3, 18), time(17, 30)  # clocks there go forward on 14 March
LOS_ANGELES = "America/Los_Angeles"


class World:
    """A partnership in Los Angeles with a facilitator. Messages go out as time passes."""

    def __init__(self):
        self.partnership = PartnershipFactory(timezone=LOS_ANGELES)
        self.facilitator = self.member(facilitator=True)

    def member(self, **kwargs):
        kwargs.setdefault("person__timezone", LOS_ANGELES)
        return MembershipFactory(partnership=self.partnership, **kwargs)

    def draft(self, day=DAY, at=AT, **kwargs):
        """A meeting that was not saved yet."""
        kwargs.setdefault("timezone", LOS_ANGELES)
        meeting = Meeting(
            partnership=self.partnership,
            created_by=self.facilitator,
            title_en="Walking together",
            **kwargs,
        )
        if day:
            meeting.set_wall_time(day, at)
        return meeting

    def plan(self, day=DAY, at=AT, *, now=NOW, **kwargs):
        meeting = self.draft(day, at, **kwargs)
        planning.plan(meeting, by=self.facilitator, now=now)
        return meeting

    def move(self, meeting, day, at=AT, *, now=NOW, **kwargs):
        planning.move(meeting, day=day, at=at, by=self.facilitator, now=now, **kwargs)

    def cancel(self, meeting, *, now=NOW):
        planning.cancel(meeting, because={"en": "No room"}, by=self.facilitator, now=now)


def open_notices(*kinds, to=None):
    """(person, kind, occasion, moment) of what may still be sent, in the order of time."""
    notices = Notice.objects.filter(deliveries__state__in=[State.PENDING, State.CLAIMED])
    if kinds:
        notices = notices.filter(kind__in=kinds)
    if to is not None:
        notices = notices.filter(person=to.person)
    return list(
        notices.order_by("due_at", "pk").values_list("person", "kind", "occasion", "due_at")
    )


def reminders(member):
    """(lead, moment) of a person's open reminders, in the order of time."""
    return [(lead, due) for _p, _k, lead, due in open_notices(planning.REMINDER, to=member)]


def kinds_told(member):
    """Kinds of what was sent to a person, in the order of time."""
    sent = Notice.objects.filter(person=member.person, deliveries__state=State.SENT)
    return list(sent.order_by("deliveries__sent_at", "due_at", "pk").values_list("kind", flat=True))


def send_all_until(moment):
    """Let the sender work at each moment at which something is due, up to `moment`."""
    while True:
        due = (
            Notice.objects.filter(deliveries__state=State.PENDING)
            .order_by("deliveries__next_try_at")
            .values_list("deliveries__next_try_at", flat=True)
            .first()
        )
        if due is None or due > moment:
            return
        send_due(due)


def parsed(received):
    return email.message_from_bytes(received.content, policy=email.policy.default)


def in_los_angeles(*args):
    """A moment by its wall time there."""
    return planning.wall_time.moment(
        date(*args[:3]), time(*args[3:]), PartnershipFactory.build(timezone=LOS_ANGELES).zone
    ).astimezone(UTC)
