"""Meetings that repeat: at the same wall time, whatever clocks do."""

from datetime import date, time, timedelta
from itertools import islice

import pytest

from meetings import repeating
from meetings.models import Meeting, Series
from meetings.planning import PLANNED, REMINDER
from meetings.repeating import Frequency
from notices.rendering import render
from tests.meetings.world import NOW, World, kinds_told, open_notices, reminders, send_all_until

FIRST = date(2027, 3, 4)  # the first Thursday of March; clocks go forward on the 14th


@pytest.fixture
def world(db):
    return World()


def start(world, rule, *, day=FIRST, at=time(17, 30), now=NOW):
    meeting = world.draft(day, at, place="Library", title_es="Caminar juntas")
    return repeating.start(meeting, rule, by=world.facilitator, now=now)


def wall_times(series):
    return [
        f"{meeting.starts_at.astimezone(meeting.zone):%m-%d %H:%M}"
        for meeting in series.meetings.order_by("starts_at")
    ]


@pytest.mark.parametrize(
    ("frequency", "first", "expected"),
    [
        (Frequency.WEEKLY, date(2027, 3, 4), "03-11 03-18 03-25"),
        (Frequency.FORTNIGHTLY, date(2027, 3, 4), "03-18 04-01 04-15"),
        (Frequency.MONTHLY_WEEKDAY, date(2027, 3, 4), "04-01 05-06 06-03"),
        (Frequency.MONTHLY_WEEKDAY, date(2027, 3, 29), "04-26 05-31 06-28"),  # the last Monday
        (Frequency.MONTHLY_DAY, date(2027, 3, 15), "04-15 05-15 06-15"),
        (Frequency.MONTHLY_DAY, date(2027, 1, 31), "02-28 03-31 04-30"),
    ],
)
def test_rules_people_can_choose(frequency, first, expected):
    series = Series(rule=repeating.rule_from(frequency, first), first_on=first)

    days = islice(repeating.days(series, first, date(2028, 1, 1)), 3)

    assert " ".join(f"{day:%m-%d}" for day in days) == expected


@pytest.mark.parametrize("end", [{"until": date(2027, 3, 25)}, {"count": 4}])
def test_a_rule_ends_on_a_day_or_after_some_times(world, end):
    series = start(world, repeating.rule_from("weekly", FIRST, **end))

    assert [time[:5] for time in wall_times(series)] == ["03-04", "03-11", "03-18", "03-25"]


def test_a_rule_has_one_end():
    with pytest.raises(repeating.NeedsAnEnd):
        repeating.rule_from("weekly", FIRST, until=FIRST, count=2)


def test_meetings_keep_their_wall_time_over_a_clock_change(world):
    series = start(world, "FREQ=WEEKLY;COUNT=3")

    assert wall_times(series) == ["03-04 17:30", "03-11 17:30", "03-18 17:30"]
    first, _second, third = series.meetings.order_by("starts_at")
    assert third.starts_at - first.starts_at == timedelta(days=14, hours=-1)


def test_a_time_that_clocks_leave_out_moves_to_the_next_minute_and_says_so(world):
    series = start(world, "FREQ=WEEKLY;COUNT=3", day=date(2027, 3, 7), at=time(2, 30))

    assert wall_times(series) == ["03-07 02:30", "03-14 03:00", "03-21 02:30"]
    shifted = [meeting.shifted_from for meeting in series.meetings.order_by("starts_at")]
    assert shifted == [None, time(2, 30), None]


def test_the_next_ninety_days_are_planned_and_no_more(world):
    series = start(world, "FREQ=WEEKLY")

    last = series.meetings.latest("starts_at")
    assert last.local_date == date(2027, 5, 27)
    assert series.meetings.count() == 13


def test_people_are_told_once_and_reminded_of_each(smtp_sink, world):
    rosa = world.member()
    start(world, "FREQ=WEEKLY;COUNT=2")

    send_all_until(NOW + timedelta(days=30))

    assert kinds_told(rosa).count(PLANNED) == 1
    assert kinds_told(rosa).count(REMINDER) == 2 + 3  # the first is in three days


def test_the_news_lists_the_days_that_follow(world):
    rosa = world.member(person__language="es")
    series = start(world, "FREQ=WEEKLY;COUNT=3")

    notice = rosa.person.notices.get(kind=PLANNED)

    assert notice.subject == series.meetings.earliest("starts_at")
    assert "jueves, 11 de marzo de 2027" in render(notice).text
    assert "jueves, 18 de marzo de 2027" in render(notice).text


def test_later_meetings_take_over_what_was_written(world):
    series = start(world, "FREQ=WEEKLY;COUNT=2")

    later = series.meetings.latest("starts_at")

    assert (later.title_en, later.title_es, later.place) == (
        "Walking together",
        "Caminar juntas",
        "Library",
    )


def test_series_are_extended_as_time_passes(world):
    rosa = world.member()
    series = start(world, "FREQ=WEEKLY")
    before = series.meetings.count()

    assert repeating.extend(series, now=NOW) == 0
    assert repeating.extend(series, now=NOW + timedelta(days=14)) == 2
    assert repeating.extend(series, now=NOW + timedelta(days=14)) == 0

    assert series.meetings.count() == before + 2
    assert len(reminders(rosa)) > before
    assert len(open_notices(PLANNED, to=rosa)) == 1


def test_days_that_passed_while_nothing_ran_are_left_out(world):
    series = start(world, "FREQ=WEEKLY")
    later = NOW + timedelta(days=200)

    repeating.extend(series, now=later)

    made_up = series.meetings.filter(local_date__gt=date(2027, 5, 27))
    assert made_up.earliest("starts_at").starts_at > later


def test_a_stopped_series_plans_nothing_more(world):
    series = start(world, "FREQ=WEEKLY")
    before = Meeting.objects.count()

    repeating.stop(series, now=NOW)

    assert series.ended_at == NOW
    assert repeating.extend(series, now=NOW + timedelta(days=60)) == 0
    assert Meeting.objects.count() == before


def test_moving_one_meeting_leaves_the_others(world):
    series = start(world, "FREQ=WEEKLY;COUNT=3")
    second = series.meetings.get(local_date=date(2027, 3, 11))

    world.move(second, date(2027, 3, 12))
    repeating.extend(series, now=NOW + timedelta(days=10))

    assert wall_times(series) == ["03-04 17:30", "03-12 17:30", "03-18 17:30"]
