"""The power mirror: by groups taken together, exact, and never one row that points at somebody."""

import pytest
from django.urls import reverse

from dashboards import power
from meetings.models import ItemKind
from partners import publishing
from partners.models import Membership
from partners.roles import Role
from reflections import mirror as mirroring
from reflections import power_subjects
from reflections.circles import GROUPS, Circle, circle_of
from tests.charters.deciding import answer, propose_in, say
from tests.factories import (
    AgendaItemFactory,
    AttendanceFactory,
    MeetingFactory,
    MembershipFactory,
    PartnershipFactory,
    now,
)
from tests.reflections.factories_pulse import DAY, meeting_that_ended, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return PartnershipFactory()


@pytest.fixture
def people(partnership):
    """Three of each circle."""
    groups = {"lived": "patient", "care": "staff", "lead": "payer", "around": "facilitator"}
    return {circle: members(3, partnership, group=group) for circle, group in groups.items()}


def cells(partnership, **kwargs):
    """What each row says: {row: {label: (count, total)}}."""
    found = mirroring.mirror([partnership], now=now(), **kwargs)
    return {
        str(row.label): {str(cell.label): (cell.count, cell.total) for cell in row.cells}
        for row in found.rows
    }


def test_every_group_stands_in_one_circle():
    groups = [group for groups in GROUPS.values() for group in groups]

    assert len(groups) == len(set(groups)) == 8
    assert circle_of("family") == Circle.LIVED


def test_the_agenda_counts_what_people_put_on_it(partnership, people):
    held = meeting_that_ended(partnership, ago=3 * DAY)
    for kind in (ItemKind.CONSULT, ItemKind.DECIDE, ItemKind.RELATE, ItemKind.REFLECT):
        AgendaItemFactory(meeting=held, kind=kind, proposed_by=people["around"][0])
    AgendaItemFactory(meeting=held, proposed_by=people["lived"][0])
    for other in [
        MeetingFactory(partnership=partnership),  # to come
        meeting_that_ended(partnership, ago=100 * DAY),
        meeting_that_ended(partnership, cancelled=True),
        meeting_that_ended(PartnershipFactory()),
    ]:
        AgendaItemFactory(meeting=other, proposed_by=people["lived"][0])

    rows = cells(partnership)

    assert rows["Lived experience"]["Put on the agenda"] == (1, 3)
    assert rows["Facilitators and quality improvement"]["Put on the agenda"] == (2, 3)
    assert rows["Leaders and payers"]["Put on the agenda"] == (0, 3)


def test_who_led_and_whose_hours_it_took(partnership, people):
    held = meeting_that_ended(partnership, ago=3 * DAY, chair=people["lived"][1])
    for member, was_there in [(people["lived"][0], True), (people["lived"][1], True),
                              (people["care"][0], True), (people["care"][1], False)]:  # fmt: skip
        AttendanceFactory(meeting=held, membership=member, was_there=was_there)

    rows = cells(partnership)

    assert rows["Lived experience"]["Meetings led"] == (1, 1)
    assert rows["Lived experience"]["Hours in meetings"] == (3, 5)  # 90 minutes each
    assert rows["Staff and providers"]["Hours in meetings"] == (2, 5)


def test_decisions_and_wishes_come_from_where_they_are_known(partnership, people):
    rosa, maya = people["lived"][0], people["around"][0]
    propose_in(partnership, by=maya)
    answer(say(rosa), maya)
    answer(say(rosa), maya, outcome="not_adopted")
    answer(say(people["care"][0]), maya, outcome="partly")
    say(rosa)

    rows = cells(partnership)

    assert rows["Facilitators and quality improvement"]["Decisions proposed"] == (1, 1)
    assert rows["Lived experience"]["Wishes adopted"] == (1, 2)
    assert rows["Staff and providers"]["Wishes adopted"] == (1, 2)


def test_what_two_people_stand_behind_is_merged_with_others(partnership, people):
    Membership.objects.filter(pk=people["lead"][0].pk).delete()

    found = mirroring.mirror([partnership], now=now())

    assert found.is_merged
    rows = cells(partnership)
    assert {row: values["People"] for row, values in rows.items()} == {
        "Lived experience": (3, 11),
        "Everyone else": (8, 11),
    }


def test_nothing_is_shown_where_merging_does_not_help(partnership, client):
    members(2, partnership, group="patient")
    (tom, *_others) = members(9, partnership, group="staff")
    client.force_login(tom.person)

    page = client.get(reverse("reflections:power_mirror", args=[partnership.slug]))

    assert mirroring.mirror([partnership], now=now()).rows == []
    assert "Not shown, to protect people" in page.content.decode()
    assert "<table" not in page.content.decode()


def test_a_circle_without_anybody_is_left_out_and_hides_nothing(partnership):
    members(3, partnership, group="patient")
    members(3, partnership, group="staff")

    assert set(cells(partnership)) == {"Lived experience", "Staff and providers"}


def test_one_row_alone_is_no_mirror(partnership):
    members(12, partnership, group="patient")

    assert cells(partnership) == {}


def test_who_left_in_that_time_still_stands_behind_what_was_done(partnership, people):
    gone, before = people["lead"][:2]
    for member, left_at in [(gone, now() - DAY), (before, now() - 100 * DAY)]:
        member.left_at = left_at
        member.save()

    assert cells(partnership)["Everyone else"]["People"] == (8, 11)


def test_observers_do_not_count_as_people_who_could(partnership, people):
    MembershipFactory(partnership=partnership, role=Role.OBSERVER, group="quality")

    assert cells(partnership)["Lived experience"]["People"] == (3, 12)


def test_people_outside_are_shown_by_a_stricter_rule(partnership, people):
    assert cells(partnership, rule=publishing.DEFAULT) == {}

    members(12, partnership, group="patient")
    members(12, partnership, group="staff")
    merged = cells(partnership, rule=publishing.DEFAULT)

    assert set(merged) == {"Lived experience", "Everyone else"}


def test_the_page_shows_the_share_of_the_people_beside_each(partnership, people, client):
    client.force_login(people["lived"][0].person)

    page = client.get(reverse("reflections:power_mirror", args=[partnership.slug])).content.decode()

    assert '<th scope="row">Lived experience</th>' in page
    assert 'data-label="People"' in page
    assert "3 of 12" in page
    assert "None yet" in page
    assert 'class="bar"' in page


@pytest.mark.parametrize("count", [3, 300])
def test_it_takes_as_many_statements_for_many_as_for_few(
    partnership, django_assert_num_queries, count
):
    members(3, partnership, group="staff")
    held = meeting_that_ended(partnership)
    for member in members(count, partnership):
        AttendanceFactory(meeting=held, membership=member, was_there=True)

    with django_assert_num_queries(6):
        mirroring.mirror([partnership], now=now())


def test_a_source_takes_the_place_of_the_one_of_its_name(monkeypatch):
    monkeypatch.setattr(mirroring, "_sources", [])

    for label in ("One", "Two"):
        mirroring.also(mirroring.Source("it", label, lambda *_when: {}))

    assert [source.label for source in mirroring._sources] == ["Two"]


def test_the_decisions_of_a_partnership_can_be_looked_at(partnership, people):
    decision = propose_in(partnership, by=people["around"][0], texts=("en", "es"))
    power.let_them_meet()  # again: nothing is named twice

    (subject,) = power_subjects.subjects(partnership)

    assert subject.address == decision.get_absolute_url()
    assert subject.title == {"en": "Evenings (en)?", "es": "Evenings (es)?"}
    assert power_subjects.subjects(PartnershipFactory()) == []
