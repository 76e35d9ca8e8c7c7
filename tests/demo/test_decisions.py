"""What the demo world decides, says and reviews: each state that a visitor may want to see."""

import pytest

from charters import pace
from charters.models import Decision, Input, InputAnswer, Outcome, ReviewRequest, Seat
from tests.factories import now

pytestmark = pytest.mark.usefixtures("built")


def test_there_is_a_decision_in_each_state():
    states = [decision.state(now()) for decision in Decision.objects.all()]

    assert set(states) == {"taken", "dropped", "coming", "open", "over"}
    decisions = Decision.objects.taken().filter(partnership__slug="one-clinic")
    taken = {decision.question_en: decision.overrides for decision in decisions}
    assert sorted(map(len, taken.values())) == [0, 2]  # too early, and the reading days
    assert {decision.is_secret for decision in Decision.objects.open(now())} == {True, False}


def test_somebody_waits_for_a_text_and_somebody_for_an_answer_to_an_objection():
    decision = next(each for each in Decision.objects.open(now()) if not each.question_ar)

    kept = pace.pace(decision, now())

    assert [member.person.language for member in kept.without_text] == ["ar"]
    assert len(kept.unanswered) == 1


def test_there_is_an_input_in_each_state():
    assert set(InputAnswer.objects.values_list("outcome", flat=True)) == set(Outcome.values)
    assert set(InputAnswer.objects.values_list("confirmed", flat=True)) == {True, False, None}
    assert Input.objects.overdue(now()).exists()
    assert Input.objects.in_time(now()).filter(recorded_by__isnull=False).exists()


def test_there_is_a_seat_to_fill_and_a_review_to_give():
    assert {seat.filled_by is None for seat in Seat.objects.all()} == {True, False}
    assert {request.state for request in ReviewRequest.objects.all()} == {"asked", "used"}
