"""Asks and offers are suggested to people whom they may suit, and name nobody."""

import pytest

from partners import suggesting
from tests.factories import LearningGoalFactory, MembershipFactory, MotivationFactory, now
from tests.reflections.factories_exchanges import ask, offer

pytestmark = pytest.mark.django_db


def urls(member):
    return [each.url for each in suggesting.suggestions([member], now()).get(member.pk, [])]


def test_an_open_ask_is_suggested_to_who_wants_to_help():
    asked = ask(MembershipFactory())
    helper = MembershipFactory(partnership=asked.partnership)
    other = MembershipFactory(partnership=asked.partnership)
    MotivationFactory(membership=helper, kinds=["help_others"])
    MotivationFactory(membership=other, kinds=["payment"])

    assert asked.get_absolute_url() in urls(helper)
    assert asked.get_absolute_url() not in urls(other)


def test_nobody_is_led_to_their_own_ask():
    asked = ask(MembershipFactory())
    MotivationFactory(membership=asked.membership, kinds=["help_others"])

    assert asked.get_absolute_url() not in urls(asked.membership)


def test_training_is_suggested_to_who_wants_to_learn_and_nothing_else_is():
    training = offer(MembershipFactory(), kind="training")
    room = offer(training.membership, "A room on Mondays.", kind="room")
    learner = MembershipFactory(partnership=training.partnership)
    LearningGoalFactory(membership=learner)

    assert training.get_absolute_url() in urls(learner)
    assert room.get_absolute_url() not in urls(learner)
