"""Twenty clicks at once: one position, one vote, one close, one answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from charters import balloting, closing, deciding, listening
from charters.models import Ballot, Decision, InputAnswer, Objection, Stance, Voted
from tests.charters.deciding import Circle, answer, propose, say, take, take_all, vote
from tests.factories import now

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 20


def at_once(call, refusals):
    """Make the same call in twenty threads, each with its own connection; count what went well."""
    together = Barrier(CLICKS)

    def click(_number):
        together.wait()
        try:
            call()
        except refusals:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(CLICKS) as threads:
        return sum(threads.map(click, range(CLICKS)))


def test_twenty_objections_of_one_person_are_one():
    circle = Circle()
    decision = propose(circle)

    at_once(lambda: take(decision, circle.lived[0], Stance.OBJECT, reason="No bus."), ())

    assert decision.positions.count() == Objection.objects.count() == 1


def test_twenty_votes_of_one_person_are_one():
    circle = Circle()
    decision = propose(circle, options=["A", "B"], is_secret=True)

    cast = at_once(lambda: vote(decision, circle.lived[0]), balloting.VotedAlready)

    assert cast == Ballot.objects.count() == Voted.objects.count() == 1


def test_a_decision_is_closed_once_and_told_once():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)

    def close():
        closing.close(
            decision, outcome={"en": "Yes."}, language="en", by=circle.facilitator, now=now()
        )

    assert at_once(close, deciding.NotOpen) == 1
    assert Decision.objects.get().rungs.count() == len(circle.lived)


def test_an_input_is_answered_once():
    circle = Circle()
    said = say(circle.lived[0])

    def answer_it():
        listening.answer(
            said, outcome="adopted", reason={"en": "Yes."}, saw=None, by=circle.facilitator,
            now=now(),
        )  # fmt: skip

    assert at_once(answer_it, listening.AnsweredAlready) == 1
    assert InputAnswer.objects.count() == 1
    answer(said, circle.facilitator)
