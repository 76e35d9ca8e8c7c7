"""Actions against barriers: asked for, taken on or not, reminded of, moved, done or not."""

from datetime import timedelta

import pytest

from notices import answers
from notices.models import Notice
from reflections import barrier_actions, barriers
from reflections.models import Barrier, BarrierAction, BarrierState
from tests.factories import now
from tests.reflections.factories_barriers import (
    Circle,
    again,
    agreed,
    asked,
    closed,
    done,
    reported,
    taken_on,
    told,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def circle():
    return Circle()


@pytest.fixture
def barrier(circle):
    return reported(circle.rosa)


def state(barrier):
    return again(barrier).state


def planned(occasion):
    """When the owner is reminded."""
    notices = Notice.objects.filter(kind="barrier_due", occasion=occasion).order_by("pk")
    return [(notice.revision, notice.due_at.date()) for notice in notices]


def test_an_owner_is_asked_and_says_yes(circle, barrier):
    action = agreed(barrier, circle.grace, by=circle.maya)
    assert state(barrier) == BarrierState.AGREED
    assert told("barrier_owner") == ["Grace"]

    barrier_actions.accept(action, now=now())
    barrier_actions.accept(action, now=now() + DAY)

    assert state(barrier) == BarrierState.IN_WORK
    assert again(action).accepted_at < now()
    assert told("barrier_news", "taken") == ["Rosa"]


def test_who_takes_it_on_themselves_is_not_asked(circle, barrier):
    agreed(barrier, circle.maya, by=circle.maya)

    assert state(barrier) == BarrierState.IN_WORK
    assert told("barrier_owner") == []


def test_who_works_on_their_own_report_is_not_told_about_it(circle, barrier):
    taken_on(barrier, circle.rosa, by=circle.maya)

    assert told("barrier_news") == []


def test_a_no_is_told_to_those_who_asked_and_leaves_it_reported(circle, barrier):
    action = agreed(barrier, circle.grace, by=circle.maya)

    barrier_actions.decline(action, because=" I am away. ", language="en", now=now())
    barrier_actions.decline(action, because="Again.", language="en", now=now())

    action = again(action)
    assert (action.outcome, action.ended_words) == ("declined", "I am away.")
    assert state(barrier) == BarrierState.REPORTED
    assert told("barrier_work", f"d{action.pk}") == ["Maya"]
    assert told("barrier_owner") == []


def test_a_no_becomes_a_yes_while_nobody_else_was_asked(circle, barrier):
    action = agreed(barrier, circle.grace, by=circle.maya)
    barrier_actions.decline(action, because="Away.", language="en", now=now())

    barrier_actions.accept(action, now=now())

    assert state(barrier) == BarrierState.IN_WORK
    assert again(action).ended_words == ""


def test_a_yes_by_mistake_is_taken_back_within_a_day(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya)

    with pytest.raises(barrier_actions.Ended):
        barrier_actions.decline(action, now=now() + 2 * DAY)
    barrier_actions.decline(action, now=now())

    assert state(barrier) == BarrierState.REPORTED
    assert told("barrier_due") == []


def test_somebody_else_is_asked_while_nobody_said_yes(circle, barrier):
    first = agreed(barrier, circle.grace, by=circle.maya)

    second = agreed(barrier, circle.samuel, by=circle.maya)

    assert again(first).outcome == "replaced"
    assert again(barrier).action == second
    assert told("barrier_owner") == ["Samuel"]
    with pytest.raises(barrier_actions.Ended):
        barrier_actions.accept(first, now=now())


def test_what_somebody_took_on_is_not_taken_from_them(circle, barrier):
    taken_on(barrier, circle.grace, by=circle.maya)

    with pytest.raises(barrier_actions.TakenOn):
        agreed(barrier, circle.samuel, by=circle.maya)


def test_of_two_facilitators_the_second_sees_the_first(circle, barrier):
    agreed(barrier, circle.grace, by=circle.maya)
    late = BarrierAction(owner=circle.samuel, due_on=now().date(), what_en="Else.")

    with pytest.raises(barrier_actions.ChangedMeanwhile):
        barrier_actions.agree(barrier, late, saw=None, by=circle.maya, now=now())

    assert BarrierAction.objects.count() == 1


def test_the_owner_is_reminded_before_and_once_when_it_is_late(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya, days=20)

    assert planned("due") == [(0, action.due_on - 7 * DAY)]
    assert planned("late") == [(0, action.due_on + DAY)]


def test_when_there_is_little_time_the_reminder_comes_on_the_day(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya, days=3)

    assert planned("due") == [(0, action.due_on)]


def test_a_day_that_is_today_is_reminded_of_only_when_it_is_late(circle, barrier):
    taken_on(barrier, circle.grace, by=circle.maya, days=0)

    assert planned("due") == []
    assert len(planned("late")) == 1


def test_moving_it_says_why_and_reminds_again(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya)
    later = action.due_on + 30 * DAY

    barrier_actions.move(
        action, to=later, because=" The court. ", language="en", by=circle.grace, now=now()
    )
    barrier_actions.move(
        action, to=later, because="Twice.", language="en", by=circle.grace, now=now()
    )

    moved = again(action)
    (move,) = moved.moves.all()
    assert (moved.due_on, move.moved_from, move.because) == (later, action.due_on, "The court.")
    assert planned("late")[-1] == (1, later + DAY)
    assert told("barrier_due") == ["Grace", "Grace"]
    assert moved.ask_at.date() == later + 3 * DAY


def test_done_is_asked_about_some_days_later(circle, barrier):
    action = done(barrier, circle.grace, by=circle.maya)

    assert state(barrier) == BarrierState.DONE
    assert action.ended_words == "It is signed."
    assert action.ask_at - action.ended_at == 3 * DAY  # as promised for every question
    assert told("barrier_due") == []
    barrier_actions.finish(action, now=now() + DAY)
    assert again(action).ended_at == action.ended_at


def test_done_by_mistake_is_undone_while_nobody_was_asked(circle, barrier):
    action = done(barrier, circle.grace, by=circle.maya)

    barrier_actions.say(action, "on_it", now=now())

    assert state(barrier) == BarrierState.IN_WORK
    assert told("barrier_due") == ["Grace", "Grace"]


def test_done_stays_once_people_were_asked(circle, barrier):
    action = done(barrier, circle.grace, by=circle.maya)
    asked(barrier)

    with pytest.raises(barrier_actions.Ended):
        barrier_actions.say(action, "on_it", now=now())


def test_asking_for_help_is_told_and_no_failure(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya)

    barrier_actions.say(action, "needs_help", now=now())

    assert state(barrier) == BarrierState.IN_WORK
    assert again(action).word == "needs_help"
    assert told("barrier_work", f"h{action.pk}") == ["Maya"]


def test_what_will_not_be_done_says_why_and_who_reported_it_hears(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya)

    barrier_actions.give_up(action, because="No money.", language="en", now=now())

    assert state(barrier) == BarrierState.REPORTED
    assert again(action).ask_at is None
    assert told("barrier_work", f"x{action.pk}") == ["Maya"]
    assert told("barrier_news", "dropped") == ["Rosa"]
    for again_and_again in [
        lambda: barrier_actions.finish(action, now=now()),
        lambda: barrier_actions.give_up(action, because="No.", language="en", now=now()),
        lambda: barrier_actions.change_money(action, {"money": "none"}),
        lambda: barrier_actions.move(
            action, to=now().date(), because="No.", language="en", by=circle.grace, now=now()
        ),
    ]:
        with pytest.raises(barrier_actions.Ended):
            again_and_again()


def test_nothing_is_done_about_what_is_closed(circle, barrier):
    action = done(barrier, circle.grace, by=circle.maya)
    asked(barrier, at=now() - 20 * DAY)
    closed(barrier, circle.maya)

    with pytest.raises(barriers.Closed):
        barrier_actions.finish(action, now=now())
    with pytest.raises(barriers.Closed):
        agreed(barrier, circle.samuel, by=circle.maya)


def test_money_that_is_found_later(circle, barrier):
    action = taken_on(barrier, circle.grace, by=circle.maya, money="not_found")

    barrier_actions.change_money(
        action,
        {"money": "found", "amount": 1200, "currency": "USD", "held_by": "The county"},
    )

    assert again(action).held_by == "The county"


def test_a_leader_whose_day_has_passed_shows_as_plainly_as_anyone(circle):
    old, day = now() - 30 * DAY, now().date()
    late = reported(circle.rosa, at=old)
    taken_on(late, circle.grace, by=circle.maya, at=old)
    unanswered = reported(circle.layla, at=old)
    agreed(unanswered, circle.grace, by=circle.maya, at=old, days=20)
    in_time = reported(circle.samuel, at=old)
    taken_on(in_time, circle.maya, by=circle.maya)
    fresh = reported(circle.grace)

    assert list(Barrier.objects.overdue(day).order_by("pk")) == [late, unanswered]
    order = Barrier.objects.open().most_pressing_first(day)
    assert list(order) == [late, unanswered, in_time, fresh]
    assert [each.is_overdue(day) for each in order] == [True, True, False, False]


def link(letter, thing):
    """Open an answer link anew, as each tap does."""
    return answers.find(answers.token_for(letter, thing))


def test_the_owner_answers_by_a_link(circle, barrier):
    action = agreed(barrier, circle.grace, by=circle.maya)
    question, found = link("O", action)
    assert "The basics are missing" in question.ask(found)
    assert "Make a contract." in question.ask(found)
    assert question.current(found) == ""
    assert question.person(found) == circle.grace.person
    assert question.partnership(found) == circle.partnership

    question.record(found, "no", circle.maya, now())
    assert question.current(link("O", action)[1]) == "no"
    assert again(action).recorded_by == circle.maya

    question.record(link("O", action)[1], "yes", None, now())
    question, found = link("O", action)
    assert question.current(found) == "yes"
    assert question.is_open(found, now())
    assert not question.is_open(found, now() + 2 * DAY)


@pytest.mark.parametrize(
    ("value", "expected"), [("on_it", "in_work"), ("needs_help", "in_work"), ("done", "done")]
)
def test_the_owner_says_by_a_link_how_it_goes(circle, barrier, value, expected):
    action = taken_on(barrier, circle.grace, by=circle.maya)
    question, found = link("D", action)
    assert question.is_open(found, now())
    assert question.partnership(found) == circle.partnership
    assert question.person(found) == circle.grace.person

    question.record(found, value, None, now())

    question, found = link("D", action)
    assert question.current(found) == value
    assert question.is_open(found, now())
    assert state(barrier) == expected


def test_the_owners_links_close_when_it_is_over(circle, barrier):
    action = done(barrier, circle.grace, by=circle.maya)
    asked(barrier)

    assert not link("D", action)[0].is_open(link("D", action)[1], now())
    assert not link("O", action)[0].is_open(link("O", action)[1], now() + 2 * DAY)
