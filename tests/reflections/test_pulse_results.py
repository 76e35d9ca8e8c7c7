"""What pulses say: only for many together, only when they are closed, members first."""

from datetime import timedelta

import pytest

from reflections import pulse_results
from reflections.models import Statement
from tests.factories import now
from tests.reflections.factories_pulse import (
    DAY,
    HOUR,
    NO,
    YES,
    invitation,
    members,
    pulse_for,
    replied,
    reply,
)

pytestmark = pytest.mark.django_db
PARTLY = dict.fromkeys(Statement.values, "partly")


def shares(results):
    return {result.statement.value: result.yes for result in results.each}


def test_a_meeting_to_which_enough_people_replied_stands_by_itself():
    everybody = members(30)
    partnership = everybody[0].partnership
    replied(everybody, YES, ago=40 * DAY)
    pulse = replied(everybody, YES, YES, PARTLY, ago=20 * DAY)

    results = pulse_results.for_members(partnership, now())

    assert (results.meetings, results.until) == (1, pulse.meeting.ends_at)
    assert shares(results) == dict.fromkeys(Statement.values, 65)  # 20 of 30, in steps
    assert {result.of for result in results.each} == {30}
    assert all(result.is_low for result in results.each)


def test_meetings_to_which_few_replied_are_taken_together():
    everybody = members(12)
    partnership = everybody[0].partnership
    first = replied(everybody, YES, NO, ago=50 * DAY)
    replied(everybody, YES, NO, ago=40 * DAY)
    last = replied(everybody, YES, NO, ago=20 * DAY)

    results = pulse_results.for_members(partnership, now())

    assert results.meetings == 3
    assert (results.since, results.until) == (first.meeting.ends_at, last.meeting.ends_at)
    assert set(shares(results).values()) == {55}  # 20 of 35 are 57 per cent, in steps
    assert {result.of for result in results.each} == {35}


@pytest.mark.parametrize(
    ("answers", "count"),
    [((YES, NO), 19), ((YES,), 40), ((NO,), 40), ((*[YES] * 4, NO), 40)],
    ids=["fewer than twenty", "all yes", "all no", "fewer than ten who did not say yes"],
)
def test_what_would_point_at_somebody_is_not_shown(answers, count):
    everybody = members(count)
    replied(everybody, *answers)

    results = pulse_results.for_members(everybody[0].partnership, now())

    assert set(shares(results).values()) == {None}
    assert not results.has_low


def test_nine_people_who_reply_often_are_still_nine():
    everybody = members(9)
    for number in range(6):
        replied(everybody, YES, NO, ago=(20 + number) * DAY)

    results = pulse_results.for_members(everybody[0].partnership, now())

    assert {(result.yes, result.of) for result in results.each} == {(None, None)}
    assert results.reply_rate is None


def test_who_needed_no_support_or_would_rather_not_say_leaves_the_whole():
    everybody = members(60)
    none = {**YES, "support": "not_needed", "safety": "rather_not", "voice": ""}
    replied(everybody, YES, NO, none)

    results = pulse_results.for_members(everybody[0].partnership, now())

    of = {result.statement.value: result.of for result in results.each}
    assert of == {"voice": 40, "safety": 40, "support": 40, "clarity": 60, "fit": 60}
    assert shares(results)["support"] == 50
    assert shares(results)["fit"] == 65


def test_nothing_is_counted_while_a_pulse_is_open():
    everybody = members(30)
    pulse = replied(everybody, YES, NO, ago=10 * DAY)
    partnership = everybody[0].partnership

    assert pulse_results.for_members(partnership, pulse.closes_at - HOUR) is None
    assert pulse_results.for_members(partnership, pulse.closes_at).meetings == 1


def test_a_result_is_gone_after_ninety_days():
    everybody = members(30)
    pulse = replied(everybody, YES, NO, ago=20 * DAY)
    partnership = everybody[0].partnership

    assert pulse_results.for_members(partnership, pulse.closes_at + 89 * DAY)
    assert pulse_results.for_members(partnership, pulse.closes_at + 90 * DAY) is None


def test_members_see_it_a_week_before_others():
    everybody = members(30)
    pulse = replied(everybody, YES, NO, ago=20 * DAY)
    partnership = everybody[0].partnership
    published_at = pulse.closes_at + timedelta(days=7)

    assert pulse_results.published_at(pulse) == published_at
    assert pulse_results.for_members(partnership, published_at - HOUR)
    assert pulse_results.for_others([partnership], published_at - HOUR) is None
    assert pulse_results.for_others([partnership], published_at).meetings == 1


def test_what_is_too_small_for_one_partnership_is_shown_for_a_programme():
    small = [members(7), members(7)]
    for everybody in small:
        replied(everybody, YES, NO, ago=40 * DAY)
        replied(everybody, YES, NO, ago=30 * DAY)
    partnerships = [everybody[0].partnership for everybody in small]

    alone = pulse_results.for_others(partnerships[:1], now())
    together = pulse_results.for_others(partnerships, now())

    assert set(shares(alone).values()) == {None}
    assert set(shares(together).values()) == {50}  # 15 of 30, rounded from 16 of 28


def test_the_reply_rate_stands_beside_the_result():
    everybody = members(60)
    pulse = pulse_for(everybody, ago=30 * DAY)
    for member in everybody[:30]:
        reply(pulse, member, YES)

    results = pulse_results.for_members(everybody[0].partnership, now())

    assert results.reply_rate == 50


def test_counting_takes_as_many_statements_for_many_as_for_few(django_assert_num_queries):
    few, many = members(3), members(60)
    for everybody in (few, many):
        for number in range(1 if everybody is few else 3):
            pulse = pulse_for(everybody, ago=(20 + number) * DAY)
            for member in everybody:
                reply(pulse, member)
        assert invitation(pulse, everybody[0])

    for everybody in (few, many):
        with django_assert_num_queries(2):
            pulse_results.for_members(everybody[0].partnership, now())
