"""Dates of decisions, promises and reviews in a person's calendar, read back by a library."""

from datetime import timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from meetings import calendars
from tests.charters import agreeing
from tests.charters.agreeing import Table, now
from tests.charters.deciding import propose_in
from translations.reading import read

pytestmark = pytest.mark.django_db
SENTENCES = {
    "decision": "A decision closes",
    "duty": "Something you promised is due",
    "review": "We look at an agreement again",
}


@pytest.fixture
def table():
    return Table()


def fill(table, holder, number=1):
    """A charter in force with duties of `holder`, and open decisions."""
    agreement = agreeing.draft(table, needs_all=True)
    for count in range(number):
        agreement.duties.create(
            what_en="Call a taxi", what_es="Pedir un taxi", what_ar="اطلب سيارة", holder=holder,
            first_on=(now() + timedelta(days=9 + count)).date(),
        )  # fmt: skip
        propose_in(table.partnership, by=table.maya, texts=("en", "es", "ar"))
    agreeing.hear_everyone(agreement, table)
    version = agreeing.opening.open_for_signing(agreement, by=table.maya, now=now())
    agreeing.sign_all(version, table)
    agreement.refresh_from_db()
    return agreement


def events(person):
    calendar = icalendar.Calendar.from_ical(calendars.feed(person, now()))
    return {event["UID"].split("-")[0]: event for event in calendar.walk("VEVENT")}


def test_the_calendar_holds_what_i_have_to_keep_in_mind(table):
    agreement = fill(table, table.layla)

    found = events(table.layla.person)

    assert set(found) == set(SENTENCES)
    decision = table.partnership.decisions.get()
    assert found["decision"]["DTSTART"].dt == decision.closes_at.replace(microsecond=0)
    assert found["duty"]["DTSTART"].dt == agreement.duties.get().first_on
    assert found["review"]["DTSTART"].dt == agreement.next_review_on


def test_it_says_so_in_my_language_and_names_nothing(table):
    fill(table, table.layla)
    table.layla.person.detail = "standard"

    for kind, event in events(table.layla.person).items():
        with override("ar"):
            assert event["SUMMARY"] == gettext(SENTENCES[kind])
        assert event["SUMMARY"].params["LANGUAGE"] == "ar"
        assert "DESCRIPTION" not in event
        assert table.partnership.slug not in event["URL"]


def test_who_wants_everything_reads_what_it_is_about(table):
    agreement = fill(table, table.layla)
    table.layla.person.detail = "full"

    found = events(table.layla.person)

    assert found["duty"]["DESCRIPTION"] == "اطلب سيارة"
    assert found["review"]["DESCRIPTION"] == read(agreement, "title", "ar").text
    assert found["review"]["URL"].endswith(agreement.get_absolute_url())


def test_it_leaves_out_what_is_not_mine_or_is_over(table):
    agreement = fill(table, table.layla)
    reader = table.member("Nur", role="translator")
    duty = agreement.duties.get()
    duty.dates.update(outcome="kept", recorded_at=now(), recorded_by=table.layla)
    table.partnership.decisions.update(
        dropped_at=now(), dropped_by=table.maya, dropped_because="Later."
    )

    assert set(events(table.layla.person)) == {"review"}
    assert set(events(reader.person)) == {"review"}
    table.layla.paused_at = now()
    table.layla.save()
    assert events(table.layla.person) == {}
    assert events(Table().tom.person) == {}


def test_a_full_calendar_takes_as_many_queries_as_one_with_little_in_it():
    counts = []
    for number in [1, 9]:
        table = Table()
        fill(table, table.layla, number)
        person = table.layla.person
        with CaptureQueriesContext(connection) as queries:
            first = calendars.feed(person, now())
        assert calendars.feed(person, now()) == first
        counts.append(len(queries))

    assert counts[0] == counts[1]
