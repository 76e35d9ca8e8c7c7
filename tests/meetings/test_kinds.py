"""What this app tells people: to whom it still matters, what goes with it, how a preview looks."""

from datetime import timedelta

import pytest

from meetings import kinds as ours
from meetings import noting, planning, sharing, supporting
from meetings.models import Rsvp
from notices import kinds
from notices.kinds import Category
from notices.models import Notice
from notices.rendering import render
from partners.models import Detail
from tests.factories import FollowUpFactory, ResourceFactory, SupportNeedFactory
from tests.meetings.test_messages import KINDS, everything
from tests.meetings.world import (
    AT,
    DAY,
    NOW,
    World,
    kinds_told,
    send_all_until,
)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es")


def latest(member, kind):
    return Notice.objects.filter(person=member.person, kind=kind).latest("pk")


def is_wanted(notice, now=NOW):
    fresh = Notice.objects.get(pk=notice.pk)
    return kinds.get(fresh.kind).is_wanted(fresh, now)


def test_all_kinds_are_known():
    assert {kind.name for kind in kinds.all_kinds()} >= KINDS


@pytest.mark.parametrize("name", sorted(KINDS))
def test_work_and_what_would_lead_people_astray_cannot_be_switched_off(name):
    kind = kinds.get(name)

    astray = {planning.MOVED, planning.CHANGED, planning.CANCELLED}
    assert kind.may_be_muted is (kind.category != Category.WORK and name not in astray)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_kind_has_a_preview_before_anything_happened(world, name):
    kind = kinds.get(name)
    member = world.member()
    for member.person.detail in Detail.values:
        for member.person.language in ["en", "es", "ar"]:
            message = render(preview(kind, member))

            assert message.language == member.person.language
            assert message.subject
            assert message.text


def test_each_kind_has_a_preview_of_what_there_is(world, rosa, smtp_sink):
    everything(world, [rosa])
    planned = world.plan(DAY + timedelta(days=40))

    for name in sorted(KINDS):
        message = render(preview(kinds.get(name), rosa))

        assert message.text
        assert planned.title_en not in message.subject


def preview(kind, member):
    return Notice(
        kind=kind.name,
        person=member.person,
        partnership=member.partnership,
        subject=kind.example(member),
        occasion=kind.example_occasion,
        due_at=NOW,
    )


# What goes with it


def test_news_of_a_meeting_bring_its_calendar_file(world, rosa, smtp_sink):
    meeting = world.plan()
    send_all_until(NOW)
    world.move(meeting, DAY + timedelta(days=7))
    planning.change_place(
        meeting, place="Hall", online_url="", dial_in="", by=world.facilitator, now=NOW
    )
    methods = {name: method_of(latest(rosa, name)) for name in ours.planning.BOUND_TO_THE_TIME[:3]}
    send_all_until(NOW)
    world.cancel(meeting)

    assert set(methods.values()) == {"REQUEST"}
    assert method_of(latest(rosa, planning.CANCELLED)) == "CANCEL"
    assert method_of(latest(rosa, planning.REMINDER)) is None


def test_reminders_in_a_series_bring_the_file_that_was_not_sent_before(world, rosa):
    from_series = world.draft()
    ours.planning.plan(from_series, by=world.facilitator, now=NOW)
    series_of(world, from_series)

    assert method_of(latest(rosa, planning.REMINDER)) == "REQUEST"


def test_a_search_for_a_time_has_no_calendar_file(world, rosa, smtp_sink):
    poll = world.draft(None)
    planning.propose_times(poll, [(DAY, AT)], by=world.facilitator, now=NOW)
    send_all_until(NOW)
    world.cancel(poll)

    notice = latest(rosa, planning.CANCELLED)
    assert method_of(notice) is None
    assert render(notice).subject


def method_of(notice):
    attachments = render(Notice.objects.get(pk=notice.pk)).attachments
    return next((each.method for each in attachments), None)


def series_of(world, meeting):
    meeting.series = world.partnership.series.create(
        rule="FREQ=WEEKLY",
        first_on=DAY,
        local_time=AT,
        timezone=meeting.timezone,
        planned_until=DAY,
    )
    meeting.save()


# To whom it still matters


def test_times_are_asked_until_a_person_answered_or_one_is_chosen(world, rosa):
    poll = world.draft(None)
    planning.propose_times(poll, [(DAY, AT)], by=world.facilitator, now=NOW)
    mine, theirs = latest(rosa, planning.TIMES), latest(world.facilitator, planning.TIMES)
    option = poll.time_options.get()

    option.answers.create(membership=rosa, works="yes", answered_at=NOW)
    assert not is_wanted(mine)
    assert is_wanted(theirs)
    planning.choose_time(option, by=world.facilitator, now=NOW)
    assert not is_wanted(theirs)


def test_places_are_news_until_the_next_change(world, rosa, smtp_sink):
    meeting = world.plan()
    send_all_until(NOW)
    change = {"online_url": "", "dial_in": "", "by": world.facilitator, "now": NOW}
    planning.change_place(meeting, place="Hall", **change)
    first = latest(rosa, planning.CHANGED)
    assert is_wanted(first)

    planning.change_place(meeting, place="Town hall", **change)

    assert not is_wanted(first)
    assert is_wanted(latest(rosa, planning.CHANGED))


def test_reminders_for_a_meeting_that_began_are_of_no_use(world, rosa):
    meeting = world.plan()
    notice = latest(rosa, planning.REMINDER)

    assert is_wanted(notice, meeting.starts_at - timedelta(minutes=1))
    assert not is_wanted(notice, meeting.starts_at)


def test_support_is_checked_with_who_did_not_say_no_and_has_not_answered(world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan()
    notice = latest(rosa, planning.SUPPORT_CHECK)
    after = meeting.ends_at + timedelta(days=1)

    assert is_wanted(notice, after)
    meeting.attendances.filter(membership=rosa).update(rsvp=Rsvp.NO, answered_at=NOW)
    assert not is_wanted(notice, after)
    meeting.attendances.filter(membership=rosa).update(rsvp=Rsvp.YES)
    meeting.arrangements.update(was_there=True, answered_at=NOW)
    assert not is_wanted(notice, after)


def test_support_of_a_cancelled_meeting_is_not_checked(world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan()
    notice = latest(rosa, planning.SUPPORT_CHECK)
    meeting.cancelled_at = NOW
    meeting.save()

    assert not is_wanted(notice, meeting.ends_at + timedelta(days=1))


def test_news_of_support_are_for_the_state_it_is_in(world, rosa):
    SupportNeedFactory(membership=rosa)
    arrangement = world.plan().arrangements.get()
    for note in ("Taxi at 4", "Taxi at 5"):
        supporting.arrange(
            arrangement, state="arranged", note=note, owner=None, by=world.facilitator, now=NOW
        )
    first, second = Notice.objects.filter(kind=supporting.SUPPORT_ARRANGED).order_by("pk")

    assert [is_wanted(first), is_wanted(second)] == [False, True]


def test_only_the_latest_notes_are_announced(world, rosa):
    meeting = world.plan(now=NOW)
    noting.send_notes(meeting, by=world.facilitator, now=NOW)
    first = latest(rosa, noting.NOTES_READY)
    noting.send_notes(meeting, by=world.facilitator, now=NOW + timedelta(hours=1))

    assert not is_wanted(first)
    assert is_wanted(latest(rosa, noting.NOTES_READY))
    assert meeting.notes_sent_at == NOW + timedelta(hours=1)


def test_what_a_person_promised_stands_in_full_only_for_who_wants_it_so(world, rosa):
    full = world.member(person__detail="full")
    meeting = world.plan()
    for member in (rosa, full):
        meeting.actions.create(owner=member, text_en="Ask around", due_on=DAY)
    noting.send_notes(meeting, by=world.facilitator, now=NOW)

    assert "Ask around (Thursday, March 18, 2027)" in render(latest(full, noting.NOTES_READY)).text
    assert "Ask around" not in render(latest(rosa, noting.NOTES_READY)).text


def test_resources_matter_until_they_are_taken_back(world, rosa):
    resource = ResourceFactory(partnership=world.partnership, shared_by=world.facilitator)
    follow_up = FollowUpFactory(resource=resource, membership=rosa, asked=1)
    kind = kinds.get(sharing.RESOURCE_FOLLOW_UP)
    notice = Notice(
        kind=kind.name,
        person=rosa.person,
        partnership=world.partnership,
        subject=follow_up,
        occasion="2",
        due_at=NOW,
    )

    assert kind.is_wanted(notice, NOW)
    resource.withdrawn_at = follow_up.resource.withdrawn_at = NOW
    assert not kind.is_wanted(notice, NOW)


def test_facilitators_who_left_hear_of_no_missing_support(world, rosa, smtp_sink):
    SupportNeedFactory(membership=rosa)
    gone = world.member(facilitator=True)
    world.plan()
    gone.left_at = NOW
    gone.save()

    send_all_until(NOW + timedelta(days=12))

    assert planning.SUPPORT_UNARRANGED not in kinds_told(gone)
    assert planning.SUPPORT_UNARRANGED in kinds_told(world.facilitator)
