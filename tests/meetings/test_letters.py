"""News of a meeting for somebody who wants letters: by post in time, else by phone, else a task."""

from datetime import timedelta

import pytest

from notices import letters
from notices.models import Delivery, State, Task, TaskKind
from notices.routes import POSTING, PRINTING
from notices.sending import send_due
from partners.models import Channel
from tests.meetings.world import DAY, NOW, World

PHONE = "+1 213 555 0142"


@pytest.fixture
def world(db, smtp_sink):
    return World()


@pytest.fixture
def by_post(world):
    def make(**person):
        wishes = {"email": None, "channel": Channel.POST, "postal_address": "Sam\n12 Mill Lane"}
        return world.member(**{f"person__{key}": it for key, it in {**wishes, **person}.items()})

    return make


def ways(member, kind):
    rows = Delivery.objects.filter(notice__kind=kind, notice__person=member.person)
    return [(row.channel, row.state) for row in rows.order_by("pk")]


def post(member, now):
    letter = letters.letter_to(member, now)
    letters.mark_printed(letter, now=now)
    return letters.posted(letter, by=member, now=now)


def test_who_wants_letters_gets_the_plan_and_its_reminders_in_time(world, by_post):
    sam = by_post()
    meeting = world.plan()

    assert ways(sam, "meeting_planned") == [(Channel.POST, State.PENDING)]
    reminders = Delivery.objects.filter(notice__kind="meeting_reminder", notice__person=sam.person)
    assert reminders
    for each in reminders:
        assert each.next_try_at <= each.notice.due_at - POSTING
        assert each.next_try_at + PRINTING <= each.post_by  # also the one two hours before
        assert each.post_by == meeting.starts_at - POSTING


@pytest.mark.parametrize("change", ["move", "cancel"])
def test_an_urgent_change_is_called_where_a_letter_would_come_too_late(world, by_post, change):
    sam = by_post(phone=PHONE)
    meeting = world.plan()
    post(sam, NOW)
    late = meeting.starts_at - timedelta(days=2)

    if change == "move":
        world.move(meeting, DAY + timedelta(days=30), now=late)  # nobody sets out in vain before
    else:
        world.cancel(meeting, now=late)

    kind = {"move": "meeting_moved", "cancel": "meeting_cancelled"}[change]
    assert ways(sam, kind) == [(Channel.CALL, State.PENDING)]


def test_an_urgent_change_that_no_way_brings_in_time_is_a_task(world, by_post):
    sam = by_post()
    meeting = world.plan()
    post(sam, NOW)

    world.cancel(meeting, now=meeting.starts_at - timedelta(days=2))

    assert ways(sam, "meeting_cancelled") == [(Channel.POST, State.FAILED)]
    assert Task.objects.get(person=sam.person).kind == TaskKind.LETTER_LATE


def test_a_change_long_before_goes_by_post(world, by_post):
    sam = by_post(phone=PHONE)
    meeting = world.plan()
    post(sam, NOW)

    world.cancel(meeting, now=NOW + timedelta(days=1))

    assert ways(sam, "meeting_cancelled") == [(Channel.POST, State.PENDING)]


def test_news_that_nobody_posts_in_time_is_called(world, by_post):
    sam = by_post(phone=PHONE)
    meeting = world.plan()
    post(sam, NOW)
    world.move(meeting, DAY + timedelta(days=30), now=NOW + timedelta(days=1))
    last = Delivery.objects.get(notice__kind="meeting_moved", notice__person=sam.person).post_by

    send_due(last)
    assert ways(sam, "meeting_moved") == [(Channel.POST, State.PENDING)]
    send_due(last + timedelta(minutes=1))

    moved = ways(sam, "meeting_moved")
    assert moved == [(Channel.POST, State.VOID), (Channel.CALL, State.PENDING)]
