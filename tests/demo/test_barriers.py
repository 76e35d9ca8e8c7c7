"""What is in the way in the demo world: each level and state that a visitor may want to see."""

import pytest

from reflections.barrier_numbers import open_barriers_of_leaders
from reflections.catalogue import Level
from reflections.models import Barrier, BarrierState
from tests.factories import now

pytestmark = pytest.mark.usefixtures("built")


def test_there_is_something_in_the_way_at_each_level_and_nearly_each_state():
    barriers = Barrier.objects.for_list().all()

    assert {barrier.level for barrier in barriers} == set(Level)
    assert {barrier.language for barrier in barriers} == {"en", "es", "ar"}
    assert {barrier.state for barrier in barriers} == set(BarrierState) - {"done", "stays"}


def test_a_leaders_day_has_passed():
    clinic = Barrier.objects.filter(partnership__slug="one-clinic").first().partnership

    (owed,) = open_barriers_of_leaders([clinic], now())

    assert owed.is_overdue
    assert owed.owner.person.name == "Grace Kim"


def test_one_was_opened_again_by_name():
    (barrier,) = Barrier.objects.exclude(not_better=None)

    assert barrier.state == BarrierState.REPORTED
    assert barrier.closings.get().heard_ar
