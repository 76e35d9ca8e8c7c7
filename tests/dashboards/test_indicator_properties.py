"""Indicators against plain Python, in worlds that nobody thought of."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charters.models import Guard
from charters.pace import ROLES_WITH_A_SAY
from dashboards import indicators
from dashboards.census import _table
from dashboards.live import look
from dashboards.sources import AboutPeople
from partners.roles import LIVED_EXPERIENCE, ROLES_TAKING_PART, Group, Role
from tests.dashboards.rows import DAY, Place
from tests.test_access import undone

pytestmark = pytest.mark.django_db
# Half days, so that no row lies on the edge of a window to the second.
ago = st.integers(-5, 130).map(lambda days: days + 0.5)
members = st.lists(
    st.tuples(
        st.sampled_from(Group),
        st.sampled_from(Role),
        st.integers(-3, 9),  # joined so many days ago
        st.none() | st.integers(-3, 9),  # left
        st.none() | st.integers(-3, 9),  # takes a break since
    ),
    max_size=8,
)
some = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def place():
    return Place()


def owed(place, indicator):
    live, _rows = look(place.at, partnerships=[place.partnership])
    found = live.apart[place.partnership.pk][indicator]
    return found.some or 0, found.of_all or 0


def counts_of(place, indicator):
    census = indicators.BY_ID[indicator].people
    rows = AboutPeople(place.at - 90 * DAY, place.at, place.partnership.programme)
    return _table(census.cells(rows), [place.partnership], ())[frozenset()]


def in_window(days):
    return 0 < days <= 90


@some
@given(decisions=st.lists(st.tuples(ago, st.sets(st.sampled_from(Guard))), max_size=6))
def test_decisions_count_in_their_window(place, decisions):
    with undone():
        for days, broken in decisions:
            place.decision(days, broken=broken)
        counted = [broken for days, broken in decisions if in_window(days)]

        assert owed(place, "e1") == (sum(Guard.QUORUM not in it for it in counted), len(counted))
        assert owed(place, "m5") == (
            sum(Guard.READING_DAYS not in it for it in counted),
            len(counted),
        )


@some
@given(
    said=st.lists(
        st.tuples(ago, st.none() | ago, st.none() | st.booleans(), st.booleans()), max_size=6
    )
)
def test_answers_count_when_they_were_due(place, said):
    with undone():
        rosa = place.member()
        for due, answered, confirmed, is_withdrawn in said:
            withdrawn = {"withdrawn_at": place.at} if is_withdrawn else {}
            place.said(rosa, due=due, answered=answered, confirmed=confirmed, **withdrawn)
        due = [each for each in said if in_window(each[0]) and not each[3]]
        in_time = [it for it in due if it[1] is not None and it[1] >= it[0]]
        closed = [it for it in in_time if it[2] is not False]

        assert owed(place, "m3") == (len(closed), len(due))


@some
@given(dates=st.lists(st.tuples(ago, st.sampled_from(["", "kept", "not_kept", "moved"]))))
def test_duties_count_when_they_fell_due(place, dates):
    with undone():
        holders = [place.member(), place.member("staff")]
        for number, (days, outcome) in enumerate(dates):
            place.duty_date(holders[number % 2], days, outcome)
        today, first = place.at.date(), (place.at - 90 * DAY).date()
        due = [
            (number % 2, outcome)
            for number, (days, outcome) in enumerate(dates)
            if first <= place.ago(days).date() < today and outcome != "moved"
        ]
        is_of_one = len({holder for holder, _outcome in due}) == 1
        kept = sum(outcome == "kept" for _holder, outcome in due)

        assert owed(place, "f3") == ((0, 0) if is_of_one else (kept, len(due)))


@some
@given(meetings=st.lists(st.tuples(ago, st.booleans(), st.booleans()), max_size=6))
def test_meetings_count_when_they_were_held(place, meetings):
    with undone():
        chairs = {True: place.member("patient"), False: place.member("staff")}
        for days, is_lived, is_cancelled in meetings:
            cancelled = {"cancelled_at": place.at} if is_cancelled else {}
            place.meeting(days, chair=chairs[is_lived], **cancelled)
        held = [it for it in meetings if in_window(it[0] - 1.5 / 24) and not it[2]]

        assert owed(place, "f5") == (sum(it[1] for it in held), len(held))


def is_there(place, joined, left, paused):
    gone = (left, paused)
    return joined > 0 and all(days is None or days <= 0 for days in gone)


@some
@given(people=members)
def test_seats_are_of_those_who_are_there_now(place, people):
    with undone():
        for group, role, joined, left, paused in people:
            join(place, group, role, joined, left, paused)
        there = [it for it in people if is_there(place, *it[2:]) and it[1] in ROLES_WITH_A_SAY]
        lived = sum(group in LIVED_EXPERIENCE for group, *_rest in there)

        counts = counts_of(place, "e2")

        # The facilitator of the place has a seat too.
        assert (counts["people_some"], counts["people_rest"]) == (lived, len(there) - lived + 1)


@some
@given(people=members, answers=st.lists(st.sampled_from(["", "yes", "no", "not understood"])))
def test_signatures_are_of_those_who_take_part(place, people, answers):
    with undone():
        version = place.version(place.agreement())
        signed = there = 0
        for number, (group, role, joined, left, paused) in enumerate(people):
            member = join(place, group, role, joined, left, paused)
            answer = answers[number] if number < len(answers) else ""
            if answer:
                understood = answer == "yes"
                place.signature(version, member, signed=answer != "no", understood=understood)
            if is_there(place, joined, left, paused) and role in ROLES_TAKING_PART:
                there += 1
                signed += answer == "yes"

        counts = counts_of(place, "f2")

        assert (counts["people_some"], counts["people_rest"]) == (signed, there - signed + 1)


def join(place, group, role, joined, left, paused):
    moments = {"left_at": left, "paused_at": paused}
    given = {name: place.ago(days) for name, days in moments.items() if days is not None}
    # Whoever left may have been there before; the database wants one open membership a person.
    return place.member(group, role=role, joined=joined, **given)


@some
@given(
    answers=st.lists(
        st.tuples(ago, st.none() | st.booleans(), st.booleans(), st.sampled_from(["", "yes", "no"]))
    )
)
def test_unanswered_support_leaves_the_count(place, answers):
    with undone():
        expected = {True: 0, False: 0}
        asked = 0
        for days, was_there, came, rsvp in answers:
            member, meeting = place.member(), place.meeting(days)
            attendance = {"rsvp": rsvp, "answered_at": meeting.starts_at} if rsvp else {}
            place.support(meeting, member, was_there=was_there)
            meeting.attendances.update(was_there=came, **attendance)
            if in_window(days - 1.5 / 24) and (came or was_there is False):
                asked += 1
                if was_there is not None:
                    expected[was_there] += 1

        counts = counts_of(place, "e3")

        assert (counts["some"], counts["rest"]) == (expected[True], expected[False])
        assert counts["people_asked"] == asked
