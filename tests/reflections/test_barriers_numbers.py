"""Numbers about barriers for those who look from above: exact, and about promises only."""

from datetime import timedelta

import pytest

from reflections.barrier_numbers import numbers, numbers_of, open_barriers_of_leaders
from reflections.catalogue import Level
from tests.factories import now
from tests.reflections.factories_barriers import (
    Circle,
    agreed,
    answered,
    closed,
    not_better,
    reported,
    taken_on,
)

pytestmark = pytest.mark.django_db
LONG_AGO = now() - timedelta(days=40)


@pytest.fixture
def circle():
    """Three open barriers at two levels, of which two are late; and one that is closed."""
    circle = Circle()
    late = reported(circle.rosa, at=LONG_AGO)
    taken_on(late, circle.grace, by=circle.maya, at=LONG_AGO, money="not_found")
    unanswered = reported(circle.layla, at=LONG_AGO)
    agreed(unanswered, circle.grace, by=circle.maya, at=LONG_AGO, days=20)
    reported(circle.samuel, code="time", level="provider")
    better = reported(circle.samuel, code="interest", level="community")
    answered(better, circle.affected, "better", "better", "better")
    closed(better, circle.maya)
    return circle


def test_open_ones_are_counted_by_level_with_who_owns_what(circle, django_assert_num_queries):
    with django_assert_num_queries(1):
        counted = numbers(circle.partnership, now())

    assert counted.open_by_level == {
        Level.COMMUNITY: 0, Level.PROVIDER: 1, Level.SYSTEM: 2, Level.ACROSS: 0,
    }  # fmt: skip
    assert (counted.open, counted.without_action, counted.overdue) == (3, 1, 2)
    assert counted.owners_by_group == {"leader": 1}
    assert counted.money_not_found == 1


def test_many_partnerships_are_counted_in_one_query(circle, django_assert_num_queries):
    other = Circle()
    reported(other.rosa)

    with django_assert_num_queries(1):
        counted = numbers_of([circle.partnership, other.partnership], now())

    assert [counted[each.pk].open for each in (circle.partnership, other.partnership)] == [3, 1]


def test_what_opens_again_counts_again(circle):
    better = circle.partnership.barriers.closed().get()

    not_better(better, circle.samuel)

    assert numbers(circle.partnership, now()).open_by_level[Level.COMMUNITY] == 1


def test_what_leaders_owe_comes_most_overdue_first(circle, django_assert_num_queries):
    other = Circle()
    in_time = reported(other.rosa)
    taken_on(in_time, other.grace, by=other.maya)
    taken_on(reported(other.layla), other.samuel, by=other.maya)

    with django_assert_num_queries(1):
        owed = open_barriers_of_leaders([circle.partnership, other.partnership], now())

    assert [(each.is_taken_on, each.is_overdue) for each in owed] == [
        (True, True), (False, True), (True, False),
    ]  # fmt: skip
    assert {each.owner for each in owed} == {circle.grace, other.grace}
    assert owed[-1].barrier == in_time
    assert owed[-1].action.what_es == "Hacer un contrato."


def test_another_partnerships_promises_are_not_ours(circle):
    assert open_barriers_of_leaders([Circle().partnership], now()) == []
