"""When a person is reminded: never early, in quiet hours, after the start, or twice."""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from meetings import reminding, wall_time
from notices.quiet import is_quiet
from partners.dates import is_place
from partners.models import Person

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def person(zone="America/Los_Angeles", quiet_from=time(21), quiet_until=time(8)):
    return Person(timezone=zone, quiet_from=quiet_from, quiet_until=quiet_until)


def start(*args, zone=LOS_ANGELES):
    return datetime(*args, tzinfo=zone).astimezone(UTC)


def local(moment, zone=LOS_ANGELES):
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def due(starts_at, lead, who, now=LONG_AGO):
    return reminding.due_at(starts_at, LOS_ANGELES, lead, who, now)


@pytest.mark.parametrize(
    ("lead", "expected"),
    [
        ("P7D", "2027-03-09 17:30"),  # before clocks went forward, at the same wall time
        ("P1D", "2027-03-15 17:30"),
        ("PT2H", "2027-03-16 15:30"),
        ("P1DT2H", "2027-03-15 15:30"),
    ],
)
def test_days_keep_the_wall_time_and_hours_are_hours(lead, expected):
    assert local(due(start(2027, 3, 16, 17, 30), lead, person())) == expected


def test_the_day_before_is_the_wall_time_of_the_meeting_not_of_the_person():
    moment = due(start(2027, 3, 16, 17, 30), "P7D", person("Europe/London", time(0), time(0)))

    assert local(moment) == "2027-03-09 17:30"


@pytest.mark.parametrize(
    ("hour", "minute", "lead", "expected"),
    [
        (9, 0, "PT2H", "2027-03-16 08:00"),  # seven is too early, eight leaves an hour
        (8, 30, "PT2H", "2027-03-15 20:00"),  # half an hour is too little: the evening before
        (6, 0, "P1D", "2027-03-15 08:00"),
        (10, 0, "PT2H", "2027-03-16 08:00"),
        (22, 30, "PT1H", "2027-03-16 20:00"),  # late at night: before they want to be left alone
        (23, 0, "P1D", "2027-03-16 08:00"),
    ],
)
def test_reminders_keep_out_of_quiet_hours(hour, minute, lead, expected):
    assert local(due(start(2027, 3, 16, hour, minute), lead, person())) == expected


def test_who_may_be_reached_any_time_is_reminded_at_night():
    moment = due(start(2027, 3, 16, 5), "PT2H", person(quiet_from=time(0), quiet_until=time(0)))

    assert local(moment) == "2027-03-16 03:00"


def test_a_short_waking_time_has_no_evening():
    moment = due(start(2027, 3, 16, 6), "PT2H", person(quiet_from=time(8, 30), quiet_until=time(8)))

    assert local(moment) == "2027-03-15 08:00"


def test_what_has_passed_is_dropped():
    starts_at = start(2027, 3, 16, 17, 30)

    assert due(starts_at, "PT2H", person(), now=start(2027, 3, 16, 15, 31)) is None
    assert due(starts_at, "PT2H", person(), now=start(2027, 3, 16, 15, 30)) is not None


def test_nobody_is_reminded_at_the_start():
    assert due(start(2027, 3, 16, 17, 30), "P0D", person()) is None


def test_of_two_reminders_close_together_the_longer_lead_stays():
    # "Two hours before" and "the day before", both on the evening before an early meeting.
    schedule = reminding.schedule(
        start(2027, 3, 16, 8, 30), LOS_ANGELES, ["PT2H", "PT13H", "P1D"], person()
    )

    assert {lead: local(moment) for lead, moment in schedule.items()} == {
        "P1D": "2027-03-15 08:30",
        "PT13H": "2027-03-15 19:30",
    }


# The property: whatever the zone, the time, the lead and the quiet hours, around clock changes.

ZONES = sorted(filter(is_place, available_timezones()))
LEADS = ["P7D", "P3D", "P1D", "PT24H", "PT12H", "PT2H", "PT1H", "P2DT3H"]


def changes(zone, year=2027):
    """Days on which clocks in `zone` change."""
    days = [date(year, 1, 1) + timedelta(days) for days in range(365)]
    offsets = [datetime.combine(day, time(12), tzinfo=zone).utcoffset() for day in days]
    return [
        day
        for day, (before, after) in zip(days[1:], pairwise(offsets), strict=True)
        if before != after
    ]


def examples(count, seed=20270314):
    chance = random.Random(seed)
    changing = {name: found for name in ZONES if (found := changes(ZoneInfo(name)))}
    for _number in range(count):
        meets_in = chance.choice(list(changing))
        lives_in = chance.choice([meets_in, chance.choice(ZONES)])
        change = chance.choice(changing[meets_in])
        day = change + timedelta(days=chance.randint(-3, 8))
        at = time(chance.randrange(24), chance.choice([0, 15, 30, 59]))
        quiet = time(chance.randrange(24), chance.choice([0, 30]))
        until = chance.choice([time(8), time(chance.randrange(24), chance.choice([0, 30])), quiet])
        leads = chance.sample(LEADS, chance.randint(1, 4))
        zone = ZoneInfo(meets_in)
        starts_at = wall_time.next_valid(day, at, zone).astimezone(UTC)
        yield starts_at, zone, leads, person(lives_in, quiet, until)


def test_ten_thousand_times_around_clock_changes():
    checked = 0
    for starts_at, zone, leads, who in examples(10_000):
        schedule = reminding.schedule(starts_at, zone, leads, who)
        context = (starts_at, zone.key, leads, who.timezone, who.quiet_from, who.quiet_until)
        for lead, moment in schedule.items():
            nominal = reminding.nominal(starts_at, zone, lead)
            assert moment < starts_at, context
            assert not is_quiet(moment, who), context
            if moment < nominal:  # the evening before, and only if waking would be too late
                assert is_quiet(nominal, who), context
                assert nominal - moment <= timedelta(hours=50), context
                woke = reminding.waking(nominal, who)
                assert woke > starts_at - HOUR, context
            if not is_quiet(nominal, who):
                assert moment == nominal, context
            checked += 1
        moments = sorted(schedule.values())
        assert all(later - sooner >= HOUR for sooner, later in pairwise(moments)), context
        assert len(set(moments)) == len(moments), context
    assert checked > 10_000


def test_days_before_keep_the_wall_time_whatever_clocks_do():
    for starts_at, zone, _leads, _who in examples(2_000):
        there = starts_at.astimezone(zone)
        moment = reminding.nominal(starts_at, zone, "P1D").astimezone(zone)
        day = there.date() - timedelta(days=1)
        if wall_time.exists(day, there.time(), zone):
            assert (moment.date(), moment.time()) == (day, there.time())
