"""Calendar files: read back by a library, and by a real calendar program across a clock change."""

import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.utils import translation

from meetings import calendars, planning
from meetings.models import Meeting
from tests.meetings.world import DAY, NOW, World

BEFORE, AFTER = date(2027, 3, 11), date(2027, 3, 18)  # clocks go forward on 14 March


@pytest.fixture
def world(db):
    return World()


@pytest.fixture
def rosa(world):
    return world.member(person__language="es")


def read(content):
    """The calendar and its only event."""
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_asks_one_person_in_their_language(world, rosa):
    meeting = world.plan(place="Library", online_url="https://meet.example.org/a", dial_in="+1 555")
    world.member()

    calendar, event = read(calendars.invitation(meeting, rosa.person, "REQUEST"))

    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{meeting.uid}@coprod"
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert event["ATTENDEE"] == f"mailto:{rosa.person.email}"
    assert event["ORGANIZER"] == "mailto:hello@testserver"
    assert event["SUMMARY"].params["LANGUAGE"] == "es"
    assert event["LOCATION"] == "Library"
    assert "https://meet.example.org/a" in event["DESCRIPTION"]
    assert "+1 555" in event["DESCRIPTION"]


def test_the_time_is_the_wall_time_with_the_rules_of_its_zone(world, rosa):
    calendar, event = read(calendars.invitation(world.plan(), rosa.person))

    assert event["DTSTART"].params["TZID"] == "America/Los_Angeles"
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2027, 3, 18, 17, 30)  # noqa: DTZ001
    assert event["DURATION"].dt == timedelta(minutes=90)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["America/Los_Angeles"]


def test_the_second_of_two_equal_times_is_written_in_utc(world, rosa):
    meeting = world.draft(None)
    meeting.set_wall_time(date(2027, 11, 7), time(1, 30), later_of_two=True)
    planning.plan(meeting, by=world.facilitator, now=NOW)

    _calendar, event = read(calendars.invitation(meeting, rosa.person))

    assert event["DTSTART"].dt == datetime(2027, 11, 7, 9, 30, tzinfo=UTC)


def test_changes_keep_the_identity_and_raise_the_sequence(world, rosa):
    meeting = world.plan()
    _calendar, first = read(calendars.invitation(meeting, rosa.person))
    world.move(meeting, DAY + timedelta(days=1), now=NOW + timedelta(hours=1))
    _calendar, second = read(calendars.invitation(meeting, rosa.person))
    world.cancel(meeting, now=NOW + timedelta(hours=2))
    calendar, third = read(calendars.invitation(meeting, rosa.person, "CANCEL"))

    assert first["UID"] == second["UID"] == third["UID"]
    assert [event["SEQUENCE"] for event in (first, second, third)] == [0, 1, 2]
    assert (calendar["METHOD"], third["STATUS"]) == ("CANCEL", "CANCELLED")
    assert first["DTSTAMP"].dt < second["DTSTAMP"].dt < third["DTSTAMP"].dt


@pytest.mark.parametrize(("detail", "shown"), [("full", True), ("standard", False)])
def test_the_title_is_only_for_who_wants_to_see_everything(world, detail, shown):
    person = world.member(person__detail=detail).person

    content = calendars.invitation(world.plan(), person).decode()

    assert ("Walking together" in content) is shown
    assert world.partnership.slug not in content
    assert world.partnership.name not in content


def test_who_wants_to_see_least_has_only_the_time(world):
    person = world.member(person__detail="minimal").person

    _calendar, event = read(calendars.invitation(world.plan(place="Library"), person))

    assert "LOCATION" not in event
    assert "DESCRIPTION" not in event


def test_nobody_without_an_address_is_named(world):
    person = world.member(person__without_email=True).person

    _calendar, event = read(calendars.invitation(world.plan(), person))

    assert "ATTENDEE" not in event


def test_a_file_to_keep_asks_nobody(world, rosa):
    calendar, event = read(calendars.invitation(world.plan(), rosa.person, "PUBLISH"))

    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_line_breaks_in_a_place_add_no_line_to_the_file(world, rosa):
    meeting = world.plan(place="Library\r\nATTENDEE:mailto:evil@example.org")

    content = calendars.invitation(meeting, rosa.person).replace(b"\r\n ", b"")

    assert b"\r\nATTENDEE:mailto:evil" not in content
    read(content)


# The feed


def test_the_feed_holds_a_persons_meetings(world, rosa):
    mine = world.plan()
    long_ago = world.plan(date(2026, 9, 1))
    other = World().plan()
    outsider = world.member(left=True)

    content = calendars.feed(rosa.person, NOW)

    uids = {str(event["UID"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}
    assert uids == {f"{mine.uid}@coprod"}
    assert f"{long_ago.uid}" not in content.decode()
    assert f"{other.uid}" not in content.decode()
    empty = icalendar.Calendar.from_ical(calendars.feed(outsider.person, NOW))
    assert empty.walk("VEVENT") == []
    assert empty["METHOD"] == "PUBLISH"


def test_the_feed_shows_a_cancelled_meeting_as_cancelled(world, rosa):
    meeting = world.plan()
    world.cancel(meeting)

    _calendar, event = read(calendars.feed(rosa.person, NOW))

    assert event["STATUS"] == "CANCELLED"


def test_the_feed_stays_the_same_as_long_as_nothing_changes(world, rosa):
    meeting = world.plan()
    first = calendars.fingerprint(calendars.feed(rosa.person, NOW))

    with translation.override("ar"):
        later = calendars.fingerprint(calendars.feed(rosa.person, NOW + timedelta(days=1)))
    world.move(meeting, DAY + timedelta(days=1))

    assert first == later
    assert first != calendars.fingerprint(calendars.feed(rosa.person, NOW))


def test_the_address_of_a_feed_leads_to_its_person(rosa):
    token = calendars.feed_token(rosa.person)

    assert calendars.person_of(token) == rosa.person
    assert len(token.partition("-")[2]) == 22


def test_a_new_address_makes_the_old_one_useless(rosa):
    old = calendars.feed_token(rosa.person)
    calendars.note_use(rosa.person, now=NOW)

    calendars.renew(rosa.person)

    assert calendars.person_of(old) is None
    assert calendars.person_of(calendars.feed_token(rosa.person)) == rosa.person
    assert rosa.person.feed_used_at is None


def test_addresses_outlive_a_change_of_the_secret_key(settings, rosa):
    token = calendars.feed_token(rosa.person)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"

    assert calendars.person_of(token) == rosa.person
    assert calendars.feed_token(rosa.person) != token


@pytest.mark.parametrize(
    "token", ["", "-", "1", "1-", "1-x", "!-x", "zzzzzzzzzzzzz-x", "99999999999999-x", "1-é", "\0-"]
)
def test_made_up_addresses_lead_nowhere(rosa, token):
    assert calendars.person_of(token) is None


def test_who_may_not_sign_in_any_more_has_no_feed(rosa):
    rosa.person.is_active = False
    rosa.person.save()

    assert calendars.person_of(calendars.feed_token(rosa.person)) is None


def test_use_is_noted_to_the_hour(rosa):
    calendars.note_use(rosa.person, now=NOW + timedelta(minutes=5))
    calendars.note_use(rosa.person, now=NOW + timedelta(minutes=50))

    rosa.person.refresh_from_db()
    assert rosa.person.feed_used_at == NOW


# A real calendar program


@pytest.fixture
def khal(tmp_path):
    """Debian's khal with an empty calendar, in a zone of one's choice."""
    if shutil.which("khal") is None:
        pytest.skip("No khal found, which reads a calendar as people do.")
    (tmp_path / "calendar").mkdir()
    (tmp_path / "database").mkdir()

    def run(zone, *arguments):
        config = tmp_path / f"config-{zone.replace('/', '-')}"
        config.write_text(
            f"""
[calendars]
[[mine]]
path = {tmp_path / "calendar"}
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {tmp_path / "database" / zone.replace("/", "-")}
""",
            encoding="utf-8",
        )
        finished = subprocess.run(
            ["khal", "-c", config, *arguments],
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(tmp_path)},
        )
        return finished.stdout.strip().splitlines()

    return run


def listed(khal, zone):
    """What khal shows in March, as "day start-end title"."""
    shown = "{start-date} {start-time}-{end-time} {title}"
    return khal(zone, "list", "--format", shown, "--day-format", "", "2027-03-01", "2027-03-31")


def imported(khal, tmp_path, content):
    file = tmp_path / "meeting.ics"
    file.write_bytes(content)
    khal("UTC", "import", "--batch", file)


def test_a_calendar_program_shows_the_right_local_times(khal, tmp_path, world, rosa):
    for day in (BEFORE, AFTER):
        meeting = world.plan(day)
        imported(khal, tmp_path, calendars.invitation(meeting, rosa.person))
    with translation.override("es"):
        title = translation.gettext("Meeting")

    assert listed(khal, "America/Los_Angeles") == [
        f"2027-03-11 17:30-19:00 {title}",
        f"2027-03-18 17:30-19:00 {title}",
    ]
    assert listed(khal, "UTC") == [
        f"2027-03-12 01:30-03:00 {title}",
        f"2027-03-19 00:30-02:00 {title}",
    ]
    assert listed(khal, "Europe/Madrid") == [
        f"2027-03-12 02:30-04:00 {title}",
        f"2027-03-19 01:30-03:00 {title}",
    ]


def test_a_calendar_program_takes_over_a_move(khal, tmp_path, world):
    person = world.member().person
    meeting = world.plan(BEFORE)
    imported(khal, tmp_path, calendars.invitation(meeting, person))

    world.move(meeting, AFTER)
    imported(khal, tmp_path, calendars.invitation(Meeting.objects.get(pk=meeting.pk), person))

    assert listed(khal, "America/Los_Angeles") == ["2027-03-18 17:30-19:00 Meeting"]


def test_a_calendar_program_reads_the_feed(khal, tmp_path, world):
    person = world.member().person
    world.plan(BEFORE)
    world.plan(AFTER)

    imported(khal, tmp_path, calendars.feed(person, NOW))

    assert listed(khal, "America/Los_Angeles") == [
        "2027-03-11 17:30-19:00 Meeting",
        "2027-03-18 17:30-19:00 Meeting",
    ]
