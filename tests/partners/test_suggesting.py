"""What may suit a person, by what they said brings them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from charters.models import Reviewer, Seat
from partners import suggesting, vault
from partners.models import ReasonKind
from partners.roles import Group, Role
from partners.suggesting import MOST, Suggestion
from tests.factories import (
    LearningGoalFactory,
    MeetingFactory,
    MembershipFactory,
    MotivationFactory,
    ResourceFactory,
    now,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """A patient in a partnership where everything can be suggested."""
    rosa = MembershipFactory(group=Group.PATIENT)
    MeetingFactory(partnership=rosa.partnership)
    ResourceFactory(partnership=rosa.partnership)
    Seat.objects.create(partnership=rosa.partnership, body_en="Board", reserved_on=now().date())
    return rosa


def named(member):
    """The names of the pages that are suggested, in their order."""
    found = suggesting.suggestions([member], now()).get(member.pk, [])
    pages = {
        "agenda": "/agenda/", "seats": "/seats/", "review": "/reviews/mine/", "say": "/inputs/",
        "share": "/resources/new/", "read": "/resources/",
    }  # fmt: skip
    return [next(name for name, part in pages.items() if part in each.url) for each in found]


@pytest.mark.parametrize(
    ("kind", "pages"),
    [
        ("influence", {"agenda", "seats", "review"}),
        ("help_others", {"share", "review"}),
        ("learn", {"read", "review"}),
        ("be_heard", {"agenda", "seats", "say"}),
        ("payment", {"review"}),
        ("health", {"read"}),
        ("duty", {"agenda"}),
        ("other", set()),
    ],
)
def test_each_reason_leads_to_what_fits_it(full, kind, pages):
    MotivationFactory(membership=full, kinds=[kind])

    assert set(named(full)) == pages


def test_every_reason_has_a_case_above():
    assert len(ReasonKind) == 8


def test_who_said_nothing_is_not_bothered(full):
    assert named(full) == []

    MotivationFactory(membership=full, words="Por mi madre", kinds=[])

    assert named(full) == []


def test_a_wish_to_learn_counts_as_one(full):
    LearningGoalFactory(membership=full)

    assert set(named(full)) == {"read", "review"}


def test_what_fits_most_comes_first_and_not_too_much_at_once(full):
    MotivationFactory(membership=full, kinds=ReasonKind.values)

    assert len(named(full)) == MOST
    assert named(full)[0] == "review"


def test_what_a_person_has_already_is_not_suggested(full):
    MotivationFactory(membership=full, kinds=["payment"])
    Reviewer.objects.create(membership=full, topics="x", topics_language="en")

    assert named(full) == []


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.OBSERVER])
def test_nobody_is_led_to_a_page_that_is_closed_to_them(client, full, role):
    full.role = role
    full.save()
    MotivationFactory(membership=full, kinds=ReasonKind.values)
    client.force_login(full.person)

    for each in suggesting.suggestions([full], now())[full.pk]:
        assert client.get(each.url).status_code == 200


def test_staff_are_not_led_to_seats_for_lived_experience(full):
    tom = MembershipFactory(partnership=full.partnership, group=Group.STAFF)
    MotivationFactory(membership=tom, kinds=["influence"])

    assert named(tom) == ["agenda"]


def test_nothing_is_suggested_during_a_break_or_without_the_key(full):
    MotivationFactory(membership=full, kinds=["payment"])
    assert named(full)

    full.pause(now())
    assert named(full) == []
    full.resume(now() + timedelta(days=1))
    vault.erase(full.person)

    assert named(full) == []


def test_another_app_adds_a_source(full):
    @suggesting.source(ReasonKind.DUTY)
    def chores(wanting, now):
        for membership in wanting.values():
            yield membership, Suggestion("Sweep", "/agenda/")

    try:
        MotivationFactory(membership=full, kinds=["duty"])
        assert named(full) == ["agenda", "agenda"]
    finally:
        suggesting.forget(chores)
    assert named(full) == ["agenda"]


def test_my_page_shows_what_may_suit_me_and_nobody_elses_does(client, full):
    MotivationFactory(membership=full, kinds=["payment"])
    be_reviewer = reverse("charters:be_reviewer", args=[full.partnership.slug])
    client.force_login(full.person)
    assert be_reviewer in client.get(reverse("partners:me")).content.decode()

    client.force_login(MembershipFactory(partnership=full.partnership, facilitator=True).person)

    assert be_reviewer not in client.get(reverse("partners:me")).content.decode()
    assert be_reviewer not in client.get(full.get_absolute_url()).content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_it_takes_as_many_queries_for_one_partnership_as_for_many(count, django_assert_num_queries):
    rosa = MembershipFactory()
    mine = [rosa, *MembershipFactory.create_batch(count, person=rosa.person)]
    for member in mine:
        MotivationFactory(membership=member, kinds=ReasonKind.values)
        MeetingFactory(partnership=member.partnership)
        ResourceFactory(partnership=member.partnership)

    with django_assert_num_queries(8):
        suggesting.suggestions(mine, now())
