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
from meetings.models import ItemKind
from partners.models import WorkingRules
from partners.roles import LIVED_EXPERIENCE, POWER_HOLDING, ROLES_TAKING_PART, Group, Role
from reflections.models import CHOSE, Choice
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
    days = indicators.BY_ID[indicator].days
    rows = AboutPeople(place.at - days * DAY, place.at, place.partnership.programme)
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


SAID = ["yes", "partly", "no"]


@some
@given(
    pulses=st.lists(
        st.tuples(
            ago,
            st.lists(st.sampled_from([*SAID, "rather_not", ""]), max_size=6),
            st.integers(1, 30),
        ),
        max_size=5,
    )
)
def test_replies_count_a_week_after_their_pulse_closed(place, pulses):
    with undone():
        for days, answers, asked in pulses:
            place.pulse(days, *answers, asked=asked)
        counted = [it for it in pulses if in_window(it[0] - 7)]
        said = [answer for _days, answers, _asked in counted for answer in answers]

        for indicator in ("e11", "r4", "t2"):
            counts = counts_of(place, indicator)

            assert counts["some"] == said.count("yes")
            assert counts["rest"] == said.count("partly") + said.count("no")
            assert counts["people_behind"] == max((asked for *_rest, asked in counted), default=0)


@some
@given(
    people=members,
    wishes=st.lists(st.sampled_from([None, True, False])),
    helped=st.lists(st.lists(st.tuples(ago, st.booleans()), max_size=2)),
)
def test_benefits_are_of_those_who_want_to_be_counted_and_are_there(place, people, wishes, helped):
    with undone():
        offer = place.asked_for(place.facilitator, direction="offer")
        there = some = rest = said = 0
        for number, (group, role, joined, left, paused) in enumerate(people):
            member = join(place, group, role, joined, left, paused)
            wish = wishes[number] if number < len(wishes) else None
            got = helped[number] if number < len(helped) else []
            if wish is not None:
                place.counts(member, wish)
            for days, is_good in got:
                place.gave(offer, to=member, confirmed=days, helped=is_good)
            if is_there(place, joined, left, paused):
                there += 1
                said += wish is not None
                has_benefit = any(is_good and in_window(days) for days, is_good in got)
                some += bool(wish and has_benefit)
                rest += bool(wish and not has_benefit)

        counts = counts_of(place, "m1")

        assert (counts["people_some"], counts["people_rest"]) == (some, rest)
        assert (counts["people_replied"], counts["people_asked"]) == (said, there + 1)


@some
@given(
    people=members,
    answers=st.lists(st.none() | st.tuples(st.integers(-5, 190), st.sampled_from(["", *Choice]))),
)
def test_checkpoints_count_when_they_opened_and_unanswered_ones_do_not(place, people, answers):
    with undone():
        there = said = chose = asked = 0
        for number, (group, role, joined, left, paused) in enumerate(people):
            member = join(place, group, role, joined, left, paused)
            answer = answers[number] if number < len(answers) else None
            if answer:
                place.checkpoint(member, answer[1], opened=answer[0] + 0.5)
            if answer and in_window(answer[0] + 0.5):  # those who have left were asked too
                asked += 1
                chose += answer[1] in CHOSE
            if is_there(place, joined, left, paused) and role in ROLES_TAKING_PART:
                there += 1
                said += bool(answer and 0 <= answer[0] < 182 and answer[1])

        offered, chosen = counts_of(place, "t1"), counts_of(place, "t4")

        assert (offered["people_some"], offered["people_rest"]) == (said, there - said + 1)
        assert (chosen["people_some"], chosen["people_rest"]) == (chose, asked - chose)


@some
@given(
    people=members,
    goals=st.lists(st.lists(st.sampled_from(["", "yes", "no", "unanswered", "private"]))),
)
def test_goals_are_of_those_who_are_there_and_show_them(place, people, goals):
    with undone():
        right = {"yes": [True], "no": [False], "unanswered": [None], "private": [True], "": []}
        some = rest = 0
        for number, (group, role, joined, left, paused) in enumerate(people):
            member = join(place, group, role, joined, left, paused)
            for goal in goals[number] if number < len(goals) else []:
                shown = "only_me" if goal == "private" else "partnership"
                place.goal(member, *right[goal], visible_to=shown)
                if is_there(place, joined, left, paused) and goal != "private":
                    some += goal == "yes"
                    rest += goal != "yes"

        counts = counts_of(place, "t3")

        assert (counts["some"], counts["rest"]) == (some, rest)


@some
@given(
    asks=st.lists(
        st.tuples(
            st.sampled_from(Group),
            ago,
            st.none() | ago,  # somebody said yes
            st.booleans(),  # it came to nothing
            st.booleans(),  # taken back
        )
    )
)
def test_asks_count_when_they_were_made(place, asks):
    with undone():
        some = rest = 0
        for group, said, taken_up, is_dropped, is_withdrawn in asks:
            withdrawn = {"withdrawn_at": place.at} if is_withdrawn else {}
            ask = place.asked_for(place.member(group), said=said, **withdrawn)
            if taken_up is not None:
                dropped = {"dropped_at": place.at} if is_dropped else {}
                place.gave(ask, to=ask.membership, taken_up=taken_up, **dropped)
            if in_window(said) and not is_withdrawn:
                is_answered = taken_up is not None and taken_up > 0 and not is_dropped
                some += is_answered
                rest += not is_answered

        counts = counts_of(place, "m2")

        assert (counts["some"], counts["rest"]) == (some, rest)
        assert (counts["people_some"], counts["people_rest"]) == (some, rest)


@some
@given(
    products=st.lists(
        st.tuples(ago, st.lists(st.none() | st.booleans(), max_size=3), st.booleans()), max_size=6
    )
)
def test_products_count_once_their_makers_have_said(place, products):
    with undone():
        counted = []
        for days, said, is_withdrawn in products:
            makers = [(place.member(), right) for right in said]
            withdrawn = {"withdrawn_at": place.at} if is_withdrawn else {}
            place.product(*makers, out=days, **withdrawn)
            if days > 0 and not is_withdrawn:
                counted.append(said)

        counts = counts_of(place, "m6")

        assert counts["some"] == sum(bool(said) and all(said) for said in counted)
        assert counts["rest"] == sum(False in said for said in counted)
        assert counts["people_behind"] == sum(it is not None for said in counted for it in said)


@some
@given(ticks=st.lists(st.tuples(st.sampled_from(Group), ago, st.booleans(), st.booleans())))
def test_ticks_are_of_those_with_power(place, ticks):
    with undone():
        some = rest = 0
        for group, days, is_done, is_cancelled in ticks:
            cancelled = {"cancelled_at": place.at} if is_cancelled else {}
            place.ticked(place.meeting(days, **cancelled), place.member(group), is_done=is_done)
            if group in POWER_HOLDING and in_window(days) and not is_cancelled:
                some += is_done
                rest += not is_done

        counts = counts_of(place, "r2")

        assert (counts["people_some"], counts["people_rest"]) == (some, rest)


@some
@given(changes=st.lists(st.tuples(ago, st.sampled_from(["", "done", "dropped"]), ago), max_size=6))
def test_changes_count_when_their_day_came(place, changes):
    with undone():
        owners = [place.member(), place.member("staff")]
        for number, (due, outcome, ended) in enumerate(changes):
            place.change(owners[number % 2], due, outcome, ended=ended, agreed=200)
        today, first = place.at.date(), (place.at - 90 * DAY).date()
        due = [
            (number % 2, outcome == "done" and ended > 0)
            for number, (days, outcome, ended) in enumerate(changes)
            if first <= place.ago(days).date() < today
        ]
        is_of_one = len({owner for owner, _is_made in due}) == 1
        made = sum(is_made for _owner, is_made in due)

        assert owed(place, "r3") == ((0, 0) if is_of_one else (made, len(due)))


@some
@given(
    meetings=st.lists(
        st.tuples(ago, st.none() | st.integers(0, 40), st.none() | st.integers(0, 40)), max_size=5
    )
)
def test_protected_time_counts_where_somebody_said_whether_it_was_kept(place, meetings):
    with undone():
        WorkingRules.objects.filter(partnership=place.partnership).update(
            reflection_minutes=20, relational_minutes=10
        )
        said = []
        for days, relating, reflecting in meetings:
            meeting = place.meeting(days, minutes=60)
            for kind, minutes in [(ItemKind.RELATE, relating), (ItemKind.REFLECT, reflecting)]:
                if minutes is not None:
                    place.kept(meeting, kind, minutes)
            if in_window(days - 1 / 24) and (relating, reflecting) != (None, None):
                said.append((relating or 0, min(reflecting or 0, 20)))

        assert owed(place, "r1") == (sum(it[1] for it in said), 20 * len(said))
        assert owed(place, "m4") == (sum(it[0] for it in said), 60 * len(said))
