"""Months are published once, whole, and never again."""

import os
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from dashboards import months, snapshots, tasks
from dashboards.figures import Figure, State
from dashboards.indicators import BY_ID
from dashboards.models import Snapshot
from partners.models import Partnership
from partners.publishing import EVERYONE
from tests.dashboards.rows import Place
from tests.factories import PartnershipFactory, ProgrammeFactory, now
from tests.servers import wait_for

ROOT = Path(__file__).parent.parent.parent
OCTOBER = date(2026, 10, 1)
IN_NOVEMBER = datetime(2026, 11, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def old(partnership):
    """Let a partnership have begun years ago."""
    Partnership.objects.filter(pk=partnership.pk).update(
        created_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    return partnership


def partnership_in(programme=None):
    return old(PartnershipFactory(programme=programme or ProgrammeFactory()))


@pytest.fixture
def place():
    place = Place(at=months.end(OCTOBER))
    old(place.partnership)
    return place


def of(partnership, month=OCTOBER):
    return Snapshot.objects.get(partnership=partnership, month=month)


def test_a_month_is_published_for_the_programme_and_each_partnership(place):
    place.decision(10)
    other = partnership_in(place.partnership.programme)

    assert snapshots.publish(other.programme_id, OCTOBER, IN_NOVEMBER)

    kept = {each.partnership: each.figures["e1"] for each in Snapshot.objects.all()}
    one_of_one = {"value": 100, "some": 1, "of_all": 1}
    assert kept == {None: one_of_one, place.partnership: one_of_one, other: {"state": "nothing"}}


def test_small_numbers_about_people_are_not_even_kept(place):
    for _ in range(5):
        place.member()

    snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)

    assert of(place.partnership).figures["e2"] == {"state": "hidden"}


def test_a_small_partnerships_people_count_in_their_programme(place):
    programme = place.partnership.programme
    for number in range(4):
        elsewhere = Place(at=place.at, programme=programme)
        old(elsewhere.partnership)
        for each in range(8):
            elsewhere.member("patient" if each < 3 + number else "staff")

    snapshots.publish(programme.pk, OCTOBER, IN_NOVEMBER)

    whole = Snapshot.objects.of_programmes().get().figures["e2"]
    apart = Snapshot.objects.exclude(partnership=None).values_list("figures__e2__state", flat=True)
    assert whole == {"value": 55, "some": 20, "of_all": 35}  # 18 of 37
    assert set(apart) == {"hidden"}


def test_replies_stand_beside_the_figure(place):
    decision = place.decision(10)
    for number in range(30):
        place.rung(decision, place.member(), 4 if number < 18 else None)

    snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)

    assert of(place.partnership).figures["e10"] == {
        "value": 2.0, "some": 6.0, "of_all": 4.0, "replied": 65,
    }  # fmt: skip


def test_slices_of_a_programme_are_kept_by_filter(place):
    for language in ("en", "ar"):
        for number in range(24):
            place.member("patient" if number < 12 else "staff", language=language)

    snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)

    kept = Snapshot.objects.of_programmes().get().slices["e2"]
    assert kept["language=ar"] == {"value": 40, "some": 10, "of_all": 25}
    assert kept["language=ar&stage=exploration"] == kept["language=ar"]
    assert snapshots.name_of(EVERYONE) not in kept
    assert not any("group" in name for name in kept)  # seats are not looked at by group


def test_replies_without_a_name_are_counted_for_many_together(place):
    place.pulse(20, *["yes"] * 14, *["no"] * 11, *["rather_not"] * 5, asked=50)
    programme = place.partnership.programme
    for _number in range(2):
        elsewhere = Place(at=place.at, programme=programme)
        old(elsewhere.partnership)
        elsewhere.pulse(20, *["yes"] * 3, *["no"] * 3, asked=9)
        elsewhere.pulse(30, *["yes"] * 2, *["no"] * 2, asked=9)

    snapshots.publish(programme.pk, OCTOBER, IN_NOVEMBER)

    kept = {each.partnership: each.figures["e11"] for each in Snapshot.objects.all()}
    assert kept[place.partnership] == {"value": 60, "some": 15, "of_all": 25, "replied": 60}
    assert kept[elsewhere.partnership] == {"state": "hidden"}
    # What is left for the two small ones together is as many as could be shown.
    assert kept[None] == {"value": 55, "some": 25, "of_all": 45, "replied": 60}


def test_who_was_asked_does_not_make_a_base_larger(place, settings):
    settings.PUBLISHING = "nhs"  # eight and eight could be shown, but for the base of twenty
    for number in range(18):
        place.checkpoint(place.member(), "continue" if number < 9 else "not_now")

    snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)

    assert of(place.partnership).figures["t4"] == {"state": "hidden"}
    parts = BY_ID["t1"].people.parts(Counter(people_some=9, people_rest=9, people_asked=18))
    assert parts == (9, 9, 18)


@pytest.mark.parametrize(("leaders", "shown"), [(12, False), (24, True)])
def test_few_with_power_in_many_partnerships_are_still_few(place, leaders, shown):
    people = [place.member("leader") for _ in range(leaders)]
    places = [place, *(Place(at=place.at, programme=place.partnership.programme) for _ in "ab")]
    for each in places:
        old(each.partnership)
        meeting = each.meeting(10)
        for number, leader in enumerate(people):
            seat = leader if each is place else each.member("leader", person=leader.person)
            each.ticked(meeting, seat, is_done=number % 2 == 0)

    snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)

    whole = Snapshot.objects.of_programmes().get().figures["r2"]
    # Twelve have thirty-six seats, and ticked in eighteen.
    assert whole == ({"value": 50, "some": 35, "of_all": 70} if shown else {"state": "hidden"})


def test_few_who_reply_often_are_still_few(place):
    for number in range(8):
        place.pulse(20 + number, *["yes"] * 4, *["no"] * 3, asked=9)

    snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)

    for indicator in ("e11", "r4", "t2"):
        assert of(place.partnership).figures[indicator] == {"state": "hidden"}


@pytest.mark.parametrize("partnerships", [2, 20])
def test_a_month_costs_the_same_queries_for_few_and_many_partnerships(
    place, partnerships, django_assert_num_queries
):
    for _number in range(partnerships):
        elsewhere = Place(at=place.at, programme=place.partnership.programme)
        old(elsewhere.partnership)
        rosa = elsewhere.member()
        elsewhere.pulse(20, "yes", "no")
        elsewhere.ticked(elsewhere.meeting(10), elsewhere.facilitator)
        elsewhere.counts(rosa)
        elsewhere.gave(elsewhere.asked_for(rosa), to=rosa, confirmed=5)
        elsewhere.checkpoint(rosa, "continue")
        elsewhere.goal(rosa, True)
        elsewhere.product((rosa, True))
        elsewhere.change(rosa)
        elsewhere.version(elsewhere.agreement())

    with django_assert_num_queries(43):
        snapshots.publish(place.partnership.programme_id, OCTOBER, IN_NOVEMBER)


def test_a_month_is_published_only_once(place):
    programme = place.partnership.programme_id
    snapshots.publish(programme, OCTOBER, IN_NOVEMBER)
    place.decision(10)

    assert not snapshots.publish(programme, OCTOBER, IN_NOVEMBER)
    assert of(place.partnership).figures["e1"] == {"state": "nothing"}


def test_a_month_that_is_not_over_is_not_published(place):
    with pytest.raises(snapshots.NotOver):
        snapshots.publish(place.partnership.programme_id, date(2026, 11, 1), IN_NOVEMBER)

    assert not Snapshot.objects.exists()


def test_a_crash_in_the_middle_leaves_nothing_behind(place, monkeypatch):
    programme = place.partnership.programme_id

    def crash(*args):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(Figure, "as_json", crash)
        with pytest.raises(MemoryError):
            snapshots.publish(programme, OCTOBER, IN_NOVEMBER)

    assert not Snapshot.objects.exists()
    assert snapshots.publish(programme, OCTOBER, IN_NOVEMBER)


def test_other_refusals_of_the_database_are_not_taken_for_published(place):
    with pytest.raises(IntegrityError):
        snapshots.publish(place.partnership.programme_id, date(2026, 9, 2), IN_NOVEMBER)


def test_partnerships_that_began_later_have_no_snapshot(place):
    later = PartnershipFactory(programme=place.partnership.programme)
    Partnership.objects.filter(pk=later.pk).update(created_at=IN_NOVEMBER)

    snapshots.publish(later.programme_id, OCTOBER, IN_NOVEMBER)

    assert not later.snapshots.exists()
    assert place.partnership.snapshots.exists()


@pytest.mark.parametrize("about", ["programme", "partnership"])
def test_the_database_refuses_a_second_edition(place, about):
    partnership = place.partnership if about == "partnership" else None
    fields = {"programme": place.partnership.programme, "partnership": partnership}
    fields |= {"month": OCTOBER, "published_at": IN_NOVEMBER}
    Snapshot.objects.create(**fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(**fields)


def test_the_database_refuses_half_a_month(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        Snapshot.objects.create(
            programme=place.partnership.programme,
            month=date(2026, 10, 15),
            published_at=IN_NOVEMBER,
        )


def test_a_figure_is_kept_as_it_is_shown():
    for figure in (Figure(value=65, some=25, of_all=40, replied=70), Figure(State.HIDDEN)):
        assert Figure.from_json(figure.as_json()) == figure
    assert Figure.from_json(None).state == State.MISSING


def last_month():
    return months.last_whole(now())


def test_the_job_publishes_what_is_missing_of_the_last_month(settings):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    partnerships = [partnership_in() for _ in range(3)]
    snapshots.publish(partnerships[0].programme_id, last_month(), now())
    ProgrammeFactory()  # has no partnership: there is nothing to publish

    waiting = snapshots.missing(last_month())
    for programme in waiting:
        tasks.publish_programme(programme, last_month().isoformat())

    assert waiting == [each.programme_id for each in partnerships[1:]]
    assert snapshots.missing(last_month()) == []
    assert Snapshot.objects.of_programmes().count() == 3


def test_a_worker_publishes_the_month_by_itself(transactional_db, worker):
    partnership = partnership_in()

    wait_for(partnership.snapshots.exists, "the month to be published", seconds=40)

    assert Snapshot.objects.count() == 2


def test_the_command_publishes_a_month_that_was_missed(place):
    said = StringIO()

    call_command("publish_snapshot", "--month", "2026-09", stdout=said)
    call_command("publish_snapshot", "--month", "2026-09", stdout=said)

    lines = ["2026-09: 1 programmes published.", "2026-09: 0 programmes published."]
    assert said.getvalue().splitlines() == lines
    assert of(place.partnership, date(2026, 9, 1))


@pytest.mark.parametrize("month", ["2026-13", "September", "9999-12", "\0", ""])
def test_the_command_says_what_is_wrong_with_a_month(place, month):
    if month:
        with pytest.raises(CommandError):
            call_command("publish_snapshot", "--month", month)
    else:
        call_command("publish_snapshot", "--month", month, stdout=StringIO())  # the last whole one
        assert of(place.partnership, last_month())


@pytest.mark.django_db(transaction=True)
def test_of_four_workers_at_once_one_publishes():
    partnership = partnership_in()
    barrier = Barrier(4)

    def publish(_number):
        barrier.wait(timeout=60)
        try:
            return snapshots.publish(partnership.programme_id, OCTOBER, IN_NOVEMBER)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        published = list(pool.map(publish, range(4)))

    assert sorted(published) == [False, False, False, True]
    assert Snapshot.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_killed_and_started_again_it_misses_and_doubles_nothing(outside_environment):
    programmes = [partnership_in().programme for _ in range(40)]
    command = [sys.executable, "manage.py", "publish_snapshot", "--month", "2026-10"]

    process = subprocess.Popen(command, cwd=ROOT, env=outside_environment)
    wait_for(lambda: Snapshot.objects.of_programmes().count() > 2, "some to be published")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    left_over = Snapshot.objects.of_programmes().count()
    subprocess.run(command, cwd=ROOT, env=outside_environment, check=True, capture_output=True)

    assert left_over < len(programmes), "It was killed too late to show anything."
    months_of = [each.snapshots.values_list("partnership", "month") for each in programmes]
    assert all(len(rows) == 2 for rows in months_of)
