"""The page to carry along, and answers that come late: taken once, never over a newer one."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings import answering, carrying
from meetings.models import Attendance, FollowUp, TimeAnswer
from notices.models import Task
from partners.carrying import mark
from partners.roles import Role
from tests.factories import (
    ArrangementFactory,
    AttendanceFactory,
    FollowUpFactory,
    MeetingFactory,
    MembershipFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    TimeOptionFactory,
    now,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    member = MembershipFactory(person__language="en")
    client.force_login(member.person)
    return member


@pytest.fixture
def meeting(member):
    return MeetingFactory(partnership=member.partnership)


@pytest.fixture
def attendance(member, meeting):
    return AttendanceFactory(meeting=meeting, membership=member)


def late(client, member, address, version="", **answer):
    """Send an answer as our script does."""
    content = {"version": version, "reader": mark(member.person), **answer}
    return client.post(address, content, headers={"X-Carried": "1"})


def of_meeting(name, meeting, **kwargs):
    return reverse(name, kwargs={"slug": meeting.partnership.slug, "pk": meeting.pk, **kwargs})


def by_phone(attendance, answer):
    facilitator = attendance.meeting.created_by
    answering.rsvp(attendance, answer, recorded_by=facilitator, now=timezone.now())
    return facilitator


# Answers that come late


def test_a_late_answer_is_taken(client, member, meeting, attendance):
    became = late(client, member, of_meeting("meetings:rsvp", meeting), answer="yes").json()

    attendance.refresh_from_db()
    assert attendance.rsvp == "yes"
    assert became == {
        "state": "sent",
        "sentence": "Thank you. Your answer is saved. You can change it any time.",
        "version": carrying.version(attendance.answered_at),
    }


def test_the_same_answer_sent_twice_is_taken_once(client, member):
    meeting = MeetingFactory(partnership=member.partnership, past=True)
    need = SupportNeedFactory(membership=member)
    arrangement = ArrangementFactory(meeting=meeting, need=need)
    address = of_meeting("meetings:was_there", meeting, arrangement=arrangement.pk)
    first = late(client, member, address, answer="no").json()
    arrangement.refresh_from_db()
    answered_at = arrangement.answered_at

    second = late(client, member, address, answer="no").json()

    arrangement.refresh_from_db()
    assert first == second
    assert arrangement.answered_at == answered_at
    assert Task.objects.count() == 1


def test_an_old_answer_never_replaces_a_newer_one(client, member, meeting, attendance):
    facilitator = by_phone(attendance, "no")

    became = late(client, member, of_meeting("meetings:rsvp", meeting), answer="yes").json()

    attendance.refresh_from_db()
    assert (attendance.rsvp, attendance.recorded_by) == ("no", facilitator)
    assert became["state"] == "asked"
    assert facilitator.person.name in became["sentence"]
    assert "I cannot come" in became["sentence"]


def test_an_answer_given_against_the_newer_one_is_taken(client, member, meeting, attendance):
    by_phone(attendance, "no")
    address = of_meeting("meetings:rsvp", meeting)
    asked = late(client, member, address, answer="yes").json()

    became = late(client, member, address, version=asked["version"], answer="yes").json()

    attendance.refresh_from_db()
    assert (attendance.rsvp, attendance.recorded_by) == ("yes", None)
    assert became["state"] == "sent"


def test_what_one_answered_oneself_meanwhile_is_said(client, member, meeting, attendance):
    answering.rsvp(attendance, "no", now=timezone.now())

    became = late(client, member, of_meeting("meetings:rsvp", meeting), answer="yes").json()

    assert became["sentence"] == "Meanwhile you answered: I cannot come. Which one is right?"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ({"cancelled_at": now()}, "This meeting is cancelled. Nothing was changed."),
        (
            {"starts_at": now() - timedelta(days=2), "ends_at": now() - timedelta(days=1)},
            "This meeting is over. Nothing was changed.",
        ),
    ],
)
def test_a_closed_question_says_why(client, member, meeting, attendance, state, sentence):
    for name, value in state.items():
        setattr(meeting, name, value)
    meeting.save()

    became = late(client, member, of_meeting("meetings:rsvp", meeting), answer="yes").json()

    assert became == {"state": "refused", "sentence": sentence, "version": ""}
    assert Attendance.objects.get().rsvp == ""


def test_nonsense_is_refused_and_changes_nothing(client, member, meeting, attendance):
    address = of_meeting("meetings:rsvp", meeting)

    states = [
        late(client, member, address, answer="perhaps").json()["state"],
        late(client, member, address, version="\x00yesterday", answer="no").json()["state"],
        late(client, member, address, version="yesterday").json()["state"],
    ]

    assert states == ["refused", "asked", "asked"]
    assert Attendance.objects.get().rsvp == ""


def test_an_answer_of_another_person_is_not_taken(client, member, meeting, attendance):
    other = MembershipFactory(partnership=member.partnership)

    response = late(client, other, of_meeting("meetings:rsvp", meeting), answer="yes")

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert not Attendance.objects.exclude(rsvp="").exists()


def test_a_late_answer_leaves_earlier_messages_for_the_next_page(
    client, member, meeting, attendance
):
    client.post(of_meeting("meetings:rsvp", meeting), {"answer": ""})

    late(client, member, of_meeting("meetings:rsvp", meeting), answer="yes")
    page = client.get(meeting.get_absolute_url()).content.decode()

    assert "Choose one of the answers." in page
    assert "Your answer is saved." not in page


def test_a_late_follow_up_is_taken_and_not_over_a_newer_one(client, member):
    resource = ResourceFactory(partnership=member.partnership)
    follow_up = FollowUpFactory(resource=resource, membership=member)
    address = of_meeting("meetings:answer_follow_up", resource)

    states = [
        late(client, member, address, answer="could_not").json()["state"],
        late(client, member, address, answer="could_not").json()["state"],
        late(client, member, address, answer="opened").json()["state"],
    ]

    follow_up.refresh_from_db()
    assert states == ["sent", "sent", "asked"]
    assert follow_up.answer == FollowUp.Answer.COULD_NOT
    assert Task.objects.count() == 1


def test_late_times_are_taken_and_not_over_newer_ones(client, member):
    meeting = MeetingFactory(partnership=member.partnership, being_scheduled=True)
    options = [TimeOptionFactory(meeting=meeting) for _ in range(2)]
    first, second = (f"works_{option.pk}" for option in options)
    address = of_meeting("meetings:answer_times", meeting)

    became = [
        late(client, member, address, **{first: "yes", second: "no"}).json(),
        late(client, member, address, **{first: "yes"}).json(),
        late(client, member, address, **{first: "no"}).json(),
        late(client, member, address).json(),
    ]

    assert [each["state"] for each in became] == ["sent", "sent", "asked", "asked"]
    assert "Works for me" in became[2]["sentence"]
    works = TimeAnswer.objects.order_by("option__starts_at").values_list("works", flat=True)
    assert list(works) == ["yes", "no"]


def test_pages_say_against_which_answer_a_form_is_given(client, member, meeting, attendance):
    answering.rsvp(attendance, "yes", now=timezone.now())
    attendance.refresh_from_db()

    pages = [
        client.get(of_meeting(name, meeting)).content.decode()
        for name in ["meetings:detail", "meetings:carry"]
    ]

    marked = f'data-carried="{carrying.version(attendance.answered_at)}"'.replace("+", "&#x2B;")
    for page in pages:
        assert marked in page or marked.replace("&#x2B;", "+") in page


# The page to carry along


def test_the_page_to_carry_along_shows_only_what_is_ones_own(client, member, meeting):
    others = SupportNeedFactory(membership__partnership=member.partnership)
    mine = SupportNeedFactory(membership=member)
    for need, note in [(others, "For somebody else"), (mine, "Sam comes at nine")]:
        ArrangementFactory(meeting=meeting, need=need, note=note, state="arranged")
    AttendanceFactory(meeting=meeting, membership=others.membership, rsvp="no", answered_at=now())

    page = client.get(of_meeting("meetings:carry", meeting)).content.decode()

    assert "Sam comes at nine" in page
    assert "For somebody else" not in page
    assert others.membership.person.name not in page


def test_what_is_to_read_comes_in_the_language_that_one_reads_best(client, member, meeting):
    resource = ResourceFactory(partnership=member.partnership, meeting=meeting)
    for language in ["ar", "en"]:
        ResourceTextFactory(
            resource=resource, language=language, url="", file=ContentFile(b"x", name="a.pdf"),
            size=300_000, file_name=f"{language}.pdf",
        )  # fmt: skip
    ResourceFactory(partnership=member.partnership, meeting=meeting)

    page = client.get(of_meeting("meetings:carry", meeting)).content.decode()

    assert "English, PDF, 293.0\xa0KB" in page
    assert page.count(" data-carry>") == 1
    assert "The files to read come along: 293.0\xa0KB." in page


def test_a_phone_keeps_a_meeting_no_longer_than_it_would_stay_signed_in(meeting):
    soon, late = meeting.ends_at - timedelta(days=1), meeting.ends_at + timedelta(days=9)
    unset = MeetingFactory(partnership=meeting.partnership, being_scheduled=True)

    assert carrying.kept_until(meeting, soon) == soon
    assert carrying.kept_until(meeting, late) == meeting.ends_at + timedelta(days=1)
    assert carrying.kept_until(unset, late) == late


@pytest.mark.parametrize("state", [{"past": True}, {"cancelled": True}])
def test_a_meeting_that_is_over_is_not_offered(client, member, state):
    meeting = MeetingFactory(partnership=member.partnership, **state)

    page = client.get(of_meeting("meetings:carry", meeting)).content.decode()

    assert "data-keep" not in page


def test_an_observer_carries_along_without_answering(client, meeting):
    observer = MembershipFactory(partnership=meeting.partnership, role=Role.OBSERVER)
    resource = ResourceFactory(partnership=meeting.partnership, meeting=meeting)
    FollowUpFactory(resource=resource, membership=observer)
    client.force_login(observer.person)

    page = client.get(of_meeting("meetings:carry", meeting)).content.decode()

    assert "data-keep" in page
    assert "data-carried" not in page


def count_of(client, meeting):
    with CaptureQueriesContext(connection) as queries:
        client.get(of_meeting("meetings:carry", meeting))
    return len(queries)


def test_the_page_to_carry_along_takes_as_many_queries_for_much_as_for_little(
    client, member, meeting
):
    def add(count):
        for _ in range(count):
            resource = ResourceFactory(partnership=member.partnership, meeting=meeting)
            ResourceTextFactory(resource=resource)
            FollowUpFactory(resource=resource, membership=member)
            ArrangementFactory(meeting=meeting, need=SupportNeedFactory(membership=member))

    add(1)
    client.get(of_meeting("meetings:carry", meeting))
    few = count_of(client, meeting)
    add(5)

    assert count_of(client, meeting) == few <= 12
