"""Pages ask the database as often for 3 rows as for 300."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import (
    AgendaItem,
    Arrangement,
    Attendance,
    FollowUp,
    Meeting,
    ResourceText,
    Rsvp,
    TimeAnswer,
    TimeOption,
)
from partners.models import Membership, Person, SupportNeed
from tests.factories import MeetingFactory, ResourceFactory, now

FEW, MANY = 3, 300
MOST = 12  # statements a page; two of them are the session and who is signed in
INTO_THE_LOG = 3  # statements more, where a page shows what only those who arrange see
FOR_FACILITATORS = 16  # theirs also shows the gate, who cannot read it, whom they may record for
WITH_BOOKINGS = 15  # how long it takes, who was asked to interpret, and who could be


def people(team, count):
    persons = Person.objects.bulk_create(
        Person(name=f"Person {number}", email=f"many{number}@example.org", language="es")
        for number in range(count)
    )
    return Membership.objects.bulk_create(
        Membership(partnership=team.partnership, person=person, group="patient", joined_at=now())
        for person in persons
    )


def meetings(team, count):
    first = now() + timedelta(days=5)
    starts = [first + timedelta(days=number) for number in range(count)]
    rows = [
        Meeting(
            partnership=team.partnership,
            created_by=team.ana,
            title_en=f"Meeting {number}",
            timezone="UTC",
            starts_at=start,
            ends_at=start + timedelta(minutes=90),
            local_date=start.date(),
            local_time=start.time(),
        )
        for number, start in enumerate(starts)
    ]
    return Meeting.objects.bulk_create(rows)


def full_meeting(team, count):
    """A meeting with `count` people, needs, answers, items and resources."""
    meeting = MeetingFactory(partnership=team.partnership, created_by=team.ana, chair=team.ben)
    members = people(team, count)
    needs = SupportNeed.objects.bulk_create(
        SupportNeed(membership=member, kind="transport", is_essential=True) for member in members
    )
    Arrangement.objects.bulk_create(Arrangement(meeting=meeting, need=need) for need in needs)
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            membership=member,
            rsvp=Rsvp.YES,
            answered_at=now(),
            recorded_by=team.ana,
        )
        for member in members
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, title_en="x", kind="inform", minutes=1, proposed_by=member)
        for member in members
    )
    for resource in resources(team, count, is_essential=True):
        resource.meeting = meeting
        resource.save()
    return meeting


def resources(team, count, **kwargs):
    found = [
        ResourceFactory(
            partnership=team.partnership, shared_by=team.ana, title_en=f"R {number}", **kwargs
        )
        for number in range(count)
    ]
    ResourceText.objects.bulk_create(
        ResourceText(
            resource=each, language="en", url="https://x.org", added_by=team.ana, added_at=now()
        )
        for each in found
    )
    return found


def full_resource(team, count):
    resource = ResourceFactory(partnership=team.partnership, shared_by=team.ana, title_en="R")
    FollowUp.objects.bulk_create(
        FollowUp(resource=resource, membership=member, recorded_by=team.ana)
        for member in people(team, count)
    )
    return resource


def full_poll(team, count):
    poll = MeetingFactory(partnership=team.partnership, created_by=team.ana, being_scheduled=True)
    start = now() + timedelta(days=5)
    option = TimeOption.objects.create(
        meeting=poll, starts_at=start, local_date=start.date(), local_time=start.time()
    )
    TimeAnswer.objects.bulk_create(
        TimeAnswer(option=option, membership=member, works="yes", answered_at=now())
        for member in people(team, count)
    )
    return poll


BOUNDS = {"support": MOST + INTO_THE_LOG, "go_ahead": MOST + INTO_THE_LOG}
PAGES = {
    "list": (meetings, lambda _made: {}),
    "resources": (resources, lambda _made: {}),
    "resource": (full_resource, lambda resource: {"pk": resource.pk}),
    "times": (full_poll, lambda poll: {"pk": poll.pk}),
    "plan": (people, lambda _made: {}),
    **{
        name: (full_meeting, lambda meeting: {"pk": meeting.pk})
        for name in ["detail", "support", "agenda", "paper", "change", "go_ahead"]
    },
}


def statements(client, address):
    client.get(address)  # what is asked only once, such as the kinds of content
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_as_often_for_many_as_for_few(team, address, name):
    make, fill = PAGES[name]
    few = statements(team.as_ana, address(name, **fill(make(team, FEW))))
    Membership.objects.filter(person__email__startswith="many").update(left_at=now())
    Person.objects.filter(email__startswith="many").update(email=None)

    many = statements(team.as_ana, address(name, **fill(make(team, MANY))))

    assert len(many) == len(few)
    bounds = {"detail": FOR_FACILITATORS, **BOUNDS, "support": WITH_BOOKINGS + INTO_THE_LOG}
    assert len(many) <= bounds.get(name, MOST), "\n".join(many)


def test_partner_reads_a_meeting_in_few_statements(team, address):
    meeting = full_meeting(team, FEW)

    assert len(statements(team.as_ben, address("detail", pk=meeting.pk))) <= MOST


def test_calendar_feed_asks_as_often_for_many_as_for_few(team, client):
    here = team.as_ben.get("/me/calendar/").context["address"].removeprefix("http://testserver")

    def attend(count):
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, membership=team.ben) for meeting in meetings(team, count)
        )

    attend(FEW)
    few = statements(client, here)
    attend(MANY)

    assert len(statements(client, here)) == len(few)
