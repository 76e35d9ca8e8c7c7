from datetime import UTC, datetime, timedelta

import pytest

from charters.models import Agreement, Duty
from dashboards.waiting import waits_for
from partners.roles import Role
from tests.factories import (
    ActionItemFactory,
    ArrangementFactory,
    AttendanceFactory,
    DeliveryFactory,
    FollowUpFactory,
    MeetingFactory,
    MembershipFactory,
    ResourceFactory,
    SupportNeedFactory,
    TaskFactory,
    TimeAnswerFactory,
    TimeOptionFactory,
)

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    return MembershipFactory()


def kinds(membership):
    return [item.kind for item in waits_for([membership], NOW)]


def meeting_of(membership, **about):
    return MeetingFactory(partnership=membership.partnership, **about)


def promise(holder, day):
    agreement = Agreement.objects.create(
        partnership=holder.partnership,
        kind="charter",
        title="How we work",
        created_by=holder,
        created_at=NOW,
    )
    duty = Duty.objects.create(
        agreement=agreement, what="Notes", holder=holder, first_on=day, often="monthly",
        in_force_at=NOW,
    )  # fmt: skip
    duty.dates.create(due_on=day)


def test_nothing_waits_in_a_quiet_partnership(rosa):
    assert kinds(rosa) == []


def test_unanswered_meeting_waits_until_answered(rosa):
    attendance = AttendanceFactory(meeting=meeting_of(rosa), membership=rosa)
    assert kinds(rosa) == ["rsvp"]

    attendance.rsvp, attendance.answered_at = "yes", NOW
    attendance.save()

    assert kinds(rosa) == []


def test_a_statement_worked_out_for_one_serves_others_at_other_times(rosa):
    ana, month = MembershipFactory(), timedelta(days=30)
    AttendanceFactory(meeting=meeting_of(rosa, starts_at=NOW + 50 * DAY), membership=rosa)
    promise(ana, (NOW + 3 * DAY).date())

    def kinds_at(membership, now):
        return [item.kind for item in waits_for([membership], now)]

    assert (kinds_at(rosa, NOW), kinds_at(ana, NOW)) == (["rsvp"], ["duty"])
    assert (kinds_at(rosa, NOW - month), kinds_at(ana, NOW - DAY)) == ([], [])


def test_people_with_other_roles_and_breaks_are_each_asked_what_is_theirs(rosa):
    maya = MembershipFactory(partnership=rosa.partnership, facilitator=True)
    TaskFactory(partnership=rosa.partnership)
    for member in (rosa, maya):
        AttendanceFactory(meeting=meeting_of(member), membership=member)

    asked = [kinds(rosa), kinds(maya)]
    maya.paused_at = NOW

    assert asked == [["rsvp"], ["rsvp", "tasks"]]
    assert kinds(maya) == ["tasks"]
    assert kinds(MembershipFactory(partnership=rosa.partnership, role=Role.OBSERVER)) == []
    assert [item.membership for item in waits_for([maya, rosa], NOW)] == [rosa, maya]


def test_what_waits_is_one_statement_however_much_it_is(rosa, django_assert_num_queries):
    for _ in range(3):
        AttendanceFactory(meeting=meeting_of(rosa), membership=rosa)
        ActionItemFactory(meeting=meeting_of(rosa), owner=rosa)
    waits_for([rosa], NOW)

    with django_assert_num_queries(1):
        waiting = waits_for([rosa], NOW)

    assert len(waiting) == 6


@pytest.mark.parametrize(
    "about",
    [
        {"starts_at": NOW + timedelta(days=90)},
        {"starts_at": NOW - timedelta(days=3)},
        {"cancelled_at": NOW},
    ],
    ids=["far away", "over", "cancelled"],
)
def test_meeting_that_asks_nothing_now_does_not_wait(rosa, about):
    AttendanceFactory(meeting=meeting_of(rosa, **about), membership=rosa)

    assert kinds(rosa) == []


def test_support_waits_once_a_meeting_and_only_when_asked(rosa):
    meeting = meeting_of(rosa)
    asked = [
        ArrangementFactory(meeting=meeting, need=SupportNeedFactory(membership=rosa), asked_at=NOW)
        for _ in range(2)
    ]
    ArrangementFactory(meeting=meeting, need=SupportNeedFactory(membership=rosa))

    assert kinds(rosa) == ["support"]
    assert waits_for([rosa], NOW)[0].at == asked[0].meeting.starts_at


def test_times_wait_until_answered(rosa):
    option = TimeOptionFactory(meeting=meeting_of(rosa, starts_at=None))
    assert kinds(rosa) == ["times"]

    TimeAnswerFactory(option=option, membership=rosa)

    assert kinds(rosa) == []


def test_follow_up_waits_only_when_there_is_something_to_open(rosa):
    resource = ResourceFactory(partnership=rosa.partnership)
    follow_up = FollowUpFactory(resource=resource, membership=rosa, asked=0, next_ask_at=None)
    assert kinds(rosa) == []

    follow_up.next_ask_at = NOW
    follow_up.save()

    assert kinds(rosa) == ["follow_up"]


def test_promise_waits_until_done(rosa):
    ActionItemFactory(meeting=meeting_of(rosa), owner=rosa)
    ActionItemFactory(meeting=meeting_of(rosa), owner=rosa, done_at=NOW)

    assert kinds(rosa) == ["action"]


@pytest.mark.parametrize("about", [{"paused_at": NOW}, {"role": Role.OBSERVER}], ids=str)
def test_nothing_waits_for_who_takes_no_part(about):
    member = MembershipFactory(**about)
    AttendanceFactory(meeting=meeting_of(member), membership=member)

    assert kinds(member) == []


def test_nobody_sees_what_waits_for_somebody_else(rosa):
    other = MembershipFactory(partnership=rosa.partnership)
    AttendanceFactory(meeting=meeting_of(rosa), membership=other)

    assert kinds(rosa) == []
    assert kinds(other) == ["rsvp"]


def test_facilitator_sees_people_to_reach_calls_letters_and_support_to_arrange(rosa):
    maya = MembershipFactory(partnership=rosa.partnership, role=Role.FACILITATOR)
    TaskFactory(partnership=rosa.partnership, person=rosa.person)
    DeliveryFactory(notice__partnership=rosa.partnership, channel="call", next_try_at=NOW)
    DeliveryFactory(notice__partnership=rosa.partnership, channel="post", next_try_at=NOW)
    meeting = meeting_of(rosa)
    for _ in range(2):
        ArrangementFactory(meeting=meeting, need=SupportNeedFactory(membership=rosa))

    waiting = waits_for([maya], NOW)

    assert [(item.kind, item.count) for item in waiting] == [
        ("tasks", 1),
        ("calls", 1),
        ("letters", 1),
        ("arrange", 2),
    ]
    assert kinds(rosa) == []


def test_work_of_another_partnership_does_not_wait(rosa):
    maya = MembershipFactory(role=Role.FACILITATOR)
    TaskFactory(partnership=rosa.partnership, person=rosa.person)
    ArrangementFactory(meeting=meeting_of(rosa), need=SupportNeedFactory(membership=rosa))

    assert kinds(maya) == []
