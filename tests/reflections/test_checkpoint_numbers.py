"""Numbers about checkpoints and goals: right, and never pointing at somebody."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from reflections import checkpoint_numbers
from reflections.checkpoint_numbers import Share
from reflections.models import Choice
from tests.factories import (
    GoalActionFactory,
    LearningGoalFactory,
    MembershipFactory,
    PartnershipFactory,
    now,
)
from tests.reflections.factories_checkpoints import CheckpointFactory

pytestmark = pytest.mark.django_db
HIDDEN = Share(None, None)


@pytest.fixture
def partnership():
    return PartnershipFactory()


def people(partnership, count, **more):
    return MembershipFactory.create_batch(count, partnership=partnership, **more)


def ask(members, choice="", at=None):
    chosen = {"choice": choice, "chosen_at": now()} if choice else {}
    for member in members:
        CheckpointFactory(membership=member, opened_at=at or now(), **chosen)


def test_the_offer_counts_who_answered_or_declined_of_all_active(partnership):
    members = people(partnership, 40)
    people(partnership, 5, left=True)
    ask(members[:10], Choice.CONTINUE)
    ask(members[10:20], Choice.NOT_NOW)
    ask(members[20:30])
    ask(members[30:], Choice.CONTINUE, at=now() - relativedelta(months=6, days=1))

    assert checkpoint_numbers.conversation_offered(partnership, now()) == Share(50, 40)


def test_choosing_anew_counts_who_chose_of_those_asked(partnership):
    members = people(partnership, 40)
    ask(members[:8], Choice.CONTINUE)
    ask(members[8:10], Choice.PAUSE)
    ask(members[10:20], Choice.NOT_NOW)
    ask(members[20:30], at=now() - timedelta(days=91))

    assert checkpoint_numbers.re_choice(partnership, now()) == Share(50, 20)


def test_goals_count_once_somebody_did_something_and_it_was_right(partnership):
    members = people(partnership, 20)
    for number, member in enumerate(members):
        goal = LearningGoalFactory(membership=member, visible_to="facilitators")
        LearningGoalFactory(membership=member)  # kept to oneself
        if number < 12:
            is_right = number < 10
            GoalActionFactory(goal=goal, is_right=is_right, answered_at=now())

    assert checkpoint_numbers.goals_supported(partnership) == Share(50, 20)


def test_many_goals_of_few_people_are_not_shown(partnership):
    for member in people(partnership, 2):
        LearningGoalFactory.create_batch(15, membership=member, visible_to="partnership")

    assert checkpoint_numbers.goals_supported(partnership) == HIDDEN


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_group_in_which_one_could_be_found_shows_nothing(partnership, count):
    members = people(partnership, count)
    ask(members, Choice.CONTINUE)
    for member in members:
        LearningGoalFactory(membership=member, visible_to="partnership")

    assert checkpoint_numbers.conversation_offered(partnership, now()) == HIDDEN
    assert checkpoint_numbers.re_choice(partnership, now()) == HIDDEN
    assert checkpoint_numbers.goals_supported(partnership) == HIDDEN


def test_all_and_none_are_hidden(partnership):
    ask(people(partnership, 40), Choice.CONTINUE)

    assert checkpoint_numbers.re_choice(partnership, now()).percent is None


def test_another_partnership_changes_no_number(partnership):
    members = people(partnership, 40)
    ask(members[:20], Choice.CONTINUE)
    ask(members[20:], Choice.NOT_NOW)
    before = checkpoint_numbers.re_choice(partnership, now())

    ask(people(PartnershipFactory(), 40), Choice.CONTINUE)

    assert checkpoint_numbers.re_choice(partnership, now()) == before == Share(50, 40)
