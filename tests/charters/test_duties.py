"""Duties and reviews: their dates, their reminders, and that both come back by themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from charters import duties, opening, reviewing, tasks
from charters.models import Duty, DutyDate, Often, Review
from notices.models import Delivery, Notice, State
from tests.charters.agreeing import (
    Table,
    change,
    draft,
    duty,
    hear_everyone,
    next_version,
    sign_all,
)
from tests.charters.agreeing import now as real_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return Table()


def in_force(table, *rows, **kwargs):
    """A charter in force whose duties are made by `rows` from its draft."""
    agreement = draft(table, **kwargs)
    made = [row(agreement) for row in rows]
    hear_everyone(agreement, table)
    sign_all(opening.open_for_signing(agreement, by=table.maya, now=real_now()), table)
    agreement.refresh_from_db()
    for each in made:
        each.refresh_from_db()
    return agreement, made


def due(first, often, since, until):
    return list(duties.dates(Duty(first_on=first, often=often), since, until))


@pytest.mark.parametrize(
    ("often", "expected"),
    [
        (Often.ONCE, [date(2027, 1, 31)]),
        (Often.WEEKLY, [date(2027, 2, 28), date(2027, 3, 7)]),
        (Often.MONTHLY, [date(2027, 2, 28)]),
        (Often.QUARTERLY, []),
        (Often.YEARLY, []),
    ],
)
def test_a_duty_comes_back_as_often_as_it_says(often, expected):
    assert due(date(2027, 1, 31), often, date(2027, 2, 25), date(2027, 3, 8)) == expected


def test_the_last_day_of_a_month_stays_the_last_day():
    found = due(date(2027, 1, 31), Often.MONTHLY, date(2027, 1, 1), date(2027, 5, 31))

    assert [day.day for day in found] == [31, 28, 31, 30, 31]


def test_a_duty_in_the_draft_reminds_nobody(table):
    duty(draft(table), table.tom)

    duties.extend_all(real_now())

    assert not DutyDate.objects.exists()


def test_a_duty_in_force_reminds_a_week_before_and_on_the_day(table):
    table.tom.person.timezone = "America/Los_Angeles"
    table.tom.person.save()
    _agreement, [row] = in_force(table, lambda a: duty(a, table.tom, days=20))

    reminders = Notice.objects.filter(kind="duty_due").order_by("due_at")

    assert [(each.occasion, each.person) for each in reminders] == [
        ("P7D", table.tom.person), ("P0D", table.tom.person),
    ]  # fmt: skip
    local = reminders[1].due_at.astimezone(table.tom.person.zone)
    assert (local.date(), local.hour) == (row.first_on, 9)


def test_extending_again_changes_nothing(table):
    in_force(table, lambda a: duty(a, table.tom, often=Often.WEEKLY))
    before = (DutyDate.objects.count(), Notice.objects.count())

    tasks.extend_duties()

    assert before[0] == 8
    assert (DutyDate.objects.count(), Notice.objects.count()) == before


def test_later_dates_come_with_time(table):
    _agreement, [row] = in_force(table, lambda a: duty(a, table.tom, often=Often.MONTHLY))
    there = row.dates.count()

    duties.extend_all(real_now() + timedelta(days=62))

    assert row.dates.count() > there


def test_the_deputy_is_reminded_while_the_holder_pauses(table):
    table.partnership.memberships.filter(pk=table.rosa.pk).update(paused_at=real_now())
    table.rosa.refresh_from_db()
    row = Duty(holder=table.rosa, deputy=table.tom)

    assert duties.who_is_reminded(row) == [table.tom]
    assert duties.who_is_reminded(Duty(holder=table.rosa)) == []


def test_a_moved_duty_is_due_again_and_the_old_reminders_stop(table):
    _agreement, [row] = in_force(table, lambda a: duty(a, table.tom, days=20))
    first = row.dates.get()
    later = row.first_on + timedelta(days=9)

    duties.record(
        first, outcome="moved", because="Ill", language="en", moved_to=later, by=table.tom,
        now=real_now(),
    )  # fmt: skip

    assert list(row.dates.order_by("due_on").values_list("due_on", "outcome")) == [
        (row.first_on, "moved"), (later, ""),
    ]  # fmt: skip
    states = Delivery.objects.filter(notice__kind="duty_due").order_by("notice__due_at")
    of_first = states.filter(notice__subject_id=first.pk)
    assert {each.state for each in of_first} == {State.VOID}
    assert {each.state for each in states.exclude(pk__in=of_first)} == {State.PENDING}
    with pytest.raises(duties.AlreadyRecorded):
        duties.record(first, outcome="kept", by=table.tom, now=real_now())


def test_the_next_version_ends_duties_it_no_longer_holds(table):
    agreement, [old] = in_force(table, lambda a: duty(a, table.tom, days=20))
    agreement.duties.update(removed_at=real_now())
    new = duty(agreement, table.rosa, days=30)
    old.refresh_from_db()
    assert old.ended_at is None

    sign_all(next_version(agreement, table), table)

    old.refresh_from_db()
    new.refresh_from_db()
    assert old.ended_at
    assert new.in_force_at
    assert not DutyDate.objects.open().filter(duty=old).exists()


@pytest.mark.parametrize(
    "wrong", [{"outcome": "not_kept"}, {"outcome": "kept", "recorded_at": None}]
)
def test_the_database_refuses_half_an_outcome(table, wrong):
    row = duty(draft(table), table.tom)
    fields = {"recorded_at": real_now(), "recorded_by": table.tom, **wrong}

    with pytest.raises(IntegrityError), transaction.atomic():
        DutyDate.objects.create(duty=row, due_on=row.first_on, **fields)


# Reviews


def test_the_review_opens_on_its_day_where_the_partnership_is():
    table = Table(timezone="Pacific/Auckland")
    agreement, _none = in_force(table)
    type(agreement).objects.update(next_review_on=date(2027, 6, 2))

    assert reviewing.open_due(datetime(2027, 6, 1, 11, tzinfo=UTC)) == 0
    assert reviewing.open_due(datetime(2027, 6, 1, 13, tzinfo=UTC)) == 1  # already the 2nd there
    assert reviewing.open_due(datetime(2027, 6, 1, 14, tzinfo=UTC)) == 0

    people = Notice.objects.filter(kind="agreement_review").values_list("person__name", flat=True)
    assert set(people) == {"Maya", "Rosa", "Layla", "Tom"}


def test_a_review_of_what_is_not_in_force_does_not_open(table):
    agreement = draft(table)
    type(agreement).objects.update(next_review_on=date(2027, 6, 2))

    assert reviewing.open_due(datetime(2027, 7, 1, tzinfo=UTC)) == 0


def test_an_agreement_reviews_on_the_day_it_names(table):
    day = (real_now() + timedelta(days=40)).date()
    named, _none = in_force(table, review_on=day)
    silent, _none = in_force(table)

    assert named.next_review_on == day
    assert silent.next_review_on > (real_now() + timedelta(days=170)).date()


def test_a_review_opens_once_and_ends_once(table):
    agreement, _none = in_force(table)
    type(agreement).objects.update(next_review_on=real_now().date())
    tasks.open_reviews()
    tasks.open_reviews()
    review = Review.objects.get()
    next_on = real_now().date() + timedelta(days=99)

    reviewing.close(
        review, {"en": "Nothing", "es": "Nada"}, next_on=next_on, by=table.maya, now=real_now()
    )

    review.refresh_from_db()
    agreement.refresh_from_db()
    assert (review.what_changed_es, review.closed_by) == ("Nada", table.maya)
    assert agreement.next_review_on == next_on
    with pytest.raises(reviewing.AlreadyClosed):
        reviewing.close(review, {}, next_on=next_on, by=table.tom, now=real_now())


def test_a_changed_review_date_is_no_change_of_the_words(table):
    agreement, _none = in_force(table)
    change(agreement, "We meet on Thursdays")

    newer = next_version(agreement, table, "wording")

    newer.refresh_from_db()
    assert newer.took_effect_at
