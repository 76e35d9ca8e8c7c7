"""The only way out: numbers, never words, and never of a group too small to hide in."""

import inspect
from datetime import UTC, datetime, timedelta

import pytest

from partners import publishing
from partners.models import Programme
from reflections import insights, theming
from reflections.models import Mark, Theme
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from tests.reflections.factories_barriers import Circle, agreed, done, reported, taken_on
from tests.reflections.factories_prompts import (
    PracticeChangeFactory,
    ReflectedFactory,
    SharedPassageFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LAST_MONTH = datetime(2026, 10, 20, 12, tzinfo=UTC)
SMALL = range(13)
WORDS = "words that nobody else may read"


def public_functions():
    return {
        function
        for _name, function in inspect.getmembers(insights, inspect.isfunction)
        if function.__module__ == insights.__name__ and not function.__name__.startswith("_")
    }


def numbers_in(value):
    """Every number that a result holds; anything that is neither number nor nothing is text."""
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers_in(each)]
    if isinstance(value, list | tuple):
        return [number for each in value for number in numbers_in(each)]
    assert value is None or type(value) in (int, float), f"not a number: {value!r}"
    return [] if value is None else [value]


def keys_in(value):
    return set(value) if isinstance(value, dict) else set()


def mark(member, themes, at):
    month = theming.month_of(at)
    theming.mark(member.person, member.partnership, themes, month=month, now=at)


def person_who_reflects(partnership, meeting, *, themes=tuple(Theme.values)):
    """Somebody of whom everything there is can be counted, with words that must not come out."""
    member = MembershipFactory(partnership=partnership, group="leader", person__name=WORDS)
    mark(member, themes, LAST_MONTH)
    ReflectedFactory(meeting=meeting, membership=member, is_done=True)
    SharedPassageFactory(author=member, words=WORDS)
    return member


@pytest.fixture
def partnership():
    return PartnershipFactory(name=WORDS)


@pytest.fixture
def meeting(partnership):
    return MeetingFactory(partnership=partnership, starts_at=LAST_MONTH, title=WORDS)


def test_every_public_function_says_what_it_is_about():
    assert public_functions() == {*insights.ABOUT_PEOPLE, *insights.ABOUT_WORK}
    assert not set(insights.ABOUT_PEOPLE) & set(insights.ABOUT_WORK)


@pytest.mark.parametrize("place", ["partnership", "programme"])
def test_no_words_and_no_small_group_come_out_whatever_the_population(partnership, meeting, place):
    """From nobody to twelve people, of whom each reflected: every function, each time one more."""
    place = partnership if place == "partnership" else partnership.programme
    work = [insight(place, NOW) for insight in insights.ABOUT_WORK]
    for size in SMALL:
        if size:
            person_who_reflects(partnership, meeting)
        for insight in insights.ABOUT_PEOPLE:
            result = insight(place, NOW)
            assert WORDS not in repr(result), (insight.__name__, size)
            assert keys_in(result) <= set(Theme.values), insight.__name__
            shown = numbers_in(result)
            assert all(number >= publishing.DEFAULT.hidden_below for number in shown)
            assert shown == [], "all of a group is as telling as few of it"
        assert [insight(place, NOW) for insight in insights.ABOUT_WORK] == work


@pytest.mark.parametrize("reflecting", SMALL)
def test_few_of_many_are_hidden_and_enough_are_shown(partnership, meeting, reflecting):
    """Of thirty members some reflected: this is what could leak, and is shown once it does not."""
    facilitator = meeting.created_by
    MembershipFactory.create_batch(29 - reflecting, partnership=partnership)
    for _number in range(reflecting):
        person_who_reflects(partnership, meeting, themes=[Theme.TIME])

    assert facilitator.partnership.memberships.active().count() == 30
    expected = publishing.count(reflecting)
    assert insights.people_who_reflected(partnership, NOW) == expected
    assert insights.themes(partnership, NOW)[Theme.TIME] == expected
    assert insights.themes(partnership, NOW)[Theme.TRUST] is None
    assert (expected is None) is (reflecting < publishing.DEFAULT.hidden_below)
    assert expected in {None, 10}


@pytest.mark.parametrize(("members", "shown"), [(11, None), (19, None), (20, 10)])
def test_the_rest_of_a_group_is_a_group_too(partnership, members, shown):
    """Ten of eleven are not shown: the one who is left over would be known."""
    everybody = MembershipFactory.create_batch(members, partnership=partnership)

    for member in everybody[:10]:
        mark(member, [Theme.TRUST], LAST_MONTH)

    assert insights.themes(partnership, NOW)[Theme.TRUST] == shown


def test_the_share_of_those_with_power_is_shown_from_twenty(partnership, meeting):
    for number in range(24):
        ReflectedFactory(meeting=meeting, is_done=number < 12)
    for patient in MembershipFactory.create_batch(12, partnership=partnership):
        ReflectedFactory(meeting=meeting, membership=patient, is_done=True)

    assert insights.power_holders_first(partnership, NOW) == publishing.share(12, 24) == 40


def test_one_person_in_many_meetings_is_one_person(partnership):
    grace = MembershipFactory(partnership=partnership, group="leader")
    for days in range(30):
        meeting = MeetingFactory(
            partnership=partnership, starts_at=LAST_MONTH - timedelta(days=days),
            created_by=grace,
        )  # fmt: skip
        ReflectedFactory(meeting=meeting, membership=grace, is_done=True)

    assert insights.power_holders_first(partnership, NOW) is None


def test_this_month_is_not_told_yet(partnership):
    MembershipFactory.create_batch(15, partnership=partnership)
    for _number in range(12):
        member = MembershipFactory(partnership=partnership)
        mark(member, [Theme.TIME], NOW)
    assert Mark.objects.of(partnership).filter(theme="time").count() == 12

    assert insights.themes(partnership, NOW)[Theme.TIME] is None
    assert insights.themes(partnership, NOW + timedelta(days=10))[Theme.TIME] == 10


def test_a_programme_shows_what_its_partnerships_are_too_small_for():
    programme = PartnershipFactory().programme
    for _number in range(2):
        partnership = PartnershipFactory(programme=programme)
        MembershipFactory.create_batch(8, partnership=partnership)
        for _each in range(7):
            mark(MembershipFactory(partnership=partnership), [Theme.TRUST], LAST_MONTH)

    assert isinstance(programme, Programme)
    assert insights.themes(partnership, NOW)[Theme.TRUST] is None
    assert insights.themes(programme, NOW)[Theme.TRUST] == 15  # fourteen of thirty


def test_what_the_group_did_is_told_exactly(partnership):
    PracticeChangeFactory.create_batch(2, partnership=partnership)
    PracticeChangeFactory(partnership=partnership, outcome="done", ended_at=now())
    PracticeChangeFactory(
        partnership=partnership, outcome="dropped", ended_at=now(), said=WORDS, language="en"
    )
    PracticeChangeFactory(outcome="done", ended_at=now())

    found = insights.practice_changes(partnership, now() + timedelta(minutes=1))

    assert found == insights.Changes(agreed=4, done=1, dropped=1)


def test_what_leaders_were_asked_to_act_on_is_told_exactly():
    circle = Circle()
    owners = [circle.grace, circle.grace, circle.maya]
    names = [circle.rosa, circle.layla, circle.samuel]
    for days, owner, reporter in zip([14, 30, 14], owners, names, strict=True):
        agreed(reported(reporter, said=WORDS), owner, by=circle.maya, days=days)
    taken_on(reported(circle.rosa), circle.grace, by=circle.maya, days=14)
    done(reported(circle.layla), circle.grace, by=circle.maya)  # nothing to do any more
    other = Circle()
    agreed(reported(other.rosa), other.grace, by=other.maya)
    later = now() + timedelta(days=20)

    found = insights.barriers_of_leaders(circle.partnership, later)

    assert found == (3, 2, 2)
    assert WORDS not in repr(found)
