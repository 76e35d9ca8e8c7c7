"""What a browser asks for to be of use without a line."""

import gzip
import json
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from partners import carrying
from partners.languages import CODES
from tests.factories import MeetingFactory, MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", CODES)
def test_the_manifest_is_whole_in_each_language(client, language):
    response = client.get(reverse("partners:manifest", args=[language]))

    manifest = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert manifest["lang"] == language
    assert manifest["dir"] == ("rtl" if language == "ar" else "ltr")
    assert manifest["start_url"] == reverse("dashboards:home")
    assert {"192x192", "512x512", "any"} == {icon["sizes"] for icon in manifest["icons"]}
    assert {"any", "maskable"} <= {icon.get("purpose") for icon in manifest["icons"]}


def test_there_is_no_manifest_in_a_language_we_do_not_speak(client):
    response = client.get(reverse("partners:manifest", args=["tlh"]))

    assert response.status_code == HTTPStatus.NOT_FOUND


def test_the_worker_serves_the_whole_site_and_is_asked_for_anew(client):
    response = client.get("/sw.js")

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in response.headers["Cache-Control"]
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_any_other_file_makes_another_worker(client, monkeypatch):
    before = client.get("/sw.js").content

    monkeypatch.setattr(carrying, "SHELL", [*carrying.SHELL, "numbers.css"])

    assert client.get("/sw.js").content != before


def test_the_offline_page_knows_nobody(client):
    member = MembershipFactory(person__name="Rosa Parks Vega")
    client.force_login(member.person)
    home = client.get(reverse("dashboards:home")).content.decode()

    page = client.get(reverse("partners:offline")).content.decode()

    assert "Rosa Parks Vega" in home
    assert carrying.mark(member.person) in home
    assert "Rosa Parks Vega" not in page
    assert carrying.mark(member.person) not in page
    assert "csrf" not in page


def test_a_visitor_of_the_offline_page_loads_no_messages_away(client):
    member = MembershipFactory()
    meeting = MeetingFactory(partnership=member.partnership)
    client.force_login(member.person)
    client.post(reverse("meetings:rsvp", args=[member.partnership.slug, meeting.pk]))
    client.get(reverse("partners:offline"))

    page = client.get(reverse("dashboards:home")).content.decode()

    assert "Choose one of the answers." in page


def test_the_token_page_says_who_is_there_and_hands_out_a_token(client):
    person = PersonFactory()
    nobody = client.get(reverse("partners:offline_token"))
    client.force_login(person)
    somebody = client.get(reverse("partners:offline_token"))

    assert nobody.json()["reader"] == ""
    assert somebody.json()["reader"] == carrying.mark(person)
    assert somebody.json()["token"]
    assert "no-store" in somebody.headers["Cache-Control"]


def test_marks_of_people_differ_and_stay():
    one, other = PersonFactory(), PersonFactory()

    assert carrying.mark(one) == carrying.mark(one) != carrying.mark(other)
    assert str(one.pk) != carrying.mark(one)


def test_the_script_stays_small_and_speaks_no_language():
    script = Path(finders.find("offline.js")).read_bytes()

    assert len(gzip.compress(script)) < 7_000  # bytes
    assert not re.search(rb"\?\.|\?\?|\bimport\b(?!Scripts)|\bexport\b", script)
