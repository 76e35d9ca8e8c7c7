"""Money in the demo world: each state that a visitor may want to see."""

import pytest

from charters.models import Activity
from meetings.models import Payment, PaymentChoice
from tests.factories import now

pytestmark = pytest.mark.usefixtures("built")


def test_people_chose_in_different_ways_and_one_by_phone():
    ways = dict(PaymentChoice.objects.values_list("membership__person__name", "way"))

    assert ways["Rosa Jiménez"] == "bank"
    assert set(ways.values()) >= {"bank", "cash", "voucher", "declined", "employer"}
    assert PaymentChoice.objects.get(way="cash").recorded_by.person.name == "Maya Okafor"


def test_something_is_paid_before_something_has_arrived_and_something_is_late():
    today = now().date()

    assert Payment.objects.settled().filter(is_before=True).exists()
    assert Payment.objects.settled().filter(arrived=True, recorded_by__isnull=False).exists()
    assert Payment.objects.unanswered().exists()
    assert Payment.objects.late(today).get().membership.person.name == "ليلى حداد"


def test_the_plan_has_something_done_something_dropped_and_something_to_come():
    assert set(Activity.objects.values_list("outcome", flat=True)) == {"done", "dropped", ""}
