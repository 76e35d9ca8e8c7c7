"""Wall times where clocks skip or repeat an hour."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from meetings import wall_time

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
FORWARD, BACK = date(2027, 3, 14), date(2027, 11, 7)  # there


def test_an_ordinary_time_is_one_moment():
    (moment,) = wall_time.check(date(2027, 3, 15), time(2, 30), LOS_ANGELES)

    assert moment.astimezone(UTC) == datetime(2027, 3, 15, 9, 30, tzinfo=UTC)


def test_a_time_that_clocks_leave_out_offers_the_ones_before_and_after():
    with pytest.raises(wall_time.Nonexistent) as caught:
        wall_time.check(FORWARD, time(2, 30), LOS_ANGELES)

    assert f"{caught.value.before:%H:%M %Z}" == "01:30 PST"
    assert f"{caught.value.after:%H:%M %Z}" == "03:30 PDT"


def test_a_time_that_clocks_show_twice_offers_both():
    with pytest.raises(wall_time.Ambiguous) as caught:
        wall_time.check(BACK, time(1, 30), LOS_ANGELES)

    assert f"{caught.value.first:%H:%M %Z}" == "01:30 PDT"
    assert f"{caught.value.second:%H:%M %Z}" == "01:30 PST"


@pytest.mark.parametrize(("later", "hour"), [(False, 8), (True, 9)])
def test_of_two_equal_times_the_first_is_meant_unless_told_otherwise(later, hour):
    moment = wall_time.moment(BACK, time(1, 30), LOS_ANGELES, later_of_two=later)

    assert moment.astimezone(UTC) == datetime(2027, 11, 7, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (FORWARD, time(2, 30), "2027-03-14 03:00"),
        (FORWARD, time(3, 0), "2027-03-14 03:00"),
        (FORWARD, time(1, 59), "2027-03-14 01:59"),
        (BACK, time(1, 30), "2027-11-07 01:30"),
    ],
)
def test_next_valid_minute(day, at, expected):
    assert f"{wall_time.next_valid(day, at, LOS_ANGELES):%Y-%m-%d %H:%M}" == expected


def test_a_whole_day_can_be_left_out():
    samoa = ZoneInfo("Pacific/Apia")

    assert not wall_time.exists(date(2011, 12, 30), time(12), samoa)
    assert wall_time.next_valid(date(2011, 12, 30), time(12), samoa).date() == date(2011, 12, 31)
