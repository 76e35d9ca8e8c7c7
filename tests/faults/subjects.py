"""What people are told in a run: small news, a reminder of a meeting, a question on a resource."""

from datetime import timedelta

from django.db import transaction

from meetings import following_up, planning, sharing
from meetings.models import FollowUp, Meeting
from notices.clock import database_now
from notices.planning import plan, void
from tests import factories
from tests.faults import kinds

DAY = timedelta(days=1)


class News:
    """News about a partnership, called back by a word in its purpose."""

    name = "news"

    def __init__(self, audience, *, due_at=None):
        self.partnership = audience.partnership
        self._plan(audience.people, due_at)

    def _plan(self, people, due_at):
        partnership, now = self.partnership, database_now()
        plan(kinds.NEWS, partnership, people, partnership=partnership, now=now, due_at=due_at)

    @transaction.atomic
    def call_back(self):
        self.partnership.purpose_en = kinds.CANCELLED
        self.partnership.save(update_fields=["purpose_en"])
        void(self.partnership)


class FollowUps:
    """The question whether people could open a resource, as the periodic task asks it."""

    name = "follow-ups"

    def __init__(self, audience):
        self.partnership = audience.partnership
        self.facilitator = audience.facilitator
        self.resource = factories.ResourceFactory(
            partnership=audience.partnership, shared_by=audience.facilitator
        )
        factories.ResourceTextFactory(resource=self.resource)
        now = database_now()
        questions = FollowUp.objects.bulk_create(
            FollowUp(resource=self.resource, membership=each, next_ask_at=now)
            for each in audience.memberships
        )
        with transaction.atomic():
            for question in questions:
                following_up.ask(question.pk, database_now())

    def call_back(self):
        sharing.withdraw(self.resource, by=self.facilitator, now=database_now())


class Reminders:
    """The reminder of a meeting the day after, which falls due some seconds from now."""

    name = "reminders"

    def __init__(self, audience, *, seconds=0):
        self.partnership = audience.partnership
        self.facilitator = audience.facilitator
        self.partnership.working_rules.reminder_leads = ["P1D"]
        self.partnership.working_rules.save()
        self.meeting = Meeting(partnership=self.partnership, title_en="A meeting", timezone="UTC")
        self.due_at = database_now() + timedelta(seconds=seconds)
        start = self.due_at + DAY
        self.meeting.set_wall_time(start.date(), start.time())
        before = self.due_at - timedelta(seconds=1)
        planning.plan(self.meeting, by=self.facilitator, now=before, announce=False)

    def call_back(self):
        planning.cancel(self.meeting, because={}, by=self.facilitator, now=database_now())

    def move(self, *, seconds):
        """Meet at another time, of which people are reminded some seconds from now."""
        now = database_now()
        self.due_at = now + timedelta(seconds=seconds)
        start = self.due_at + DAY
        planning.move(self.meeting, day=start.date(), at=start.time(), by=self.facilitator, now=now)
