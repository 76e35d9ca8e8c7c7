"""Reporting what is in the way: in own words or by the catalogue, for oneself or for somebody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from notices import answers
from reflections import barriers
from reflections.catalogue import CATALOGUE, ENTRIES, Level
from reflections.models import (
    ActionMove,
    Asking,
    Barrier,
    BarrierAction,
    BetterAnswer,
    NotBetter,
)
from tests.factories import now
from tests.reflections.factories_barriers import (
    Circle,
    again,
    agreed,
    asked,
    closed,
    done,
    not_better,
    reported,
    taken_on,
    told,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def circle():
    return Circle()


def test_the_catalogue_names_what_the_source_names_at_each_level():
    levels = [entry.level for entry in ENTRIES]

    assert {level: levels.count(level) for level in Level} == {
        Level.COMMUNITY: 5, Level.PROVIDER: 5, Level.SYSTEM: 6, Level.ACROSS: 1,
    }  # fmt: skip
    assert len(CATALOGUE) == len(ENTRIES)
    assert all(2 <= len(entry.ideas) <= 3 for entry in ENTRIES)


@pytest.mark.parametrize("language", ["es", "ar"])
def test_every_sentence_of_the_catalogue_is_there_in_each_language(language):
    english = [str(words) for entry in ENTRIES for words in (entry.name, *entry.ideas)]

    with override(language):
        translated = [str(words) for entry in ENTRIES for words in (entry.name, *entry.ideas)]

    assert not {*english} & {*translated}


def test_reporting_tells_those_who_keep_barriers_once(circle):
    barrier = reported(circle.rosa)

    assert barrier.group == "patient"
    assert barrier.state == "reported"
    assert str(barrier) == "The basics are missing"
    assert told("barrier_work", "new") == ["Maya"]


def test_who_keeps_barriers_and_reports_one_is_not_told_about_it(circle):
    reported(circle.maya)

    assert told("barrier_work") == []


def test_one_of_ones_own_is_called_by_its_words(circle):
    barrier = reported(circle.rosa, code="", level="across", said="Two clinics, one bus.")

    assert str(barrier) == "Two clinics, one bus."
    assert barrier.entry is None


def test_the_same_sent_twice_is_one_barrier(circle):
    first = reported(circle.rosa)

    assert reported(circle.rosa) == first
    assert reported(circle.samuel) != first
    assert reported(circle.rosa, said="Something else.") != first


def test_what_was_closed_can_be_reported_again(circle):
    first = done(reported(circle.rosa), circle.maya, by=circle.maya).barrier
    asked(first, at=now() - 20 * DAY)
    closed(first, circle.maya)

    assert reported(circle.rosa) != first


def test_what_is_written_down_for_somebody_is_confirmed_by_them(circle):
    barrier = reported(circle.samuel, recorded_by=circle.maya)

    assert told("barrier_recorded") == ["Samuel"]
    question, found = answers.find(answers.token_for("W", barrier))
    assert question.person(found) == circle.samuel.person
    assert "Nobody translates." in question.ask(found)
    question.record(found, "no", None, now())

    assert again(barrier).recorded_right is False
    assert question.current(again(barrier)) == "no"
    assert told("barrier_work", "w0") == ["Maya"]


def test_without_own_words_the_catalogue_is_read_back(circle):
    barrier = reported(circle.samuel, recorded_by=circle.maya, said="", language="")

    question, found = answers.find(answers.token_for("W", barrier))

    assert "The basics are missing" in question.ask(found)
    assert question.is_open(found, now())
    assert question.partnership(found) == circle.partnership


def test_reporting_for_oneself_is_nobodys_recording(circle):
    assert reported(circle.maya, recorded_by=circle.maya).recorded_by is None


def test_the_persons_own_correction_stands_as_theirs(circle):
    barrier = reported(circle.samuel, recorded_by=circle.maya)

    barriers.correct(barrier, {"said": "No taxi."}, by=circle.samuel, now=now())

    barrier = again(barrier)
    assert (barrier.said, barrier.recorded_right) == ("No taxi.", True)
    assert told("barrier_recorded") == []


def test_somebody_elses_correction_is_sent_to_the_person_again(circle):
    barrier = reported(circle.samuel, recorded_by=circle.maya)
    barriers.confirm_recording(barrier, False, now=now())

    barriers.correct(barrier, {"said": "No taxi."}, by=circle.maya, now=now())

    assert again(barrier).recorded_right is None
    assert told("barrier_recorded") == ["Samuel"]


def test_ones_own_report_is_corrected_without_asking_anybody(circle):
    barrier = reported(circle.rosa)

    barriers.correct(barrier, {"severity": "stops"}, by=circle.rosa, now=now())

    assert again(barrier).severity == "stops"
    assert again(barrier).recorded_right is None


def test_taking_back_what_nobody_works_on(circle):
    barrier = reported(circle.rosa)

    barriers.withdraw(barrier, now=now())

    assert not Barrier.objects.standing().exists()
    assert told("barrier_work") == []
    with pytest.raises(barriers.TakenBack):
        barriers.correct(barrier, {"said": "Else."}, by=circle.rosa, now=now())


def test_what_others_work_on_or_closed_is_not_taken_back(circle):
    barrier = reported(circle.rosa)
    agreed(barrier, circle.grace, by=circle.maya)

    with pytest.raises(barriers.InWork):
        barriers.withdraw(barrier, now=now())

    finished = done(reported(circle.rosa, said="Other."), circle.maya, by=circle.maya).barrier
    asked(finished, at=now() - 20 * DAY)
    closed(finished, circle.maya)
    with pytest.raises(barriers.Closed):
        barriers.withdraw(finished, now=now())
    with pytest.raises(barriers.Closed):
        barriers.correct(finished, {"said": "Else."}, by=circle.rosa, now=now())


def test_names_are_shown_unless_the_person_wishes_otherwise(circle):
    shy = reported(circle.samuel, shown_as_group=True, recorded_by=circle.maya)

    assert reported(circle.rosa).names_person_to(circle.layla)
    assert not shy.names_person_to(circle.layla)
    assert shy.names_person_to(circle.samuel)
    assert shy.names_person_to(circle.maya)


def test_a_barrier_concerns_the_groups_it_affects_and_who_reported_it(circle):
    barrier = reported(circle.grace, affected=["family"])

    assert barrier.groups == ["family"]
    assert barrier.concerns(circle.layla)
    assert barrier.concerns(circle.grace)
    assert not barrier.concerns(circle.rosa)


def test_tables_refuse_what_is_not_true(circle):
    barrier = reported(circle.rosa)
    action = taken_on(barrier, circle.grace, by=circle.maya)
    asking = asked(reported(circle.layla))
    gone = done(reported(circle.samuel), circle.maya, by=circle.maya).barrier
    words = not_better(gone, circle.samuel)
    move = {"moved_from": now(), "moved_to": now(), "moved_by": circle.grace, "moved_at": now()}
    ActionMove.objects.create(action=action, because="Ill.", language="en", **move)

    for rows, fields, constraint in [
        (Barrier.objects.filter(pk=barrier.pk), {"code": "", "said": ""}, "says_what_it_is"),
        (Barrier.objects.filter(pk=barrier.pk), {"recorded_right": True}, "recorded_barrier"),
        (BarrierAction.objects, {"outcome": "done", "ended_at": None}, "says_how_and_when"),
        (BarrierAction.objects, {"outcome": "", "ended_at": now()}, "says_how_and_when"),
        (BarrierAction.objects, {"outcome": "not_done", "ended_at": now(), "ended_words": ""},
         "action_not_done_says_why"),
        (BarrierAction.objects, {"amount": 5, "currency": "", "money": "not_found"},
         "amount_is_positive"),
        (BarrierAction.objects, {"amount": 0, "currency": "EUR", "money": "not_found"},
         "amount_is_positive"),
        (BarrierAction.objects, {"money": "found"}, "who_holds_it"),
        (BarrierAction.objects, {"money": "none", "held_by": "The county"}, "who_holds_it"),
        (ActionMove.objects, {"because": ""}, "moved_action_says_why"),
        (Asking.objects.filter(pk=asking.pk), {"ends_at": asking.asked_at}, "ends_after_it_begins"),
        (BetterAnswer.objects, {"answer": "same"}, "answer_whether_it_is_better_says_when"),
        (NotBetter.objects, {"said": ""}, "not_better_says_why"),
        (NotBetter.objects.filter(pk=words.pk), {"recorded_right": True}, "only_a_recorded_not"),
    ]:  # fmt: skip
        with transaction.atomic(), pytest.raises(IntegrityError, match=constraint):
            rows.update(**fields)

    with transaction.atomic(), pytest.raises(IntegrityError):
        BarrierAction.objects.create(
            barrier=barrier, owner=circle.rosa, due_on=now(), assigned_by=circle.maya,
            assigned_at=now(),
        )  # fmt: skip
    with transaction.atomic(), pytest.raises(IntegrityError):
        asking.answers.create(membership=circle.rosa)
