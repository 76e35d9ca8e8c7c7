"""The periodic work of meetings: found, handed out one by one, safe to run twice."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.management import call_command
from django.utils import timezone

from meetings import planning, repeating, tasks
from meetings.models import Arrangement, Meeting
from meetings.sharing import RESOURCE_FOLLOW_UP
from notices.models import Notice
from tests.factories import (
    ArrangementFactory,
    FollowUpFactory,
    MembershipFactory,
    ResourceFactory,
    SeriesFactory,
    SupportNeedFactory,
)
from tests.meetings.world import World, parsed
from tests.servers import wait_for

YEAR = timedelta(days=365)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def in_process():
    """Tasks that are handed out run at once, here."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.fixture
def all_due(world, now):
    """A question to ask, a newcomer to invite, support to ask about, a series to extend."""
    series = repeating.start(
        world.draft((now + timedelta(days=40)).date()), "FREQ=WEEKLY", by=world.facilitator, now=now
    )
    series.planned_until -= timedelta(days=20)
    series.save()
    series.meetings.filter(local_date__gt=series.planned_until).delete()
    past = world.draft((now - timedelta(days=3)).date())
    planning.plan(past, by=world.facilitator, now=now)
    need = SupportNeedFactory(membership=world.facilitator)
    arrangement = ArrangementFactory(meeting=past, need=need)
    newcomer = world.member(person__quiet_from="00:00", person__quiet_until="00:00")
    resource = ResourceFactory(partnership=world.partnership, shared_by=world.facilitator)
    follow_up = FollowUpFactory(resource=resource, membership=newcomer, next_ask_at=now - YEAR)
    return series, arrangement, newcomer, follow_up


def is_done(series, arrangement, newcomer, follow_up):
    follow_up.refresh_from_db()
    arrangement.refresh_from_db()
    planned = series.meetings.count()
    return (
        follow_up.asked == 1
        and arrangement.asked_at is not None
        and newcomer.attendances.count() == planned
        and planned > 5
    )


def test_tasks_do_what_is_due_and_nothing_twice(in_process, all_due):
    for _time in range(2):
        tasks.ask_due_follow_ups()
        tasks.extend_series()
        tasks.refresh_reminders()
    before = Notice.objects.count()

    tasks.refresh_reminders()

    assert is_done(*all_due)
    assert Notice.objects.count() == before


def test_clocks_changed_by_law_are_followed(in_process, world, now):
    meeting = world.draft((now + timedelta(days=40)).date())
    planning.plan(meeting, by=world.facilitator, now=now)
    hour = timedelta(hours=1)
    shifted = {"starts_at": meeting.start + hour, "ends_at": meeting.end + hour}
    Meeting.objects.filter(pk=meeting.pk).update(**shifted)

    tasks.extend_series()

    assert Meeting.objects.get(pk=meeting.pk).start == meeting.start


def test_a_command_does_the_same_without_celery(all_due, capsys):
    series = all_due[0]
    missing = SeriesFactory(partnership=series.partnership)  # without a meeting to go by

    call_command("look_after_meetings")
    call_command("look_after_meetings")

    assert is_done(*all_due)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("asked 1, ")
    assert second == "asked 0, refreshed 0, planned 0"
    assert not missing.meetings.exists()


def test_support_is_asked_about_once_and_not_of_cancelled_meetings(world, now):
    need = SupportNeedFactory(membership=world.facilitator)
    meeting = world.draft((now - timedelta(days=3)).date())
    planning.plan(meeting, by=world.facilitator, now=now - timedelta(days=5))
    world.cancel(meeting, now=now - timedelta(days=4))

    tasks.refresh_reminders()

    assert Arrangement.objects.get(need=need).asked_at is None


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_asks_and_sends(worker, smtp_sink, now):
    """Beat finds the question, a worker asks it, the sender brings it in the person's language."""
    member = MembershipFactory(
        person__language="es", person__quiet_from="00:00", person__quiet_until="00:00"
    )
    resource = ResourceFactory(partnership=member.partnership)
    FollowUpFactory(resource=resource, membership=member, next_ask_at=now - YEAR)

    address = member.person.address
    wait_for(lambda: smtp_sink.to(address), "the question to arrive", seconds=30)

    (mail,) = smtp_sink.to(address)
    assert parsed(mail)["Content-Language"] == "es"
    assert "/a/f" in parsed(mail).get_body(("plain",)).get_content()
    assert Notice.objects.get(kind=RESOURCE_FOLLOW_UP).person == member.person
