from itertools import permutations

import pytest
from django.template import Context, Template
from django.utils import translation

from meetings.models import Meeting
from tests.factories import PersonFactory
from translations.reading import ALSO_READS, NOT_TRANSLATED, Reading, read, set_text, written

LANGUAGES = ["en", "es", "ar"]


def meeting_in(**titles):
    meeting = Meeting()
    for code in LANGUAGES:
        set_text(meeting, "title", code, titles.get(code, ""))
    return meeting


def shown(meeting, reader, language="en", tag="reading"):
    template = Template("{% " + tag + ' meeting "title" reader %}')
    return template.render(
        Context({"meeting": meeting, "reader": reader, "LANGUAGE_CODE": language})
    )


@pytest.mark.parametrize(("reader", "active"), list(permutations(LANGUAGES, 2)))
def test_reader_gets_their_own_language_whatever_is_active(reader, active):
    meeting = meeting_in(en="Spring", es="Primavera", ar="الربيع")
    person = PersonFactory.build(language=reader)

    with translation.override(active):
        found = read(meeting, "title", person)

    assert found == Reading(written(meeting, "title")[reader], reader)


def test_reader_gets_a_language_they_also_read():
    meeting = meeting_in(en="Spring", ar="الربيع")
    person = PersonFactory.build(language="es", also_reads=["ar"])

    assert read(meeting, "title", person) == Reading("الربيع", "ar", ALSO_READS)


def test_reader_gets_what_there_is_and_is_told_so():
    meeting = meeting_in(ar="الربيع")
    person = PersonFactory.build(language="es")

    found = read(meeting, "title", person)

    assert found == Reading("الربيع", "ar", NOT_TRANSLATED)
    assert found.direction == "rtl"


def test_text_that_nobody_wrote_is_empty_in_the_readers_language():
    assert read(meeting_in(), "title", PersonFactory.build(language="ar")) == Reading("", "ar")


def test_blank_text_counts_as_not_written():
    assert read(meeting_in(es="  ", en="Spring"), "title", "es").reason == NOT_TRANSLATED


def test_visitor_without_language_reads_the_sites():
    assert read(meeting_in(en="Spring", es="Primavera"), "title", None).text == "Spring"


def test_tag_prints_language_and_direction():
    html = shown(meeting_in(ar="الربيع"), PersonFactory.build(language="ar"))

    assert html == '<span lang="ar" dir="rtl">الربيع</span>'


def test_tag_says_that_it_fell_back_in_the_readers_language():
    with translation.override("ar"):
        html = shown(meeting_in(en="Spring"), PersonFactory.build(language="es"))

    assert '<span lang="en" dir="ltr">Spring</span>' in html
    assert '<small class="fallback" lang="es" dir="ltr">' in html
    assert "inglés" in html


def test_tag_escapes_what_people_write():
    html = shown(meeting_in(en="<script>alert(1)</script>"), None)

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_longer_text_becomes_paragraphs_and_stays_escaped():
    html = shown(meeting_in(en="One\n\nTwo <b>"), None, tag="reading_lines")

    assert html == '<div lang="en" dir="ltr"><p>One</p>\n\n<p>Two &lt;b&gt;</p></div>'


def test_own_words_are_printed_with_their_language():
    html = Template("{% words text language %}").render(
        Context({"text": "أ & ب", "language": "ar"})
    )

    assert html == '<span lang="ar" dir="rtl">أ &amp; ب</span>'
