"""The pace guard: when a decision may close without a word of why."""

from datetime import timedelta

import pytest

from charters import pace
from charters.models import Guard, Stance
from tests.charters.deciding import Circle, propose, take, take_all, vote
from tests.factories import ResourceTextFactory, now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def broken(decision, at=None):
    decision.refresh_from_db()
    return pace.pace(decision, at or now()).broken


def test_all_is_kept_when_everyone_read_and_took_a_position():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)

    kept = pace.pace(decision, now())

    assert kept.is_kept
    assert kept.broken == kept.absent == kept.without_text == kept.unanswered == []
    assert kept.quorum_missing == 0


def test_reading_days_count_from_the_last_language_somebody_needs():
    circle = Circle("en", "ar")
    proposed_at = now() - 10 * DAY
    decision = propose(circle, at=proposed_at, texts=["en", "ar"])
    arabic = decision.texts.get(language="ar")
    arabic.available_at = proposed_at + 5 * DAY
    arabic.save()
    take_all(decision, circle)

    assert broken(decision, proposed_at + 11 * DAY) == [Guard.READING_DAYS]
    assert broken(decision, proposed_at + 12 * DAY - timedelta(seconds=1)) == [Guard.READING_DAYS]
    assert broken(decision, proposed_at + 12 * DAY) == []


def test_reading_days_never_end_while_somebody_cannot_read_it():
    circle = Circle("en", "ar")
    decision = propose(circle, texts=["en"])
    take_all(decision, circle)

    kept = pace.pace(decision, now() + 100 * DAY)

    assert kept.broken == [Guard.READING_DAYS]
    assert kept.without_text == [circle.lived[1]]
    assert kept.readable_since is None
    assert kept.read_until is None


def test_a_language_somebody_also_reads_is_enough():
    circle = Circle("en", "ar")
    person = circle.lived[1].person
    person.also_reads = ["en"]
    person.save()
    decision = propose(circle, texts=["en"])
    take_all(decision, circle)

    assert broken(decision) == []


@pytest.mark.parametrize(("is_essential", "expected"), [(True, [Guard.READING_DAYS]), (False, [])])
def test_only_essential_reading_counts(is_essential, expected):
    circle = Circle("en")
    resource = circle.resource(is_essential=is_essential)
    ResourceTextFactory(resource=resource, language="en", added_at=now() - DAY)
    decision = propose(circle, reading=[resource])
    take_all(decision, circle)

    assert broken(decision) == expected


def test_essential_reading_that_was_replaced_is_read_anew_and_one_taken_back_not_at_all():
    circle = Circle("en")
    resource = circle.resource(is_essential=True)
    ResourceTextFactory(
        resource=resource, language="en", added_at=now() - 9 * DAY, replaced_at=now() - DAY
    )
    decision = propose(circle, reading=[resource])
    take_all(decision, circle)
    assert broken(decision) == [Guard.READING_DAYS]

    ResourceTextFactory(resource=resource, language="en", added_at=now() - DAY)
    assert broken(decision) == [Guard.READING_DAYS]

    resource.withdrawn_at = now()
    resource.save()
    assert broken(decision) == []


def test_people_with_lived_experience_are_needed():
    circle = Circle(lived=2)
    decision = propose(circle)
    for member in [circle.facilitator, circle.lived[0], *circle.others]:
        take(decision, member)

    kept = pace.pace(decision, decision.closes_at)

    assert kept.broken == [Guard.QUORUM]
    assert (kept.lived_experience, kept.quorum, kept.quorum_missing) == (1, 2, 1)


def test_asking_for_time_is_not_yet_a_position():
    circle = Circle(lived=2)
    decision = propose(circle)
    take_all(decision, circle)
    take(decision, circle.lived[0], Stance.MORE_TIME)

    assert broken(decision) == [Guard.EARLY, Guard.QUORUM]


def test_closing_early_is_fine_once_everyone_took_a_position():
    circle = Circle()
    decision = propose(circle)
    for member in circle.everyone[:-1]:
        take(decision, member)

    assert broken(decision) == [Guard.EARLY]
    assert broken(decision, decision.closes_at) == []

    take(decision, circle.everyone[-1])
    assert broken(decision) == []


def test_an_objection_waits_for_an_answer_or_to_be_taken_back():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)
    take(decision, circle.others[0], Stance.OBJECT, reason="No bus goes then.")
    assert broken(decision) == [Guard.OBJECTION]

    take(decision, circle.others[0], Stance.ASIDE)
    assert broken(decision) == []


def test_people_who_pause_left_or_only_read_along_are_not_waited_for():
    circle = Circle()
    decision = propose(circle)
    take_all(decision, circle)
    circle.member(role="observer", language="ar")
    circle.member(role="translator", language="ar")
    circle.member(language="ar", paused_at=now())
    circle.member(language="ar", left_at=now())

    assert broken(decision) == []


def test_secret_votes_count_as_taking_part():
    circle = Circle()
    decision = propose(circle, options=["A", "B"], is_secret=True)
    for member in circle.everyone:
        vote(decision, member)

    assert broken(decision) == []


def test_a_partnership_without_people_who_decide_is_never_in_time():
    circle = Circle(lived=0, others=0)
    decision = propose(circle)
    circle.facilitator.pause(now())

    assert broken(decision) == [Guard.QUORUM]
