"""The readiness gate, and arranging what people need."""

from datetime import timedelta

import pytest

from meetings import planning, readiness, supporting
from meetings.models import ArrangementState
from meetings.supporting import SUPPORT_ARRANGED
from notices.rendering import render
from partners.models import Detail
from tests.factories import ResourceFactory, ResourceTextFactory, SupportNeedFactory
from tests.meetings.world import (
    NOW,
    World,
    in_los_angeles,
    kinds_told,
    open_notices,
    send_all_until,
)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es")


def arrange(world, arrangement, state, note="", **kwargs):
    supporting.arrange(
        arrangement,
        state=state,
        note=note,
        owner=world.facilitator,
        by=world.facilitator,
        now=NOW,
        **kwargs,
    )


def test_a_meeting_with_nothing_missing_is_ready(world, rosa):
    gate = readiness.readiness(world.plan(), NOW)

    assert gate.is_ready
    assert not gate.needs_reason


def test_unmet_needs_stand_at_the_gate_the_essential_ones_first(world, rosa):
    useful = SupportNeedFactory(membership=rosa)
    essential = SupportNeedFactory(membership=rosa, is_essential=True)
    met = SupportNeedFactory(membership=rosa)
    meeting = world.plan()
    meeting.arrangements.filter(need=met).update(state="arranged")

    gate = readiness.readiness(meeting, NOW)

    assert [each.need for each in gate.unmet] == [essential, useful]
    assert [each.need for each in gate.essential_unmet] == [essential]
    assert (gate.is_ready, gate.needs_reason) == (False, True)


def test_needs_of_people_who_left_or_have_them_no_more_do_not_count(world, rosa):
    gone = SupportNeedFactory(membership=rosa, is_essential=True)
    SupportNeedFactory(membership=world.member(), is_essential=True)
    meeting = world.plan()
    gone.ended_at = NOW
    gone.save()
    other = meeting.arrangements.exclude(need=gone).get().need.membership
    other.left_at = NOW
    other.save()

    assert readiness.readiness(meeting, NOW).is_ready


def test_the_gate_says_by_when_and_whether_it_is_late(world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan()

    gate = readiness.readiness(meeting, NOW)

    assert gate.due_at == in_los_angeles(2027, 3, 8, 17, 30)
    assert not gate.is_late
    assert readiness.readiness(meeting, gate.due_at).is_late


def test_what_everyone_needs_to_read_and_some_cannot_stands_at_the_gate(world, rosa):
    meeting = world.plan()
    resource = ResourceFactory(partnership=world.partnership, meeting=meeting, is_essential=True)
    ResourceTextFactory(resource=resource, language="en")
    ResourceFactory(partnership=world.partnership, meeting=meeting)  # nobody needs to read it

    (unread,) = readiness.readiness(meeting, NOW).unread_resources

    assert unread.resource == resource
    assert unread.coverage.waiting == [rosa]
    ResourceTextFactory(resource=resource, language="es")
    assert readiness.readiness(meeting, NOW).is_ready


def wants_all(member):
    """Let messages tell them what they need and what others say: else they read it here."""
    member.person.detail = Detail.FULL
    member.person.save()


def test_going_ahead_anyway_takes_a_reason_that_everyone_reads(world, rosa):
    wants_all(rosa)
    SupportNeedFactory(membership=rosa, is_essential=True)
    meeting = world.plan()

    with pytest.raises(readiness.SayWhy):
        readiness.go_ahead(meeting, reason="  ", by=world.facilitator, now=NOW)
    readiness.go_ahead(meeting, reason="Rosa agreed", by=world.facilitator, now=NOW)

    assert not readiness.readiness(meeting, NOW).needs_reason
    reminder = rosa.person.notices.get(kind=planning.REMINDER, occasion="P1D")
    assert "Rosa agreed" in render(reminder).text


def test_going_ahead_needs_a_meeting_that_stands(world, rosa):
    meeting = world.plan()
    world.cancel(meeting)

    with pytest.raises(planning.Cancelled):
        readiness.go_ahead(meeting, reason="Yes", by=world.facilitator, now=NOW)
    poll = world.draft(None)
    planning.propose_times(poll, [], by=world.facilitator, now=NOW)
    with pytest.raises(planning.NotPlanned):
        readiness.go_ahead(poll, reason="Yes", by=world.facilitator, now=NOW)
    assert readiness.readiness(poll, NOW).due_at is None


# Arranging


@pytest.fixture
def arrangement(world, rosa):
    SupportNeedFactory(membership=rosa)
    return world.plan().arrangements.get()


def test_the_person_is_told_what_was_arranged(world, rosa, arrangement):
    wants_all(rosa)
    arrange(world, arrangement, ArrangementState.ARRANGED, "Taxi a las 16:50", note_language="es")

    arrangement.refresh_from_db()
    assert (arrangement.owner, arrangement.changed_at) == (world.facilitator, NOW)
    message = render(rosa.person.notices.get(kind=SUPPORT_ARRANGED))
    assert "Taxi a las 16:50" in message.text
    assert message.language == "es"


def test_a_note_in_another_language_is_printed_with_its_language(world, rosa, arrangement):
    wants_all(rosa)
    arrange(world, arrangement, ArrangementState.ARRANGED, "Taxi at 16:50")

    message = render(rosa.person.notices.get(kind=SUPPORT_ARRANGED))

    assert '<span lang="en" dir="ltr">Taxi at 16:50</span>' in message.html


def test_not_possible_says_why(world, rosa, arrangement):
    wants_all(rosa)
    with pytest.raises(supporting.SayWhy):
        arrange(world, arrangement, ArrangementState.NOT_POSSIBLE, " ")

    arrange(world, arrangement, ArrangementState.NOT_POSSIBLE, "No interpreter is free")

    assert "No interpreter is free" in render(rosa.person.notices.get(kind=SUPPORT_ARRANGED)).text


def test_only_the_latest_news_is_told(smtp_sink, world, rosa, arrangement):
    arrange(world, arrangement, ArrangementState.ARRANGED, "Taxi at 4")
    arrange(world, arrangement, ArrangementState.ARRANGED, "Taxi at 5")
    arrange(world, arrangement, ArrangementState.ARRANGED, "Taxi at 5")

    send_all_until(NOW)

    assert kinds_told(rosa).count(SUPPORT_ARRANGED) == 1


def test_support_for_a_meeting_of_the_past_is_no_news(world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan(now=NOW)
    arrangement = meeting.arrangements.get()

    supporting.arrange(
        arrangement, state="arranged", note="", owner=None, by=world.facilitator,
        now=meeting.ends_at + timedelta(days=1),
    )  # fmt: skip

    assert open_notices(SUPPORT_ARRANGED) == []
