"""Posters of open calls: the words of one language, the address, a picture of it, a number."""

import re

import pytest

from charters import posters
from tests.charters.calling import WORDS, opened
from tests.factories import MembershipFactory
from tests.notices.phone_network import NUMBER
from tests.papers import pages_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    maya = MembershipFactory(facilitator=True)
    return opened(maya, "en", "es", "ar", "zh-hans", phone_times_en="Monday to Friday",
                  phone_times_es="De lunes a viernes")  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es", "zh-hans"])
def test_a_poster_says_what_how_and_where_in_its_language(call, language, tmp_path, settings):
    settings.BASE_URL = "https://coprod.example"

    said = words_of(posters.make(call, language), tmp_path)

    assert WORDS[language]["title"] in said
    assert WORDS[language]["asks"] in said
    assert f"coprod.example/calls/{call.code}/" in said
    assert call.phone in said
    for other in WORDS.keys() - {language, "ar"}:
        assert WORDS[other]["asks"] not in said


def test_an_arabic_poster_is_tagged_in_arabic_and_runs_from_the_right(call):
    content = posters.make(call, "ar")

    assert re.search(rb"/Lang\s*\(ar", content)
    assert posters.content(call, "ar")["direction"] == "rtl"
    assert posters.content(call, "ar")["title"] == WORDS["ar"]["title"]
    assert b"pdfuaid" in content


def test_what_people_wrote_is_never_markup(call, tmp_path):
    call.title_en = "#panic() *bold* $x$"

    assert "#panic() *bold* $x$" in words_of(posters.make(call, "en"), tmp_path)


@pytest.mark.parametrize(("times", "pages"), [(1, 1), (25, 1), (150, 2)])
def test_a_poster_is_as_large_as_fits_a_page(call, tmp_path, times, pages):
    call.about_en = "Many words. " * times

    assert pages_of(posters.make(call, "en"), tmp_path) == pages


def test_texts_stand_on_a_poster_only_where_somebody_hears_them(call, tmp_path, settings):
    silent = words_of(posters.make(call, "es"), tmp_path)
    settings.TEXTS, settings.TWILIO_FROM = "twilio", NUMBER
    heard = words_of(posters.make(call, "es"), tmp_path)

    assert "UNIRME" not in silent
    assert f"UNIRME {call.code}" in heard
    assert NUMBER in heard


@pytest.mark.parametrize(
    ("language", "is_there"), [("es", True), ("fr", False), ("nonsense", False)]
)
def test_only_complete_languages_are_printed(call, client, language, is_there):
    client.force_login(call.opened_by.person)

    page = client.get(f"{call.get_absolute_url()}poster/{language}.pdf")

    assert (page.status_code == 200) is is_there
    if is_there:
        assert page["Content-Type"] == "application/pdf"


def test_a_letter_that_no_font_has_is_told(call, client):
    call.title_en = "Letters \U0001f12b\U0001e900"
    call.save()
    client.force_login(call.opened_by.person)

    page = client.get(f"{call.get_absolute_url()}poster/en.pdf", follow=True)

    assert page.status_code == 200
