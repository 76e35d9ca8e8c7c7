"""Themes are counted without anybody being known: not from the tables, not from their order."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from partners.models import Person
from reflections import theming
from reflections.models import Mark, Theme
from tests.factories import MembershipFactory, PartnershipFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MONTH = theming.month_of(NOW)


BEFORE = theming.month_of(NOW - timedelta(days=30))


def mark(membership, themes, *, now):
    """Let themes stand for somebody, as when they tag what they write at that moment."""
    month = theming.month_of(now)
    theming.mark(membership.person, membership.partnership, themes, month=month, now=now)


@pytest.fixture
def rosa():
    return MembershipFactory()


def themes_in(place):
    return sorted(Mark.objects.of(place).values_list("theme", flat=True))


def test_a_theme_stands_once_a_person_and_month_however_often_it_is_marked(rosa):
    mark(rosa, {Theme.TIME}, now=NOW)
    mark(rosa, {Theme.TIME}, now=NOW + timedelta(days=3))

    assert themes_in(rosa.partnership) == ["", "time"]
    assert theming.themes_of(rosa, MONTH) == {"time"}


def test_marking_anew_replaces_what_stood_this_month_only(rosa):
    mark(rosa, {Theme.TIME}, now=NOW - timedelta(days=30))
    mark(rosa, {Theme.TRUST, Theme.MONEY}, now=NOW)

    mark(rosa, {Theme.TRUST}, now=NOW)

    assert theming.themes_of(rosa, MONTH) == {"trust"}
    assert theming.themes_of(rosa, BEFORE) == {"time"}


def test_a_month_that_is_over_only_loses_marks(rosa):
    mark(rosa, {Theme.TIME, Theme.MONEY}, now=NOW - timedelta(days=30))

    for themes in [{Theme.TIME, Theme.TRUST}, {Theme.TIME, Theme.MONEY}]:
        theming.mark(rosa.person, rosa.partnership, themes, month=BEFORE, now=NOW)

    assert theming.themes_of(rosa, BEFORE) == {"time"}


def test_without_an_entry_nothing_stands(rosa):
    mark(rosa, {Theme.TIME}, now=NOW)

    mark(rosa, None, now=NOW)

    assert not Mark.objects.exists()


def test_what_stands_already_is_not_written_again(rosa):
    mark(rosa, {Theme.TIME}, now=NOW)
    keys = set(Mark.objects.values_list("pk", flat=True))

    mark(rosa, {Theme.TIME}, now=NOW)

    assert set(Mark.objects.values_list("pk", flat=True)) == keys


def test_the_tables_lead_from_no_mark_to_a_person(rosa):
    """No column of a mark is a person's, a membership's or a key's; nor points to one."""
    mark(rosa, {Theme.TIME}, now=NOW)
    tied = {str(value) for value in [rosa.person.pk, rosa.person.vault, rosa.person.vault.hex]}

    targets = {field.related_model for field in Mark._meta.get_fields() if field.is_relation}
    values = {
        str(value) for row in Mark.objects.values("id", "whose", "month") for value in row.values()
    }

    assert {model.__name__ for model in targets} == {"Partnership", "Programme"}
    assert not tied & values
    assert not [
        relation for relation in Person._meta.related_objects if relation.related_model is Mark
    ]


def test_two_marks_of_one_person_cannot_be_put_together(rosa):
    elsewhere = MembershipFactory(
        person=rosa.person, partnership=PartnershipFactory(programme=rosa.partnership.programme)
    )

    for membership in (rosa, elsewhere):
        mark(membership, {Theme.TIME, Theme.TRUST}, now=NOW)

    marks = Mark.objects.values_list("whose", flat=True)
    assert len(set(marks)) == len(marks) == 3 * 3  # two partnerships and their programme


def test_a_person_in_two_partnerships_counts_once_in_their_programme(rosa):
    programme = rosa.partnership.programme
    elsewhere = MembershipFactory(
        person=rosa.person, partnership=PartnershipFactory(programme=programme)
    )
    mark(rosa, {Theme.TIME}, now=NOW)
    mark(elsewhere, {Theme.TIME, Theme.MONEY}, now=NOW)
    assert themes_in(programme) == ["", "money", "time"]

    mark(elsewhere, set(), now=NOW)

    assert themes_in(programme) == ["", "time"]


def test_every_change_puts_all_rows_of_the_place_back_with_new_keys():
    partnership = PartnershipFactory()
    first, second = (MembershipFactory(partnership=partnership) for _number in range(2))
    mark(first, {Theme.TIME}, now=NOW)
    before = set(Mark.objects.values_list("pk", flat=True))

    mark(second, {Theme.TIME}, now=NOW)

    assert not before & set(Mark.objects.values_list("pk", flat=True))


def test_the_order_of_rows_tells_nothing():
    """The last to come lies at each place of the table about as often as at any other."""
    partnership = PartnershipFactory()
    places = set()
    for _number in range(12):
        last = MembershipFactory(partnership=partnership)
        mark(last, {Theme.TIME}, now=NOW)
        mine = set(theming._fingerprints(partnership, last.person))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT whose FROM reflections_mark WHERE partnership_id = %s", [partnership.pk]
            )
            order = [whose for (whose,) in cursor.fetchall()]
        places.add(min(order.index(whose) for whose in mine if whose in order) / len(order))

    assert len(places) > 4


def test_forgetting_leaves_nothing_of_a_person_and_all_of_others(rosa):
    other = MembershipFactory(partnership=rosa.partnership)
    for membership in (rosa, other):
        mark(membership, {Theme.TIME}, now=NOW)
        mark(membership, {Theme.TRUST}, now=NOW - timedelta(days=30))

    theming.forget(rosa.person)

    assert theming.themes_of(rosa, MONTH) == set()
    assert theming.themes_of(other, MONTH) == {"time"}
    assert Mark.objects.count() == 2 * 2 * 2  # other's: two months, two places, with ANYTHING


def test_marks_that_are_no_longer_counted_go(rosa):
    mark(rosa, {Theme.TIME}, now=NOW - timedelta(days=200))
    mark(rosa, {Theme.TIME}, now=NOW)

    assert theming.tidy(NOW) == 4
    assert theming.tidy(NOW) == 0
    assert theming.themes_of(rosa, MONTH) == {"time"}


def test_only_whole_months_that_are_over_are_counted():
    since, until = theming.counted(NOW)

    assert (since.isoformat(), until.isoformat()) == ("2026-08-01", "2026-11-01")


@pytest.mark.parametrize(
    "wrong",
    [
        {"month": MONTH.replace(day=2)},
        {"partnership": None, "programme": None},
        {"both": True},
        {"whose": "first"},
    ],
)
def test_database_refuses_what_cannot_be(rosa, wrong):
    place = rosa.partnership
    first = Mark.objects.create(partnership=place, theme="time", month=MONTH, whose="first")
    if wrong.pop("both", False):
        wrong = {"programme": place.programme}
    values = {"partnership": place, "theme": "time", "month": MONTH, "whose": "second", **wrong}

    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(**values)
    assert first.pk
