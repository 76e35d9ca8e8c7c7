"""Planning, moving and cancelling a meeting: who is asked, and what they are told and when."""

from datetime import date, time, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings import planning, refreshing, wall_time
from meetings.models import Arrangement, Attendance, Meeting, Rsvp, TimeOption
from meetings.planning import (
    CANCELLED,
    CHANGED,
    MOVED,
    PLANNED,
    REMINDER,
    RSVP_MISSING,
    SUPPORT_CHECK,
    SUPPORT_UNARRANGED,
    TIMES,
)
from notices.models import Delivery, State
from partners.models import Channel
from partners.roles import Role
from tests.factories import (
    MembershipFactory,
    SupportNeedFactory,
    TimeOptionFactory,
)
from tests.meetings.world import (
    AT,
    DAY,
    NOW,
    World,
    in_los_angeles,
    kinds_told,
    open_notices,
    reminders,
    send_all_until,
)

HOUR = timedelta(hours=1)
LATER = DAY + timedelta(days=7)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es")


def test_everyone_who_takes_part_is_asked(world, rosa):
    world.member(role=Role.OBSERVER)
    world.member(pausing=True)
    world.member(left=True)
    MembershipFactory()  # elsewhere

    meeting = world.plan()

    asked = set(meeting.attendances.values_list("membership", flat=True))
    assert asked == {world.facilitator.pk, rosa.pk}


def test_needs_become_arrangements(world, rosa):
    need = SupportNeedFactory(membership=rosa)
    SupportNeedFactory(membership=rosa, ended_at=NOW)
    SupportNeedFactory()  # elsewhere

    meeting = world.plan()

    assert [each.need for each in meeting.arrangements.all()] == [need]


def test_what_is_told_and_when(world, rosa):
    SupportNeedFactory(membership=rosa)

    world.plan()

    assert open_notices(to=rosa) == [
        (rosa.person_id, PLANNED, "", NOW),
        (rosa.person_id, REMINDER, "P7D", in_los_angeles(2027, 3, 11, 17, 30)),
        (rosa.person_id, RSVP_MISSING, "", in_los_angeles(2027, 3, 15, 17, 30)),
        (rosa.person_id, REMINDER, "P1D", in_los_angeles(2027, 3, 17, 17, 30)),
        (rosa.person_id, REMINDER, "PT2H", in_los_angeles(2027, 3, 18, 15, 30)),
        (rosa.person_id, SUPPORT_CHECK, "", in_los_angeles(2027, 3, 19, 10)),
    ]
    assert open_notices(SUPPORT_UNARRANGED) == [
        (world.facilitator.person_id, SUPPORT_UNARRANGED, "", in_los_angeles(2027, 3, 8, 17, 30))
    ]


def test_who_needs_nothing_is_not_asked_about_support(world, rosa):
    world.plan()

    assert open_notices(SUPPORT_CHECK, SUPPORT_UNARRANGED) == []


def test_a_person_chooses_their_own_reminders(world):
    own = world.member(person__reminder_leads=["P2D"])
    none = world.member(person__reminder_leads=[])

    world.plan()

    assert reminders(own) == [("P2D", in_los_angeles(2027, 3, 16, 17, 30))]
    assert reminders(none) == []


def test_a_meeting_soon_has_only_the_reminders_that_still_can_come(world, rosa):
    world.plan(date(2027, 3, 1), time(17, 30))

    assert [lead for lead, _due in reminders(rosa)] == ["PT2H"]


def test_a_meeting_of_the_past_is_only_written_down(world, rosa):
    meeting = world.plan(date(2027, 2, 1))

    assert meeting.attendances.count() == 2
    assert open_notices() == []


def test_news_waits_until_people_wake(world, rosa):
    night = in_los_angeles(2027, 3, 1, 23)

    world.plan(now=night)

    assert open_notices(PLANNED, to=rosa)[0][3] == in_los_angeles(2027, 3, 2, 8)


def test_news_comes_at_night_if_waiting_would_be_too_late(world, rosa):
    night = in_los_angeles(2027, 3, 1, 23)

    world.plan(date(2027, 3, 2), time(8, 30), now=night)

    assert open_notices(PLANNED, to=rosa)[0][3] == night


def test_moving_asks_and_reminds_again(world, rosa):
    meeting = world.plan()
    send_all_until(NOW)

    world.move(meeting, LATER)

    meeting.refresh_from_db()
    assert (meeting.time_revision, meeting.revision) == (1, 1)
    assert open_notices(MOVED, to=rosa)[0][3] == NOW
    assert reminders(rosa) == [
        ("P7D", in_los_angeles(2027, 3, 18, 17, 30)),
        ("P1D", in_los_angeles(2027, 3, 24, 17, 30)),
        ("PT2H", in_los_angeles(2027, 3, 25, 15, 30)),
    ]


def test_moved_away_and_back_reminds_again(smtp_sink, world, rosa):
    meeting = world.plan()
    reminded = in_los_angeles(2027, 3, 11, 18)
    send_all_until(reminded)

    world.move(meeting, LATER, now=reminded)
    world.move(meeting, DAY, now=reminded + HOUR)
    send_all_until(in_los_angeles(2027, 3, 18, 17, 29))

    assert kinds_told(rosa) == [
        PLANNED,
        REMINDER,  # P7D for the first time; it has passed when the meeting is moved back
        MOVED,
        RSVP_MISSING,
        REMINDER,
        REMINDER,
    ]
    assert world.facilitator.person.address != rosa.person.address
    assert len(smtp_sink.to(rosa.person.address)) == 6


def test_moved_before_a_reminder_and_back_sends_it_once(smtp_sink, world, rosa):
    meeting = world.plan()
    world.move(meeting, LATER)
    world.move(meeting, DAY)

    send_all_until(in_los_angeles(2027, 3, 11, 18))

    assert kinds_told(rosa) == [PLANNED, REMINDER]


def test_who_was_never_told_hears_the_new_time_as_news(world, rosa):
    meeting = world.plan()

    world.move(meeting, LATER)

    assert [kind for _p, kind, _o, _d in open_notices(PLANNED, MOVED, to=rosa)] == [PLANNED]


def test_answers_to_the_old_time_do_not_count_for_the_new(world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan()
    meeting.attendances.update(rsvp=Rsvp.YES, answered_at=NOW)
    meeting.arrangements.update(state="arranged", note="Taxi at 16:50")

    world.move(meeting, LATER)

    assert not meeting.attendances.exclude(rsvp="").exists()
    arrangement = meeting.arrangements.get()
    assert (arrangement.state, arrangement.note, arrangement.revision) == ("to_arrange", "", 1)


def test_moving_to_the_same_time_changes_nothing(world, rosa):
    meeting = world.plan()
    before = open_notices()

    world.move(meeting, DAY)

    assert meeting.time_revision == 0
    assert open_notices() == before


def test_moving_to_a_time_that_does_not_exist_is_refused(world):
    meeting = world.plan()

    with pytest.raises(wall_time.Nonexistent):
        world.move(meeting, date(2027, 3, 14), time(2, 30))


def test_moving_can_change_length_and_zone(world):
    meeting = world.plan()

    world.move(meeting, DAY, minutes=30, timezone="Europe/London")

    meeting.refresh_from_db()
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=30)
    assert meeting.starts_at.hour == 17


def test_another_place_is_told_and_reminders_stay(world, rosa):
    meeting = world.plan()
    send_all_until(NOW)
    before = reminders(rosa)

    change_place(world, meeting, place="Town hall")
    change_place(world, meeting, place="Town hall")

    assert meeting.revision == 1
    assert reminders(rosa) == before
    assert len(open_notices(CHANGED, to=rosa)) == 1


def test_another_place_before_anybody_was_told_is_no_news(world, rosa):
    meeting = world.plan()

    change_place(world, meeting, place="Town hall")

    assert open_notices(CHANGED) == []


def test_a_cancelled_meeting_is_silent_but_for_saying_so(smtp_sink, world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan()
    send_all_until(NOW)

    world.cancel(meeting, now=NOW + HOUR)
    world.cancel(meeting, now=NOW + HOUR)
    send_all_until(NOW + timedelta(days=60))

    assert kinds_told(rosa) == [PLANNED, CANCELLED]
    assert meeting.revision == 1
    assert meeting.cancelled_because_en == "No room"


def test_who_was_never_told_is_not_told_that_it_is_off(smtp_sink, world, rosa):
    meeting = world.plan()

    world.cancel(meeting)
    send_all_until(NOW + timedelta(days=60))

    assert smtp_sink.messages == []


@pytest.mark.parametrize("change", ["move", "place", "times", "choose"])
def test_a_cancelled_meeting_does_not_change(world, change):
    meeting = world.plan()
    option = TimeOptionFactory(meeting=meeting)
    world.cancel(meeting)
    changes = {
        "move": lambda: world.move(meeting, LATER),
        "place": lambda: change_place(world, meeting, place="Town hall"),
        "times": lambda: planning.propose_times(meeting, [], by=world.facilitator, now=NOW),
        "choose": lambda: planning.choose_time(option, by=world.facilitator, now=NOW),
    }

    with pytest.raises(planning.Cancelled):
        changes[change]()


def test_who_left_or_pauses_hears_nothing_any_more(smtp_sink, world, rosa):
    pausing = world.member()
    world.plan()
    send_all_until(NOW)
    rosa.left_at = pausing.paused_at = NOW
    rosa.save()
    pausing.save()

    send_all_until(in_los_angeles(2027, 3, 18, 17, 29))

    assert kinds_told(rosa) == kinds_told(pausing) == [PLANNED]


def test_newcomers_are_asked_and_reminded(world):
    SupportNeedFactory(membership=world.facilitator)
    meeting = world.plan()
    newcomer = world.member()
    need = SupportNeedFactory(membership=newcomer)
    later = in_los_angeles(2027, 3, 12, 12)

    assert refreshing.out_of_step(later) == [meeting.pk]
    refreshing.refresh(meeting.pk, later)

    assert refreshing.out_of_step(later) == []
    assert meeting.arrangements.filter(need=need).exists()
    assert [kind for _p, kind, _o, _d in open_notices(to=newcomer)] == [
        PLANNED,
        RSVP_MISSING,
        REMINDER,
        REMINDER,
        SUPPORT_CHECK,
    ]


def test_a_new_need_is_arranged_for_meetings_to_come(world, rosa):
    meeting = world.plan()
    need = SupportNeedFactory(membership=rosa)

    assert refreshing.out_of_step(NOW) == [meeting.pk]
    refreshing.refresh(meeting.pk, NOW)

    assert Arrangement.objects.filter(meeting=meeting, need=need).exists()
    assert refreshing.out_of_step(NOW) == []


def test_who_moves_to_another_zone_is_reminded_in_their_new_day(world, rosa):
    meeting = world.plan(DAY, time(8))  # four in the afternoon in Madrid
    assert dict(reminders(rosa))["PT2H"] == in_los_angeles(2027, 3, 17, 20)

    rosa.person.timezone = "Europe/Madrid"
    rosa.person.save_changes(["timezone"])
    refreshing.refresh(meeting.pk, NOW)

    assert dict(reminders(rosa))["PT2H"] == in_los_angeles(2027, 3, 18, 6)
    assert refreshing.out_of_step(NOW) == []


def test_who_wants_other_reminders_gets_those_and_no_others(world, rosa):
    meeting = world.plan()
    rosa.person.reminder_leads = ["P7D", "P2D"]
    rosa.person.save_changes(["reminder_leads"])

    refreshing.refresh(meeting.pk, NOW)

    assert [lead for lead, _due in reminders(rosa)] == ["P7D", "P2D"]
    assert [lead for lead, _due in reminders(world.facilitator)] == ["P7D", "P1D", "PT2H"]


def test_other_promises_change_the_reminders_of_all_who_did_not_choose(world, rosa):
    own = world.member(person__reminder_leads=["P3D"])
    meeting = world.plan()
    rules = world.partnership.working_rules
    rules.reminder_leads = ["P5D"]
    rules.save()

    assert refreshing.out_of_step(NOW) == [meeting.pk]
    refreshing.refresh(meeting.pk, NOW)

    assert [lead for lead, _due in reminders(rosa)] == ["P5D"]
    assert [lead for lead, _due in reminders(own)] == ["P3D"]
    assert refreshing.out_of_step(NOW) == []


def test_a_reminder_that_is_due_by_the_new_timing_comes_now_and_once(smtp_sink, world, rosa):
    """Its old time lay ahead, its new one has passed: it is not lost."""
    person = rosa.person
    person.quiet_from, person.quiet_until = time(22), time(18)
    person.save_changes(["quiet_from", "quiet_until"])
    meeting = world.plan()
    now = in_los_angeles(2027, 3, 17, 17, 45)
    send_all_until(now)
    assert dict(reminders(rosa))["P1D"] == in_los_angeles(2027, 3, 17, 18)

    person.quiet_from = person.quiet_until = time(0)
    person.save_changes(["quiet_from", "quiet_until"])
    refreshing.refresh(meeting.pk, now)
    send_all_until(now)
    refreshing.refresh(meeting.pk, now)
    send_all_until(in_los_angeles(2027, 3, 17, 23))

    assert kinds_told(rosa).count(REMINDER) == 2  # seven days before, and now


def test_refreshing_a_meeting_that_is_over_does_nothing(world):
    meeting = world.plan()

    assert refreshing.refresh(meeting.pk, NOW + timedelta(days=60)) is False


def test_who_said_no_is_not_reminded(smtp_sink, world, rosa):
    meeting = world.plan()
    meeting.attendances.filter(membership=rosa).update(rsvp=Rsvp.NO, answered_at=NOW)

    send_all_until(in_los_angeles(2027, 3, 18, 17, 29))

    assert kinds_told(rosa) == [PLANNED]
    assert kinds_told(world.facilitator) == [PLANNED, REMINDER, RSVP_MISSING, REMINDER, REMINDER]


def test_who_answered_is_not_asked_again(smtp_sink, world, rosa):
    meeting = world.plan()
    meeting.attendances.filter(membership=rosa).update(rsvp=Rsvp.YES, answered_at=NOW)

    send_all_until(in_los_angeles(2027, 3, 18, 17, 29))

    assert RSVP_MISSING not in kinds_told(rosa)
    assert kinds_told(rosa).count(REMINDER) == 3


def test_arranged_support_raises_no_alarm(smtp_sink, world, rosa):
    SupportNeedFactory(membership=rosa)
    meeting = world.plan()
    meeting.arrangements.update(state="arranged")

    send_all_until(in_los_angeles(2027, 3, 10, 12))

    assert SUPPORT_UNARRANGED not in kinds_told(world.facilitator)


def test_missing_support_alarms_the_facilitators(smtp_sink, world, rosa):
    SupportNeedFactory(membership=rosa)
    world.plan()

    send_all_until(in_los_angeles(2027, 3, 10, 12))

    assert SUPPORT_UNARRANGED in kinds_told(world.facilitator)
    assert SUPPORT_UNARRANGED not in kinds_told(rosa)


def test_who_needs_a_call_stands_on_the_call_sheet(world):
    world.member(person__without_email=True)

    world.plan()

    due = Delivery.objects.to_call(NOW)
    assert [delivery.channel for delivery in due] == [Channel.CALL]


# Finding a time


def propose(world, *options, now=NOW):
    meeting = world.draft(None)
    planning.propose_times(meeting, options, by=world.facilitator, now=now)
    return meeting


def test_proposing_times_asks_everyone(world, rosa):
    meeting = propose(world, (DAY, AT), TimeOption(local_date=LATER, local_time=AT))

    assert [option.starts_at for option in meeting.time_options.order_by("starts_at")] == [
        in_los_angeles(2027, 3, 18, 17, 30),
        in_los_angeles(2027, 3, 25, 17, 30),
    ]
    assert [kind for _p, kind, _o, _d in open_notices(to=rosa)] == [TIMES]


def test_proposing_more_times_asks_again(smtp_sink, world, rosa):
    meeting = propose(world, (DAY, AT))
    send_all_until(NOW)

    planning.propose_times(meeting, [(LATER, AT)], by=world.facilitator, now=NOW + HOUR)
    send_all_until(NOW + HOUR)

    assert meeting.time_options.count() == 2
    assert kinds_told(rosa) == [TIMES, TIMES]


def test_choosing_a_time_plans_the_meeting(world, rosa):
    meeting = propose(world, (DAY, AT), (LATER, AT))

    planning.choose_time(meeting.time_options.get(local_date=LATER), by=world.facilitator, now=NOW)

    meeting = Meeting.objects.get(pk=meeting.pk)
    assert meeting.starts_at == in_los_angeles(2027, 3, 25, 17, 30)
    assert [kind for _p, kind, _o, _d in open_notices(PLANNED, TIMES, to=rosa)] == [PLANNED]
    assert len(reminders(rosa)) == 3


def test_a_time_is_chosen_once(world):
    meeting = propose(world, (DAY, AT), (LATER, AT))
    first, second = meeting.time_options.order_by("starts_at")
    planning.choose_time(first, by=world.facilitator, now=NOW)

    with pytest.raises(planning.AlreadyPlanned):
        planning.choose_time(second, by=world.facilitator, now=NOW)
    with pytest.raises(planning.AlreadyPlanned):
        planning.propose_times(second.meeting, [], by=world.facilitator, now=NOW)


def test_a_meeting_without_a_time_is_not_moved(world):
    meeting = propose(world, (DAY, AT))

    with pytest.raises(planning.NotPlanned):
        world.move(meeting, LATER)


def test_cancelling_the_search_for_a_time_is_told(smtp_sink, world, rosa):
    meeting = propose(world, (DAY, AT))
    send_all_until(NOW)

    world.cancel(meeting, now=NOW + HOUR)
    send_all_until(NOW + HOUR)

    assert kinds_told(rosa) == [TIMES, CANCELLED]


# As many statements for 300 people as for three


def people(world, count):
    for number in range(count):
        member = world.member(person__language=["en", "es", "ar"][number % 3])
        SupportNeedFactory(membership=member)


def statements(captured):
    """Count what is read and changed; bulk inserts come in batches on SQLite."""
    return len([query for query in captured if not query["sql"].startswith("INSERT")])


@pytest.mark.parametrize("count", [3, 300])
def test_statements_do_not_grow_with_people(world, count):
    people(world, count)
    meeting = world.draft()
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as planned:
        planning.plan(meeting, by=world.facilitator, now=NOW)
    Delivery.objects.filter(notice__kind=PLANNED).update(state=State.SENT, sent_at=NOW)
    with CaptureQueriesContext(connection) as moved:
        world.move(meeting, LATER)
    with CaptureQueriesContext(connection) as cancelled:
        world.cancel(meeting)

    assert Attendance.objects.count() == count + 1
    assert [statements(captured) for captured in (planned, moved, cancelled)] == [21, 35, 16]


def change_place(world, meeting, *, place):
    planning.change_place(
        meeting, place=place, online_url="", dial_in="", by=world.facilitator, now=NOW
    )


def test_asking_twice_is_harmless(world, rosa):
    meeting = world.plan()
    before = open_notices()

    planning.include_newcomers(meeting, now=NOW)
    refreshing.refresh(meeting.pk, NOW)

    assert open_notices() == before


def test_who_plans_is_who_made_it(world):
    meeting, poll = world.draft(), world.draft(None)
    meeting.created_by = poll.created_by = None

    planning.plan(meeting, by=world.facilitator, now=NOW)
    planning.propose_times(poll, [(DAY, AT)], by=world.facilitator, now=NOW)

    assert meeting.created_by == poll.created_by == world.facilitator


def test_correcting_a_meeting_of_the_past_tells_nobody(world, rosa):
    meeting = world.plan(date(2027, 2, 1))

    change_place(world, meeting, place="Town hall")
    world.move(meeting, date(2027, 2, 2))
    world.cancel(meeting)

    assert open_notices() == []


def test_newcomers_are_asked_which_time_works(smtp_sink, world, rosa):
    meeting = propose(world, (DAY, AT))
    send_all_until(NOW)
    newcomer = world.member()

    assert refreshing.searches_to_join(NOW) == [meeting.pk]
    refreshing.refresh(meeting.pk, NOW)
    send_all_until(NOW)

    assert kinds_told(newcomer) == kinds_told(rosa) == [TIMES]
    assert refreshing.found(NOW) == []


def test_a_search_whose_times_have_all_passed_asks_nobody(world):
    propose(world, (DAY, AT))
    world.member()

    assert refreshing.found(NOW + timedelta(days=60)) == []


def test_the_wall_time_stays_where_a_country_changes_its_clocks(smtp_sink, world, rosa):
    """What is stored was worked out by older rules, an hour off."""
    meeting = world.plan()
    send_all_until(NOW)
    meeting.attendances.update(rsvp=Rsvp.YES, answered_at=NOW)
    shifted = {"starts_at": meeting.start + HOUR, "ends_at": meeting.end + HOUR}
    Meeting.objects.filter(pk=meeting.pk).update(**shifted)
    newcomer = world.member()

    assert refreshing.on_other_clocks(NOW) == [meeting.pk]
    refreshing.refresh(meeting.pk, NOW)

    meeting.refresh_from_db()
    assert meeting.starts_at == in_los_angeles(2027, 3, 18, 17, 30)
    assert [kind for _p, kind, _o, _d in open_notices(CHANGED, PLANNED, to=rosa)] == [CHANGED]
    assert [kind for _p, kind, _o, _d in open_notices(CHANGED, PLANNED, to=newcomer)] == [PLANNED]
    assert len(reminders(rosa)) == len(reminders(newcomer)) == 3
    assert not meeting.attendances.filter(membership=rosa, rsvp="").exists()
    assert refreshing.on_other_clocks(NOW) == refreshing.found(NOW) == []
