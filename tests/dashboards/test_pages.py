import pytest
from django.urls import reverse

from partners.roles import Role
from tests.factories import (
    ArrangementFactory,
    AttendanceFactory,
    MeetingFactory,
    MembershipFactory,
    PersonFactory,
    ProgrammeLeaderFactory,
    ResourceFactory,
    SupportNeedFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa(client):
    membership = MembershipFactory(person__language="en")
    client.force_login(membership.person)
    return membership


def page(client, membership):
    return client.get(reverse("dashboards:partnership", args=[membership.partnership.slug]))


def test_home_greets_a_person_without_partnerships(client):
    client.force_login(PersonFactory(name="Ana"))

    html = client.get(reverse("dashboards:home")).content.decode()

    assert "Hello, Ana" in html
    assert reverse("partners:join_by_code") in html


def test_home_names_the_next_meeting_of_each_partnership(client, rosa):
    other = MembershipFactory(person=rosa.person)
    MeetingFactory(partnership=rosa.partnership)

    html = client.get(reverse("dashboards:home")).content.decode()

    assert html.count("No meeting is planned yet.") == 1
    assert other.partnership.name in html


def test_partnership_page_shows_meeting_support_and_answer(client, rosa):
    meeting = MeetingFactory(partnership=rosa.partnership, place="Library")
    AttendanceFactory(meeting=meeting, membership=rosa)
    ArrangementFactory(
        meeting=meeting, need=SupportNeedFactory(membership=rosa), note="Taxi", note_language="en"
    )
    ResourceFactory(partnership=rosa.partnership, title_en="The plan")

    html = page(client, rosa).content.decode()

    for words in ["Library", "Taxi", "The plan", "Will you be at the meeting?"]:
        assert words in html


def test_support_of_others_does_not_show(client, rosa):
    meeting = MeetingFactory(partnership=rosa.partnership)
    other = MembershipFactory(partnership=rosa.partnership)
    ArrangementFactory(
        meeting=meeting, need=SupportNeedFactory(membership=other), note="Taxi for somebody else"
    )

    html = page(client, rosa).content.decode()

    assert "Taxi for somebody else" not in html


def test_empty_partnership_offers_to_plan_only_to_facilitators(client, rosa):
    plan = reverse("meetings:plan", args=[rosa.partnership.slug])
    assert plan not in page(client, rosa).content.decode()

    rosa.role = Role.FACILITATOR
    rosa.save()

    assert plan in page(client, rosa).content.decode()


def test_page_shows_a_dozen_of_what_waits_and_counts_the_rest(client, rosa):
    for _ in range(14):
        AttendanceFactory(meeting=MeetingFactory(partnership=rosa.partnership), membership=rosa)

    html = page(client, rosa).content.decode()

    assert html.count("Will you be at the meeting?") == 12
    assert "2 more things wait." in html


@pytest.mark.parametrize("count", [3, 300])
def test_partnership_page_costs_the_same_for_few_and_many(
    client, rosa, count, django_assert_num_queries
):
    MembershipFactory.create_batch(count, partnership=rosa.partnership)
    ResourceFactory.create_batch(count, partnership=rosa.partnership)
    for _ in range(count):
        AttendanceFactory(meeting=MeetingFactory(partnership=rosa.partnership), membership=rosa)
    page(client, rosa)  # content types are looked up once a process

    with django_assert_num_queries(9):
        page(client, rosa)


@pytest.mark.parametrize("count", [3, 30])
def test_home_costs_the_same_for_few_and_many(client, rosa, count, django_assert_num_queries):
    for membership in MembershipFactory.create_batch(count, person=rosa.person):
        AttendanceFactory(
            meeting=MeetingFactory(partnership=membership.partnership), membership=membership
        )
    home = reverse("dashboards:home")
    client.get(home)

    with django_assert_num_queries(6):
        client.get(home)


def test_a_programme_is_there_for_who_leads_it_and_not_for_who_leads_another(client, rosa):
    programme = reverse("dashboards:programme", args=[rosa.partnership.programme.slug])
    client.force_login(ProgrammeLeaderFactory(programme=rosa.partnership.programme).person)
    to_its_leader = client.get(programme)
    client.force_login(ProgrammeLeaderFactory().person)

    assert client.get(programme).status_code == 404
    assert to_its_leader.status_code == 200
