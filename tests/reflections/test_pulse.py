"""The pulse: asked once, a few hours after a meeting; answered once, while it is open."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery import current_app
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from meetings import planning
from meetings.models import Attendance, Meeting
from notices.models import Delivery, Notice, State
from notices.sending import send_due
from partners.models import Channel
from partners.roles import Role
from reflections import pulsing, tasks
from reflections.models import Pulse, PulseReply, Replied
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from tests.reflections.factories_pulse import (
    DAY,
    HOUR,
    NO,
    YES,
    invitation,
    meeting_that_ended,
    members,
    pulse_for,
    reply,
)

pytestmark = pytest.mark.django_db
AT_ANY_HOUR = {"person__quiet_from": time(0), "person__quiet_until": time(0)}


def told(pulse):
    """The people who are told of a pulse."""
    subject = ContentType.objects.get_for_model(pulse)
    return Notice.objects.filter(kind=pulsing.PULSE, subject_type=subject, subject_id=pulse.pk)


# Asking


def test_everyone_who_was_asked_and_takes_part_is_asked_once_there_or_not():
    partnership = PartnershipFactory()
    there, away, left, pausing, observer, newcomer = (
        MembershipFactory(partnership=partnership, **kwargs)
        for kwargs in ({}, {}, {"left": True}, {"pausing": True}, {"role": Role.OBSERVER}, {})
    )
    meeting = meeting_that_ended(partnership, created_by=there)
    for member in (there, away, left, pausing, observer):
        Attendance.objects.create(meeting=meeting, membership=member, was_there=member == there)

    pulse = pulsing.plan(meeting.pk, now())

    assert {notice.person for notice in told(pulse)} == {there.person, away.person}
    assert pulse.asked == 2
    assert newcomer.person not in {notice.person for notice in told(pulse)}


def test_it_comes_a_few_hours_after_the_end_and_stays_open_for_two_weeks():
    everybody = members(1, **AT_ANY_HOUR)
    meeting = meeting_that_ended(everybody[0].partnership, ago=HOUR / 2)

    pulse = pulse_for(everybody, meeting=meeting, at=now())

    assert pulse.opens_at == meeting.ends_at + 3 * HOUR
    assert pulse.closes_at - pulse.opens_at == timedelta(days=14)
    notice = told(pulse).get()
    assert (notice.due_at, notice.last_moment) == (pulse.opens_at, pulse.closes_at)
    assert not pulse.is_open(now())


def test_nobody_is_woken():
    zone = ZoneInfo("Asia/Tokyo")
    evening = datetime.combine(now().astimezone(zone).date() - DAY, time(21), tzinfo=zone)
    (member,) = members(1, person__timezone="Asia/Tokyo")
    meeting = MeetingFactory(partnership=member.partnership, starts_at=evening - 1.5 * HOUR)

    pulse = pulse_for([member], meeting=meeting, at=meeting.ends_at)

    assert pulse.opens_at.astimezone(zone).hour == 0
    wakes_at = Delivery.objects.get(notice__in=told(pulse)).next_try_at.astimezone(zone)
    assert (wakes_at.hour, wakes_at.date()) == (8, evening.date() + DAY)


def test_planning_twice_asks_once():
    everybody = members(2)
    pulse = pulse_for(everybody)

    assert pulsing.plan(pulse.meeting_id, now()) is None

    assert Pulse.objects.count() == 1
    assert told(pulse).count() == 2


@pytest.mark.parametrize(
    ("ago", "is_asked"),
    [(-HOUR, False), (HOUR / 60, True), (6 * DAY, True), (8 * DAY, False)],
    ids=["goes on", "just over", "this week", "long ago"],
)
def test_only_meetings_that_ended_lately_are_asked_about(ago, is_asked):
    meeting = meeting_that_ended(PartnershipFactory(), ago=ago)

    assert (meeting.pk in pulsing.due(now())) is is_asked
    assert MeetingFactory(cancelled=True, past=True).pk not in pulsing.due(now())
    assert MeetingFactory(being_scheduled=True).pk not in pulsing.due(now())


def test_a_meeting_that_nobody_was_asked_to_has_no_pulse():
    meeting = meeting_that_ended(PartnershipFactory())

    assert pulsing.plan(meeting.pk, now()) is None
    assert pulsing.plan(0, now()) is None
    assert not Pulse.objects.exists()


def test_a_meeting_that_was_moved_is_asked_about_after_it_took_place():
    """The pulse is planned by the end there is, so that moving needs nothing called back."""
    (member,) = members(1, **AT_ANY_HOUR)
    day = now().date() + 3 * DAY
    meeting = MeetingFactory(partnership=member.partnership, starts_at=None, created_by=member)
    meeting.set_wall_time(day, time(10))
    planning.plan(meeting, by=member, now=now())
    planning.move(meeting, day=day + DAY, at=time(10), by=member, now=now())

    in_between, afterwards = meeting.ends_at - DAY, meeting.ends_at + HOUR

    assert pulsing.due(in_between) == []
    assert pulsing.due(afterwards) == [meeting.pk]
    assert pulsing.plan(meeting.pk, afterwards).opens_at == meeting.ends_at + 3 * HOUR


def test_a_meeting_called_off_after_all_is_not_asked_about(smtp_sink):
    (member,) = members(1, **AT_ANY_HOUR)
    pulse = pulse_for([member])
    Meeting.objects.filter(pk=pulse.meeting_id).update(cancelled_at=now())

    send_due(now())

    assert Delivery.objects.get().state == State.VOID
    assert smtp_sink.messages == []
    with pytest.raises(pulsing.NotOpen):
        reply(pulse, member)


@pytest.fixture
def in_process():
    """Tasks that are handed out run at once, here."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.mark.usefixtures("in_process")
def test_the_periodic_tasks_find_plan_and_forget():
    everybody = members(2)
    meeting = meeting_that_ended(everybody[0].partnership)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership=member) for member in everybody
    )
    closed = pulse_for(everybody, ago=20 * DAY)
    reply(closed, everybody[0])

    for _run in range(2):
        tasks.plan_pulses()
        tasks.forget_who_replied()

    assert set(Pulse.objects.values_list("meeting", flat=True)) == {meeting.pk, closed.meeting_id}
    assert not Replied.objects.exists()


def test_planning_runs_as_many_statements_for_thirty_people_as_for_three(
    django_assert_num_queries, django_assert_max_num_queries
):
    counts = []
    for count in (3, 30):
        everybody = members(count)
        with django_assert_max_num_queries(40) as captured:
            pulse_for(everybody)
        counts.append(len(captured))

    assert counts[0] == counts[1]


# Replying


def test_a_reply_is_kept_and_what_was_left_out_is_left_out():
    (member,) = members(1)
    pulse = pulse_for([member])

    reply(pulse, member, {"voice": "yes", "support": "not_needed"})

    kept = PulseReply.objects.get()
    assert (kept.voice, kept.support, kept.safety) == ("yes", "not_needed", "")


def test_nobody_replies_twice():
    member, other = members(2)
    pulse = pulse_for([member, other])
    reply(pulse, member, YES)

    for _click in range(5):
        with pytest.raises(pulsing.RepliedAlready):
            reply(pulse, member, NO)
    reply(pulse, other, YES)

    assert set(PulseReply.objects.values_list("voice", flat=True)) == {"yes"}
    assert PulseReply.objects.count() == 2


def test_nobody_replies_twice_while_the_key_is_changed(settings):
    (member,) = members(1)
    pulse = pulse_for([member])
    reply(pulse, member)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = get_random_string(50)

    with pytest.raises(pulsing.RepliedAlready):
        reply(pulse, member)


def test_replies_come_in_only_while_it_is_open():
    member, other = members(2)
    pulse = pulse_for([member, other])

    for moment in (pulse.opens_at - HOUR, pulse.closes_at):
        with pytest.raises(pulsing.NotOpen):
            reply(pulse, member, at=moment)
    reply(pulse, member, at=pulse.closes_at - HOUR)

    assert PulseReply.objects.count() == 1


def test_who_left_replies_no_more_and_who_pauses_does():
    gone, pausing = members(2)
    pulse = pulse_for([gone, pausing])
    for member, field in ((gone, "left_at"), (pausing, "paused_at")):
        setattr(member, field, now())
        member.save()

    with pytest.raises(pulsing.NotOpen):
        reply(pulse, gone)
    reply(pulse, pausing)

    assert PulseReply.objects.count() == 1


def test_how_it_stands_for_a_person():
    member, other = members(2)
    pulse = pulse_for([member, other])
    reply(pulse, other)

    stands = [
        pulsing.stands(invitation(pulse, who), at)
        for who, at in [
            (member, pulse.opens_at), (other, pulse.opens_at), (member, pulse.closes_at),
        ]
    ]  # fmt: skip

    assert stands == ["open", "replied", "closed"]


def test_what_waits_is_found_in_as_many_statements_for_many_as_for_one(django_assert_num_queries):
    everybody = members(3)
    for number in range(3):
        pulse_for(everybody, ago=(number + 1) * DAY)
    reply(Pulse.objects.first(), everybody[0])

    with django_assert_num_queries(2):
        one = pulsing.waiting(everybody[:1], now())
    with django_assert_num_queries(2):
        many = pulsing.waiting(everybody, now())

    assert (len(one), len(many)) == (2, 8)
    assert pulsing.waiting(members(1), now()) == []


def test_what_a_facilitator_writes_down_takes_the_call_off_the_sheet():
    (samuel,) = members(1, person__without_email=True, **AT_ANY_HOUR)
    facilitator = MembershipFactory(partnership=samuel.partnership, facilitator=True)
    pulse = pulse_for([samuel, facilitator])
    call = Delivery.objects.get(notice__person=samuel.person)
    assert (call.channel, call.state) == (Channel.CALL, State.PENDING)

    pulsing.record(invitation(pulse, samuel), YES, by=facilitator, now=pulse.opens_at)

    call.refresh_from_db()
    assert call.state == State.VOID
    assert not Notice.objects.filter(kind=pulsing.PULSE_RECORDED).exists()  # nobody calls again


def test_who_has_an_address_hears_that_something_was_written_down():
    """Or somebody could reply in their name, and they would never know."""
    (member,) = members(1)
    facilitator = MembershipFactory(partnership=member.partnership, facilitator=True)
    pulse = pulse_for([member, facilitator])

    pulsing.record(invitation(pulse, member), YES, by=facilitator, now=pulse.opens_at)
    with pytest.raises(pulsing.RepliedAlready):
        pulsing.record(invitation(pulse, member), NO, by=facilitator, now=pulse.opens_at)

    assert Notice.objects.get(kind=pulsing.PULSE_RECORDED).person == member.person


# What the database refuses


def refused():
    return pytest.raises(IntegrityError)


def test_a_pulse_closes_after_it_opens():
    meeting = meeting_that_ended(PartnershipFactory())

    with refused(), transaction.atomic():
        Pulse.objects.create(
            partnership=meeting.partnership, meeting=meeting, asked=1, opens_at=now(),
            closes_at=now() - HOUR,
        )  # fmt: skip


def test_a_meeting_has_one_pulse():
    pulse = pulse_for(members(1))

    with refused(), transaction.atomic():
        Pulse.objects.create(
            partnership=pulse.partnership, meeting=pulse.meeting, asked=1,
            opens_at=pulse.opens_at, closes_at=pulse.closes_at,
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"voice": "maybe"}, {"safety": "not_needed"}, {"fit": "1"}], ids=str
)
def test_a_reply_holds_only_what_was_offered(wrong):
    pulse = pulse_for(members(1))

    with refused(), transaction.atomic():
        PulseReply.objects.create(pulse=pulse, **wrong)


def test_a_mark_stands_once():
    pulse = pulse_for(members(1))
    Replied.objects.create(pulse=pulse, mark="x")

    with refused(), transaction.atomic():
        Replied.objects.create(pulse=pulse, mark="x")
