"""News of meetings as text messages: the hour where the reader is, by every way they allow."""

from datetime import time

import pytest
from django.utils import timezone, translation

from notices import kinds, short
from notices.models import Delivery, Notice
from notices.sending import send_due
from partners import dates, texting
from partners.models import Channel, Person
from tests.meetings.world import DAY, NOW, World

LATER = DAY.replace(day=25)
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.TEXTS, settings.BASE_URL = "console", "https://coprod.example.org"
    return World()


@pytest.fixture
def texted(world):
    """Makes members who get texts."""

    def make(**person):
        person = {"phone": "+12135550142", "channel": "text", "detail": "full", **person}
        membership = world.member(
            **{f"person__{name}": value for name, value in person.items()},
            person__quiet_from=time(0),
            person__quiet_until=time(0),
        )
        texting.agree(membership.person, recorded_by=None, now=NOW)
        Person.objects.filter(pk=membership.person_id).update(phone="+12135550142")
        return membership.person

    return make


def text_of(kind, person):
    """What the person reads, whatever language is active."""
    with translation.override("ar"), timezone.override("Africa/Cairo"):
        return short.write(Notice.objects.get(kind=kind, person=person))


@pytest.mark.parametrize(("language", "pieces"), [("en", 1), ("es", 1), ("ar", 2)])
def test_each_news_says_when_it_is_where_the_reader_is(world, texted, language, pieces):
    person = texted(language=language, timezone="America/New_York")
    meeting = world.plan(place="Room 2")
    first = dates.moment(meeting.start, language, person.zone)
    planned = text_of("meeting_planned", person)
    send_due(NOW)
    world.move(meeting, LATER)
    then = dates.moment(meeting.start, language, person.zone)
    moved = text_of("meeting_moved", person)
    send_due(NOW)
    world.cancel(meeting)
    cancelled = text_of("meeting_cancelled", person)

    for text, when in [(planned, first), (moved, then), (cancelled, then)]:
        hour = when.replace("\u202f", " ") if language != "ar" else when
        assert hour in text.core or short.segments.without_accents(hour) in text.core
        assert short.segments.count(text.core) <= pieces
        assert "Walking together" not in text.body
        assert "Room 2" not in text.body
    assert "https://coprod.example.org/a/r" in planned.body
    assert "https://coprod.example.org/a/r" in moved.body


def test_what_is_urgent_goes_by_all_that_a_person_allows(world, texted):
    person = texted(urgent_also=["email", "call"])
    meeting = world.plan()
    send_due(NOW)
    world.move(meeting, LATER)
    send_due(NOW)
    world.cancel(meeting)

    def ways(kind):
        rows = Delivery.objects.filter(notice__kind=kind, notice__person=person)
        return set(rows.values_list("channel", flat=True))

    assert ways("meeting_planned") == {Channel.TEXT}
    assert ways("meeting_moved") == {Channel.TEXT, Channel.EMAIL, Channel.CALL}
    assert ways("meeting_cancelled") == {Channel.TEXT, Channel.EMAIL, Channel.CALL}


def test_only_moved_changed_and_cancelled_are_urgent():
    urgent = {kind.name for kind in kinds.all_kinds() if kind.is_urgent}

    assert urgent == {"meeting_moved", "meeting_changed", "meeting_cancelled"}
