"""What people take with them."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from charters.models import Guard, VersionText
from dashboards import months, snapshots
from dashboards.indicators import BY_ID
from dashboards.lists import BY_NAME, LISTS
from meetings.models import ItemKind
from partners.models import Partnership
from tests.dashboards.rows import Place
from tests.factories import (
    ActionItemFactory,
    MembershipFactory,
    ProgrammeLeaderFactory,
    ResourceTextFactory,
    now,
)
from tests.meetings.money import payment_of

pytestmark = pytest.mark.django_db
LAST = months.last_whole(now())


@pytest.fixture
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    place = Place()
    Partnership.objects.filter(pk=place.partnership.pk).update(
        created_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    return place


@pytest.fixture
def rosa(place):
    return place.member(language="ar")


@pytest.fixture
def client(rosa):
    return of(rosa.person)


def of(person):
    client = Client()
    client.force_login(person)
    return client


def address(view, place, **kwargs):
    slug = place.partnership.slug
    if view.startswith("programme"):
        slug = place.partnership.programme.slug
    return reverse(f"dashboards:{view}", kwargs={"slug": slug, **kwargs})


def taken(client, view, place, **kwargs):
    answer = client.get(address(view, place, **kwargs))
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content)


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def full(place, rosa):
    """One row of each list."""
    meeting = place.meeting(10, title_en="=Meeting")
    place.item(meeting, ItemKind.INFORM, rosa)
    ActionItemFactory(meeting=meeting, owner=rosa)
    place.paper(meeting, {"en": 9, "es": 8})
    place.decision(10, broken=[Guard.READING_DAYS])
    place.said(rosa, answered=11)
    place.duty_date(rosa, 10, "not_kept")
    for member in (rosa, place.facilitator):
        payment_of(member, meeting)


def test_figures_are_those_of_the_pages(place, client):
    place.decision(10)
    place.decision(11, broken=[Guard.QUORUM])
    snapshots.publish(place.partnership.programme_id, LAST, now())

    rows = table(taken(client, "figures", place, form="csv"))

    live = next(row for row in rows if row["indicator"] == "e1" and not row["month"])
    assert (live["some"], live["of_all"], live["value"], live["unit"]) == ("1", "2", "50", "share")
    people = [row for row in rows if row["indicator"] == "e2" and row["month"] == str(LAST)]
    assert [(row["state"], row["some"], row["value"]) for row in people] == [("hidden", "", "")]
    assert {row["indicator"] for row in rows} == set(BY_ID)
    months_of = [row["month"] for row in rows if row["indicator"] == "e2"]
    assert len(months_of) == len(set(months_of)) == months.SHOWN


def test_leaders_take_the_same_figures(place, client):
    full(place, place.member())
    leader = of(ProgrammeLeaderFactory(programme=place.partnership.programme).person)

    for form in ("csv", "json"):
        for name in ("figures", "programme_figures"):
            assert taken(leader, name, place, form=form) == taken(client, name, place, form=form)


def test_json_holds_numbers_as_numbers(place, client):
    place.decision(10)

    rows = json.loads(taken(client, "figures", place, form="json"))

    live = next(row for row in rows if row["indicator"] == "e1" and row["month"] is None)
    assert (live["some"], live["of_all"], live["state"]) == (1, 1, "shown")


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_each_list_is_there_in_each_form(place, rosa, name, form):
    full(place, rosa)
    client = of(place.facilitator.person)

    content = taken(client, "listed", place, name=name, form=form)

    if form == "csv":
        assert table(content)
        assert content.decode("utf-8-sig").splitlines()[0] == ",".join(BY_NAME[name].head)
    elif form == "json":
        assert set(json.loads(content)[0]) == set(BY_NAME[name].head)
    else:
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_no_cell_runs_in_a_spreadsheet(place, rosa, client):
    full(place, rosa)

    rows = table(taken(client, "listed", place, name="meetings", form="csv"))

    assert rows[0]["title"] == "'=Meeting"


def test_lists_hide_a_name_as_the_page_does(place, client):
    tom = place.member("staff")
    place.said(tom, shown_as_group=True)
    mine = of(tom.person)

    others = table(taken(client, "listed", place, name="inputs", form="csv"))
    own = table(taken(mine, "listed", place, name="inputs", form="csv"))

    assert [row["name"] for row in others] == [""]
    assert [row["name"] for row in own] == [tom.person.name]


def test_what_others_were_promised_is_only_for_who_settles_it(place, rosa, client):
    full(place, rosa)
    settling = of(place.facilitator.person)

    whole = table(taken(settling, "listed", place, name="payments", form="csv"))
    own = table(taken(client, "listed", place, name="my-payments", form="csv"))
    with zipfile.ZipFile(io.BytesIO(taken(client, "archive", place))) as pack:
        names = pack.namelist()

    assert {row["name"] for row in whole} == {rosa.person.name, place.facilitator.person.name}
    assert [row["id"] for row in own] == [str(rosa.payments.get().pk)]
    assert "payments.csv" not in names
    assert "my-payments.csv" in names
    address_of_all = address("listed", place, name="payments", form="csv")
    assert client.get(address_of_all).status_code == 404


def test_lists_hold_nothing_of_another_partnership(place):
    client = of(place.facilitator.person)
    elsewhere = Place()
    full(elsewhere, elsewhere.member())

    for listed in LISTS:
        rows = table(taken(client, "listed", place, name=listed.name, form="csv"))
        assert rows == [] or listed.name == "people"


def test_what_was_taken_back_is_in_no_list(place, rosa, client):
    place.said(rosa, withdrawn_at=now())
    place.paper(place.meeting(5), {"en": 7}, withdrawn_at=now())

    for name in ("inputs", "resources"):
        assert table(taken(client, "listed", place, name=name, form="csv")) == []


def test_the_archive_holds_all_of_it(place, rosa):
    client = of(place.facilitator.person)
    full(place, rosa)
    version = place.version(place.agreement())
    VersionText.objects.create(
        version=version, language="en", body={"title": "How"}, sha256="0" * 64
    )
    paper = place.paper(place.meeting(5), {"en": 7})
    paper.texts.all().delete()
    for language, name in [("en", "plan.pdf"), ("es", "lost.pdf")]:
        text = ResourceTextFactory(
            resource=paper,
            language=language,
            url="",
            file=ContentFile(b"%PDF-1.7", name=name),
            file_name=name,
        )
    text.file.storage.delete(text.file.name)

    content = taken(client, "archive", place)

    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        assert pack.testzip() is None
        names = set(pack.namelist())
        explained = json.loads(pack.read("dictionary.json"))
        kept = pack.read(f"resources/{paper.pk}-en-plan.pdf")
        lost = pack.read(f"resources/{paper.pk}-es-lost.pdf")
        agreed = json.loads(pack.read(f"agreements/{version.agreement_id}-1-en.json"))
    expected = {f"{listed.name}.{form}" for listed in LISTS for form in ("csv", "json")}
    assert names >= expected | {"figures.csv"}
    assert {each["id"] for each in explained} == set(BY_ID)
    assert (kept, lost) == (b"%PDF-1.7", b"This file is missing on the server.\n")
    assert agreed["body"] == {"title": "How"}


def test_an_export_asked_for_twice_is_the_same(place, rosa, client):
    full(place, rosa)

    first, second = (taken(client, "listed", place, name="promises", form="csv") for _ in "ab")

    assert first == second


def test_a_list_says_who_took_it_along(place, rosa, client):
    full(place, rosa)

    rows = table(taken(client, "listed", place, name="promises", form="csv"))

    assert rows
    assert all(rosa.person.name in row["taken_by"] for row in rows)


def test_a_list_is_taken_along_three_times_a_day_in_each_partnership(place, rosa, client):
    elsewhere = Place()
    MembershipFactory(partnership=elsewhere.partnership, person=rosa.person)
    for _time in range(3):
        taken(client, "listed", place, name="promises", form="csv")

    answer = client.get(address("listed", place, name="promises", form="json"))

    assert answer.status_code == 403
    assert "ثلاث" in answer.text
    taken(client, "listed", place, name="decisions", form="csv")
    taken(client, "listed", elsewhere, name="promises", form="csv")
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=False):
        taken(client, "listed", place, name="promises", form="csv")


def test_long_lists_are_sent_while_they_are_read(place, rosa, client):
    for number in range(3):
        place.said(rosa, due=number)
    answer = client.get(address("listed", place, name="inputs", form="csv"))

    parts = list(answer.streaming_content)

    assert len(parts) == 4  # the head, and each row


@pytest.mark.parametrize(
    ("view", "kwargs"),
    [
        ("figures", {"form": "exe"}),
        ("programme_figures", {"form": "zip"}),
        ("listed", {"name": "journal", "form": "csv"}),
        ("listed", {"name": "inputs", "form": "csvx"}),
        ("listed", {"name": "x" * 300, "form": "csv"}),
    ],
)
def test_what_is_not_there_is_not_found(place, client, view, kwargs):
    assert client.get(address(view, place, **kwargs)).status_code == 404


def test_the_dictionary_explains_every_figure_and_column(client):
    page = client.get(reverse("dashboards:dictionary"), {"language": "en"}).content.decode()
    explained = client.get(reverse("dashboards:dictionary_json")).json()

    assert {each["id"] for each in explained["indicators"]} == set(BY_ID)
    for each in explained["indicators"]:
        assert f'id="{each["id"]}"' in page
    for listed in LISTS:
        assert set(explained["columns"][listed.name]) == set(listed.head)
    assert "promised" in explained["columns"]["figures"]


def test_a_page_leads_to_each_file(place):
    client = of(place.facilitator.person)
    html = client.get(
        reverse("dashboards:downloads", args=[place.partnership.slug])
    ).content.decode()

    for listed in LISTS:
        assert (
            reverse("dashboards:listed", args=[place.partnership.slug, listed.name, "xlsx"]) in html
        )
    assert reverse("dashboards:archive", args=[place.partnership.slug]) in html


def test_strangers_take_nothing(place):
    stranger = of(MembershipFactory().person)

    for view, kwargs in [("archive", {}), ("figures", {"form": "csv"}), ("downloads", {})]:
        assert stranger.get(address(view, place, **kwargs)).status_code == 404
