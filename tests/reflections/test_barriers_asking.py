"""Is it better? Asked of those affected, told without pointing at anybody, opened again by name."""

from datetime import timedelta

import pytest

from notices import answers, calling
from notices.models import Notice
from reflections import barrier_actions, barrier_asking, barriers, tasks
from reflections.models import Asking, BarrierState
from tests.factories import MembershipFactory, now
from tests.reflections.factories_barriers import (
    Circle,
    again,
    agreed,
    answered,
    asked,
    closed,
    done,
    not_better,
    reported,
    say_all,
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


def heard(asking, at=None):
    """What may be told of the answers."""
    counted = Asking.objects.with_answers().get(pk=asking.pk)
    return barrier_asking.heard(counted, at or now())


# Asking


def test_those_affected_are_asked_once_after_it_was_done(circle, barrier):
    circle.member("Pausing", pausing=True)
    circle.member("Gone", left=True)
    circle.member("Watching", role="observer")
    done(barrier, circle.grace, by=circle.maya, at=now() - 4 * DAY)

    assert barrier_asking.ask_due(now()) == 1
    assert barrier_asking.ask_due(now()) == 0

    assert told("barrier_better") == ["Layla", "Rosa", "Samuel"]
    assert again(barrier).state == BarrierState.ASKED
    (asking,) = barrier.askings.all()
    assert asking.answers.count() == 3


def test_who_reported_it_is_asked_whatever_their_group(circle):
    barrier = reported(circle.grace, affected=["family"])
    done(barrier, circle.maya, by=circle.maya)
    asked(barrier)

    assert told("barrier_better") == ["Grace", "Layla"]


def test_nobody_is_asked_before_it_had_time_to_work(circle, barrier):
    done(barrier, circle.grace, by=circle.maya, at=now() - 2 * DAY)

    assert barrier_asking.ask_due(now()) == 0


def test_those_affected_are_asked_some_days_after_the_day_even_if_nothing_was_done(circle, barrier):
    then = now() - 30 * DAY
    action = taken_on(barrier, circle.grace, by=circle.maya, at=then)
    day = then + 14 * DAY

    assert barrier_asking.ask_due(day + 2 * DAY) == 0
    assert barrier_asking.ask_due(day + 4 * DAY) == 1

    assert again(barrier).state == BarrierState.IN_WORK  # the promise stands, and is late
    barrier_actions.finish(action, now=now())
    assert barrier_asking.ask_due(now() + 4 * DAY) == 1  # and asked anew when it was done
    assert barrier.askings.count() == 2


def test_the_task_asks(circle, barrier):
    done(barrier, circle.grace, by=circle.maya, at=now() - 4 * DAY)

    tasks.ask_whether_barriers_are_better()

    assert barrier.askings.count() == 1


def test_asking_while_people_still_answer_asks_nobody_twice(circle, barrier):
    first = asked(barrier)

    assert asked(barrier) == first
    assert asked(barrier, at=first.ends_at) != first


def test_what_was_closed_or_taken_back_is_not_asked_about(circle, barrier):
    answered(barrier, circle.affected, "better", "better", "better")
    closed(barrier, circle.maya)
    gone = reported(circle.samuel)
    barriers.withdraw(gone, now=now())

    with pytest.raises(barriers.Closed):
        asked(barrier)
    with pytest.raises(barriers.TakenBack):
        asked(gone)


def test_what_is_closed_at_that_moment_stops_no_other(circle, barrier, monkeypatch):
    done(barrier, circle.grace, by=circle.maya, at=now() - 9 * DAY)
    other = reported(circle.layla)
    done(other, circle.grace, by=circle.maya, at=now() - 8 * DAY)
    real = barrier_asking.ask

    def taken_back_meanwhile(one, **kwargs):
        if one == barrier:
            raise barriers.TakenBack
        return real(one, **kwargs)

    monkeypatch.setattr(barrier_asking, "ask", taken_back_meanwhile)
    barrier_asking.ask_due(now())

    assert other.askings.count() == 1


# Answering


def test_a_person_answers_by_a_link_and_may_change_it(circle, barrier):
    row = asked(barrier).answers.get(membership=circle.rosa)
    question, found = answers.find(answers.token_for("B", row))
    assert question.person(found) == circle.rosa.person
    assert question.partnership(found) == circle.partnership
    assert "The basics are missing" in question.ask(found)
    assert question.offers(found, "apart")

    question.record(found, "worse", None, now())
    question.record(found, "same", circle.maya, now())

    row = again(row)
    assert (row.answer, row.recorded_by) == ("same", circle.maya)
    assert question.current(row) == "same"


def test_the_call_sheet_does_not_tell_what_somebody_answered(circle, barrier):
    row = asked(barrier).answers.get(membership=circle.rosa)
    barrier_asking.answer(row, "worse", now=now())

    assert calling.Asking(answers.get("B"), row).current == ""


def test_the_link_closes_with_its_days_its_barrier_and_the_next_asking(circle, barrier):
    asking = asked(barrier)
    row = asking.answers.first()

    def is_open(at=None):
        question, found = answers.find(answers.token_for("B", row))
        return question.is_open(found, at or now())

    assert is_open()
    assert not is_open(asking.ends_at)
    agreed(barrier, circle.grace, by=circle.maya)
    assert not is_open()


# What may be told


def test_nothing_is_told_before_the_days_are_over(circle, barrier):
    asking = asked(barrier)
    say_all(asking, circle.affected, "worse", "same", "same")

    assert heard(asking) == barrier_asking.Heard(is_over=False)
    assert heard(asking, asking.ends_at).some_not_better


@pytest.mark.parametrize(
    ("values", "is_enough", "some"),
    [
        (["better", "better", "better"], True, False),
        (["better", "better", "worse"], True, True),
        (["same", "same", "worse"], True, True),
        (["worse", "worse", "apart"], False, False),
        (["apart", "apart", "apart"], False, False),
    ],
)
def test_three_answers_are_needed_and_nobody_is_counted(circle, barrier, values, is_enough, some):
    said = heard(answered(barrier, circle.affected, *values))

    assert (said.is_enough, said.some_not_better) == (is_enough, some)
    assert (said.better, said.not_better) == (None, None)


def test_of_two_answers_nothing_is_told(circle, barrier):
    said = heard(answered(barrier, circle.affected[:2], "worse", "worse"))

    assert said == barrier_asking.Heard(is_over=True)


def test_who_wrote_down_two_answers_does_not_learn_the_third(circle, barrier):
    asking = answered(barrier, circle.affected, "better", "better", "worse")
    assert heard(asking).some_not_better

    asking.answers.filter(answer="better").update(recorded_by=circle.maya)

    assert heard(asking) == barrier_asking.Heard(is_over=True)


def test_many_are_counted_as_numbers_about_people_are(circle, barrier):
    members = MembershipFactory.create_batch(22, partnership=circle.partnership)
    values = ["better"] * 12 + ["same"] * 10

    said = heard(answered(barrier, members, *values))

    assert (said.better, said.not_better) == (10, 10)


# Closing


def test_closing_says_what_people_told_us_and_tells_them(circle, barrier):
    done(barrier, circle.grace, by=circle.maya)
    answered(barrier, circle.affected, "better", "better", "same")

    closing = closed(barrier, circle.maya, en="Most say so.", es="La mayoría dice que sí.")

    assert again(barrier).state == BarrierState.BETTER
    assert closing.heard_es == "La mayoría dice que sí."
    assert told("barrier_closed") == ["Layla", "Rosa", "Samuel"]
    with pytest.raises(barriers.Closed):
        closed(barrier, circle.maya)


def test_closing_waits_until_people_were_asked_and_had_their_days(circle, barrier):
    with pytest.raises(barrier_asking.NotAsked):
        closed(barrier, circle.maya)

    asking = asked(barrier)
    with pytest.raises(barrier_asking.StillAnswering):
        closed(barrier, circle.maya)
    assert closed(barrier, circle.maya, outcome="stays", at=asking.ends_at)
    assert again(barrier).state == BarrierState.STAYS


def test_closing_without_words_or_with_a_promise_open_is_refused(circle, barrier):
    taken_on(barrier, circle.grace, by=circle.maya, at=now() - 30 * DAY)
    answered(barrier, circle.affected, "better", "better", "better")
    with pytest.raises(barrier_asking.ActionStands):
        closed(barrier, circle.maya)

    other = reported(circle.layla)
    answered(other, circle.affected, "better", "better", "better")
    with pytest.raises(barrier_asking.WordsMissing):
        closed(other, circle.maya, en="  ")


def test_those_who_keep_barriers_hear_when_the_days_are_over(circle, barrier):
    asking = asked(barrier)

    (notice,) = Notice.objects.filter(kind="barrier_work", occasion=f"a{asking.pk}")
    assert notice.due_at == asking.ends_at
    closed(barrier, circle.maya, at=asking.ends_at)
    assert told("barrier_work", f"a{asking.pk}") == []


# Opening again


@pytest.mark.parametrize("outcome", ["better", "stays"])
def test_somebody_affected_opens_it_again_with_their_name(circle, barrier, outcome):
    done(barrier, circle.grace, by=circle.maya)
    answered(barrier, circle.affected, "better", "better", "better")
    closed(barrier, circle.maya, outcome=outcome)

    words = not_better(barrier, circle.layla)

    assert again(barrier).state == BarrierState.REPORTED
    assert (words.group, words.said, words.recorded_by) == ("family", "Nobody came.", None)
    assert told("barrier_work", f"n{words.pk}") == ["Maya"]
    assert barrier.closings.count() == 1
    assert agreed(barrier, circle.samuel, by=circle.maya)


def test_it_opens_again_while_people_are_being_asked(circle, barrier):
    done(barrier, circle.grace, by=circle.maya)
    row = asked(barrier).answers.first()

    not_better(barrier, circle.samuel)

    assert again(barrier).state == BarrierState.REPORTED
    assert told("barrier_better") == []
    assert not barrier_asking.is_open(again(row), now())


def test_only_those_affected_open_it_again_and_only_once(circle, barrier):
    done(barrier, circle.maya, by=circle.maya)

    with pytest.raises(barrier_asking.NotAffected):
        not_better(barrier, circle.grace)
    not_better(barrier, circle.samuel)
    with pytest.raises(barrier_asking.OpenAlready):
        not_better(barrier, circle.rosa)


def test_what_was_done_is_not_asked_about_after_it_is_open_again(circle, barrier):
    done(barrier, circle.maya, by=circle.maya, at=now() - 4 * DAY)
    not_better(barrier, circle.samuel)

    assert barrier_asking.ask_due(now()) == 0


def test_what_is_written_down_for_somebody_is_theirs_to_confirm(circle, barrier):
    done(barrier, circle.maya, by=circle.maya)
    words = not_better(barrier, circle.samuel, recorded_by=circle.maya)
    assert told("not_better_recorded") == ["Samuel"]
    question, found = answers.find(answers.token_for("N", words))
    assert "Nobody came." in question.ask(found)
    assert question.person(found) == circle.samuel.person
    assert question.partnership(found) == circle.partnership
    assert question.is_open(found, now())

    question.record(found, "no", None, now())

    assert again(words).recorded_right is False
    assert question.current(again(words)) == "no"
    assert told("barrier_work", f"m{words.pk}") == ["Maya"]
    question.record(found, "yes", None, now())
    assert again(words).recorded_right is True
