"""Asks that nobody answered come back: twice at most, each person told once."""

from datetime import timedelta

import pytest
from celery import current_app

from dashboards.waiting import waits_for
from notices import answers
from notices.models import Delivery, Notice, State
from reflections import bringing_back, exchanging, tasks
from reflections.models import Exchange, Given
from tests.factories import now
from tests.reflections.factories_exchanges import Neighbours, ask, confirm, offer, take_up

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = now() - 15 * DAY


@pytest.fixture
def here():
    return Neighbours()


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("person__name", flat=True))


def run(at=None):
    """Let the periodic job run at a moment."""
    at = at or now()
    return [bringing_back.bring_back(pk, at) for pk in bringing_back.asks_due(at)]


def test_an_ask_comes_back_after_two_weeks_on_top_of_the_page(here):
    recent, old = ask(here.rosa, "New", at=now() - 13 * DAY), ask(here.rosa, at=LONG_AGO)

    assert run() == [True]

    assert list(Exchange.objects.brought_back(now())) == [old]
    assert list(Exchange.objects.not_brought_back(now())) == [recent]
    assert not Exchange.objects.brought_back(now() + 15 * DAY).exists()


def test_running_twice_brings_back_once(here):
    wanted = ask(here.rosa, at=LONG_AGO)

    run()
    assert run() == []
    assert bringing_back.bring_back(wanted.pk, now()) is False

    wanted.refresh_from_db()
    assert wanted.brought_back == 1


def test_it_comes_back_twice_and_never_again(here):
    wanted = ask(here.rosa, at=LONG_AGO)
    offer(here.grace)

    for weeks in range(8):
        run(now() + weeks * 14 * DAY + DAY)

    wanted.refresh_from_db()
    assert (wanted.brought_back, wanted.bring_back_at) == (2, None)
    assert told("ask_again") == ["Rosa Jiménez"], "the asker is asked once"
    assert told("ask_matches") == ["Grace Kim"], "who may help is told once"


def test_who_offers_only_later_is_told_the_second_time(here):
    ask(here.rosa, at=LONG_AGO)
    run()

    offer(here.david)
    run(now() + 15 * DAY)

    assert told("ask_matches") == ["David Stein"]


def test_those_whose_offers_match_are_told(here):
    wanted = ask(here.rosa, kind="room", at=LONG_AGO)
    offer(here.grace, kind="room", principles=["relations"])
    offer(here.david, kind="training")
    offer(here.rosa, "Mine", kind="room")
    gone = offer(here.layla, kind="room")
    exchanging.withdraw(gone, now=now())
    paused = here.member()
    offer(paused, kind="room")
    paused.pause(now())

    assert bringing_back.who_may_help(wanted) == [here.grace]


def test_something_else_matches_by_principle(here):
    wanted = ask(here.rosa, kind="other", principles=["equity", "personal"])
    offer(here.grace, kind="other", principles=["personal"])
    offer(here.david, kind="other", principles=["relations"])

    assert bringing_back.who_may_help(wanted) == [here.grace]


def test_who_tried_and_could_not_is_not_told_again(here):
    wanted = ask(here.rosa)
    offer(here.grace)
    exchanging.drop(take_up(wanted, here.grace), by=here.grace, now=now())

    assert bringing_back.who_may_help(wanted) == []


@pytest.mark.parametrize(
    "end",
    [
        lambda it, here: take_up(it, here.grace),
        lambda it, here: exchanging.withdraw(it, now=now()),
        lambda it, here: exchanging.say_whether_needed(it, "solved", now=now()),
        lambda it, here: here.rosa.pause(now()),
    ],
    ids=["answered", "taken back", "solved", "pausing"],
)
def test_what_needs_no_help_does_not_come_back(here, end):
    wanted = ask(here.rosa, at=LONG_AGO)

    end(wanted, here)

    assert run() == []


def test_an_answer_that_fell_through_lets_it_come_back(here):
    wanted = ask(here.rosa, at=LONG_AGO)
    given = take_up(wanted, here.grace)
    assert run() == []

    exchanging.drop(given, by=here.grace, now=now())

    assert run() == []
    assert run(now() + 15 * DAY) == [True]


def test_an_offer_does_not_come_back(here):
    offer(here.rosa, at=LONG_AGO)

    assert run() == []


def test_still_needed_is_answered_by_a_link(here):
    wanted = ask(here.rosa, at=LONG_AGO)
    run()
    question, asked = answers.find(answers.token_for("n", wanted))

    assert question.current(asked) == ""
    assert "Could somebody write me a reference?" in question.ask(asked)
    for value, field in [
        ("still", "still_needed_at"), ("solved", "solved_at"), ("back", "withdrawn_at"),
        ("still", "still_needed_at"),
    ]:  # fmt: skip
        assert question.is_open(asked, now())
        question.record(asked, value, None, now())
        assert question.current(asked) == value
        assert getattr(Exchange.objects.get(pk=wanted.pk), field)
    assert Exchange.objects.get(pk=wanted.pk).withdrawn_at is None
    assert question.recorded_by(asked) is None


def test_what_is_solved_is_not_told_any_more(here):
    wanted = ask(here.rosa, at=LONG_AGO)
    offer(here.grace)
    run()

    exchanging.say_whether_needed(wanted, "solved", now=now())

    open_ones = Delivery.objects.filter(notice__kind="ask_matches").exclude(state=State.VOID)
    assert not open_ones.exists()


# Was it given?


def test_the_receiver_is_asked_after_two_weeks_and_once_more(here):
    given = take_up(offer(here.rosa), here.grace, at=LONG_AGO)

    def asked(at):
        return [bringing_back.ask_whether_given(pk, at) for pk in bringing_back.given_due(at)]

    assert asked(now()) == [True]
    assert asked(now()) == []
    confirm(given, "not_yet")
    assert asked(now() + 15 * DAY) == [True]
    confirm(given, "not_yet", at=now() + 16 * DAY)
    assert asked(now() + 60 * DAY) == []
    assert told("given_check") == ["Grace Kim", "Grace Kim"]
    assert bringing_back.ask_whether_given(given.pk, now() + 60 * DAY) is False


def test_who_confirmed_dropped_left_or_pauses_is_not_asked(here):
    confirm(take_up(offer(here.rosa), here.grace, at=LONG_AGO))
    exchanging.drop(take_up(offer(here.rosa), here.david, at=LONG_AGO), by=here.david, now=now())
    take_up(offer(here.rosa), here.layla, at=LONG_AGO)
    here.layla.left_at = now()
    here.layla.save()
    take_up(offer(here.rosa), here.maya, at=LONG_AGO)
    here.maya.pause(now())

    assert bringing_back.given_due(now()) == []


def test_was_it_given_is_answered_by_a_link(here):
    given = take_up(ask(here.grace), here.rosa)
    question, asked = answers.find(answers.token_for("w", given))

    assert "Rosa Jiménez said yes" in question.ask(asked)
    for value in ["helped", "yes", "not_yet", "not_needed", "helped"]:
        assert question.is_open(asked, now())
        question.record(asked, value, None, now())
        assert question.current(asked) == value
    assert "You took it up." in question.ask(take_up(offer(here.rosa), here.grace))


def test_a_receiver_who_left_answers_no_more(here):
    given = take_up(ask(here.grace), here.rosa)
    here.grace.left_at = now()
    here.grace.save()

    question, asked = answers.find(answers.token_for("w", given))

    assert not question.is_open(asked, now())


def test_what_is_between_two_is_not_said_to_who_reads_the_question_aloud(here):
    given = take_up(ask(here.grace), here.rosa, between_two=True)

    question, asked = answers.find(answers.token_for("w", given))

    assert question.ask(asked) == "You and another person agreed on something. Was it given?"


# The jobs, and what waits


@pytest.fixture
def in_process():
    """Tasks that are handed out run at once, here."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


@pytest.mark.usefixtures("in_process")
def test_the_jobs_hand_out_what_is_due_and_may_run_twice(here):
    wanted = ask(here.rosa, at=LONG_AGO)
    given = take_up(offer(here.rosa), here.grace, at=LONG_AGO)

    for _twice in range(2):
        tasks.bring_back_asks()
        tasks.ask_whether_given()

    wanted.refresh_from_db()
    given.refresh_from_db()
    assert (wanted.brought_back, given.asked) == (1, 1)


def test_what_only_i_can_answer_waits_for_me(here):
    ask(here.rosa, at=LONG_AGO, recorded_by=here.maya)
    run()
    exchanging.gave(take_up(ask(here.rosa, "A room?"), here.grace), now=now())

    waiting = {item.kind for item in waits_for([here.rosa], now())}
    assert waiting == {"exchange_recorded", "ask_again", "given_check"}

    Given.objects.update(not_yet_at=now())
    Exchange.objects.update(still_needed_at=now(), recorded_right=True, recorded_by=here.maya)
    assert waits_for([here.rosa], now()) == []
    assert waits_for([here.grace], now()) == [], "nobody is reminded of what they give"
