"""What people answer, by themselves or through somebody who writes it down."""

from datetime import timedelta

import pytest
from django.utils import translation

from meetings import answering, planning
from meetings.models import FollowUp, Rsvp, TimeAnswer
from meetings.planning import RSVP_MISSING, SUPPORT_CHECK
from notices import answers
from notices.models import Notice, Task, TaskKind
from notices.receipts import RECEIPT
from notices.rendering import render
from tests.factories import FollowUpFactory, ResourceFactory, SupportNeedFactory
from tests.meetings.world import AT, DAY, NOW, World, open_notices

LATER = DAY + timedelta(days=7)


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es")


@pytest.fixture
def attendance(world, rosa):
    return world.plan().attendances.get(membership=rosa)


@pytest.fixture
def arrangement(world, rosa):
    SupportNeedFactory(membership=rosa)
    return world.plan().arrangements.get()


@pytest.fixture
def follow_up(world, rosa):
    resource = ResourceFactory(partnership=world.partnership, shared_by=world.facilitator)
    return FollowUpFactory(resource=resource, membership=rosa)


def after(arrangement):
    return arrangement.meeting.ends_at + timedelta(hours=1)


def through_link(letter, obj):
    """The question as it is found by the token of its link."""
    token = answers.link(letter, obj).rstrip("/").rpartition("/")[2]
    return answers.find(token)


# Will you come?


def test_a_person_answers_whether_they_come(attendance):
    answering.rsvp(attendance, Rsvp.YES, now=NOW)

    attendance.refresh_from_db()
    assert (attendance.rsvp, attendance.answered_at) == ("yes", NOW)
    assert attendance.recorded_by is None
    assert open_notices(RSVP_MISSING, to=attendance.membership) == []
    assert not Notice.objects.filter(kind=RECEIPT).exists()


def test_an_answer_can_change(attendance):
    answering.rsvp(attendance, Rsvp.YES, now=NOW)
    answering.rsvp(attendance, Rsvp.NO, now=NOW + timedelta(hours=1))

    attendance.refresh_from_db()
    assert attendance.rsvp == "no"


def test_what_somebody_wrote_down_is_sent_back_to_the_person(world, attendance):
    answering.rsvp(attendance, Rsvp.YES, recorded_by=world.facilitator, now=NOW)

    attendance.refresh_from_db()
    assert attendance.recorded_by == world.facilitator
    (receipt,) = Notice.objects.filter(kind=RECEIPT)
    assert receipt.person == attendance.membership.person
    message = render(receipt)
    assert answers.link("r", attendance) in message.text
    assert "jueves, 18 de marzo de 2027" not in message.text
    receipt.person.detail = "full"
    assert "jueves, 18 de marzo de 2027" in render(receipt).text


def test_an_answer_of_ones_own_names_no_writer(attendance):
    answering.rsvp(attendance, Rsvp.YES, recorded_by=attendance.membership, now=NOW)

    attendance.refresh_from_db()
    assert attendance.recorded_by is None
    assert not Notice.objects.filter(kind=RECEIPT).exists()


def test_the_link_asks_in_the_language_of_the_person(attendance):
    question, found = through_link("r", attendance)

    with translation.override("es"):
        assert "jueves, 18 de marzo de 2027" in question.ask(found)
    assert found == attendance
    assert question.person(found) == attendance.membership.person
    assert question.partnership(found) == attendance.meeting.partnership


def test_support_is_an_answer_only_for_who_needs_some(world, arrangement):
    needing = arrangement.meeting.attendances.get(membership=arrangement.need.membership)
    other = arrangement.meeting.attendances.get(membership=world.facilitator)
    question = answering.WILL_YOU_COME

    assert [value for value, _label in question.choices(needing)] == ["yes", "no", "if_supported"]
    assert [value for value, _label in question.choices(other)] == ["yes", "no"]


def test_the_question_closes_when_the_meeting_is_over_or_cancelled(world, attendance):
    question, meeting = answering.WILL_YOU_COME, attendance.meeting

    assert question.is_open(attendance, NOW)
    assert not question.is_open(attendance, meeting.ends_at)
    world.cancel(meeting)
    attendance.refresh_from_db()
    assert not question.is_open(attendance, NOW)


# Was it there?


def test_support_was_there(arrangement):
    answering.support_was_there(arrangement, True, now=after(arrangement))

    arrangement.refresh_from_db()
    assert arrangement.was_there is True
    assert answering.WAS_IT_THERE.current(arrangement) == "yes"
    assert open_notices(SUPPORT_CHECK) == []
    assert not Task.objects.exists()


def test_support_that_was_not_there_becomes_a_task(arrangement):
    answering.support_was_there(arrangement, False, now=after(arrangement))
    answering.support_was_there(arrangement, False, now=after(arrangement))

    task = Task.objects.get()
    assert (task.kind, task.subject) == (TaskKind.SUPPORT_MISSING, arrangement)
    assert task.person == arrangement.need.membership.person


def test_the_question_stays_while_one_answer_is_missing(world, rosa, arrangement):
    SupportNeedFactory(membership=rosa, kind="transport")
    planning.include_needs(arrangement.meeting, [rosa])

    answering.support_was_there(arrangement, True, now=after(arrangement))

    assert len(open_notices(SUPPORT_CHECK)) == 1


def test_support_is_asked_about_when_the_meeting_has_begun(world, arrangement):
    question, found = through_link("s", arrangement)

    assert not question.is_open(found, NOW)
    assert question.is_open(found, found.meeting.starts_at)
    assert [value for value, _label in question.choices(found)] == ["yes", "no"]
    with translation.override("es"):
        assert "jueves, 18 de marzo de 2027" in question.ask(found)
    world.cancel(found.meeting)
    assert not question.is_open(found, found.meeting.starts_at)


# Could you open it?


def test_a_person_says_that_they_could_open_it(follow_up):
    answering.follow_up(follow_up, FollowUp.Answer.OPENED, now=NOW)

    follow_up.refresh_from_db()
    assert (follow_up.answer, follow_up.next_ask_at) == ("opened", None)
    assert not Task.objects.exists()


def test_not_wanting_it_is_an_answer(follow_up):
    answering.follow_up(follow_up, FollowUp.Answer.NOT_WANTED, now=NOW)

    assert FollowUp.objects.open().count() == 0
    assert not Task.objects.exists()


def test_who_could_not_open_it_is_reached_another_way(follow_up):
    answering.follow_up(follow_up, FollowUp.Answer.COULD_NOT, now=NOW)

    task = Task.objects.get()
    assert (task.kind, task.subject) == (TaskKind.CANNOT_OPEN, follow_up)


def test_a_late_answer_closes_the_task_to_reach_the_person(world, follow_up):
    other = FollowUpFactory(resource=follow_up.resource, membership=world.member())
    for each in (follow_up, other):
        answering._hand_over(TaskKind.UNANSWERED, each.membership, each, NOW)

    answering.follow_up(follow_up, FollowUp.Answer.OPENED, now=NOW)

    assert [task.subject for task in Task.objects.open()] == [other]


def test_a_follow_up_is_open_until_the_resource_is_taken_back(follow_up):
    question, found = through_link("f", follow_up)

    assert question.is_open(found, NOW)
    assert len(question.choices(found)) == 3
    assert question.person(found) == follow_up.membership.person
    assert question.partnership(found) == follow_up.resource.partnership
    with translation.override("es"):
        assert question.ask(found)
    found.resource.withdrawn_at = NOW
    assert not question.is_open(found, NOW)


# Which times work?


def test_people_say_which_times_work(world, rosa):
    meeting = world.draft(None)
    planning.propose_times(meeting, [(DAY, AT), (LATER, AT)], by=world.facilitator, now=NOW)
    first, second = meeting.time_options.order_by("starts_at")

    answering.times(meeting, rosa, {first: "yes", second: "no"}, now=NOW)
    answering.times(meeting, rosa, {second: "if_needed"}, recorded_by=world.facilitator, now=NOW)

    given = TimeAnswer.objects.order_by("option__starts_at")
    assert [(answer.works, answer.recorded_by) for answer in given] == [
        ("yes", None),
        ("if_needed", world.facilitator),
    ]
