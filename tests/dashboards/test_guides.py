"""The guides: for anyone, in each language, in easy words, saying only what we have read."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from dashboards import references
from dashboards.guides_to_barriers import BARRIERS
from dashboards.guides_to_principles import PRINCIPLES
from dashboards.views.guides import GUIDES
from reflections.catalogue import ENTRIES, Level
from tests.factories import MembershipFactory
from tests.reflections.factories_barriers import Circle, reported

pytestmark = pytest.mark.django_db
SIXTH_GRADE = 6.9


def page(client, name, language="en"):
    return client.get(
        reverse("dashboards:guide", args=[name]), headers={"accept-language": language}
    )


def words_of(guide):
    words = [guide.lede, *guide.means, *guide.try_this, *guide.hollow]
    words += [example.words for example in guide.examples]
    for entry in guide.entries:
        words += [entry.name, entry.looks_like, *entry.ideas]
    return [str(each) for each in words]


def test_there_is_one_a_principle_and_one_a_level():
    assert [guide.name for guide in PRINCIPLES] == [
        "equity", "reflexivity", "reciprocity", "personal", "relations",
    ]  # fmt: skip
    assert {guide.name for guide in BARRIERS} == {f"barriers-{level}" for level in Level}
    assert [entry for guide in BARRIERS for entry in guide.entries] == ENTRIES


@pytest.mark.parametrize("name", GUIDES)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_anyone_reads_each_guide_in_their_language(client, name, language):
    response = page(client, name, language)

    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}"' in html
    with translation.override(language):
        for words in words_of(GUIDES[name]):
            assert escape(words) in html


@pytest.mark.parametrize("language", ["es", "ar"])
def test_no_sentence_is_left_in_english(language):
    english = {words for guide in GUIDES.values() for words in words_of(guide)}

    with translation.override(language):
        translated = {words for guide in GUIDES.values() for words in words_of(guide)}

    assert not english & translated


def syllables(word):
    word = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower()) or word
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(text):
    """Return the school year in which a text is easy to read (Flesch and Kincaid)."""
    sentences = [part for part in re.split(r"[.!?:]+", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    a_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * a_word - 15.59


@pytest.mark.parametrize("name", GUIDES)
def test_each_guide_is_easy_to_read(name):
    assert grade(". ".join(words_of(GUIDES[name]))) < SIXTH_GRADE


def test_the_measure_of_easy_words_knows_hard_ones():
    hard = "Implementation collaborations necessitate institutionalised organisational reflexivity."

    assert grade(hard) > SIXTH_GRADE


@pytest.mark.parametrize("name", GUIDES)
def test_each_example_names_its_source_and_each_guide_the_study(client, name):
    html = page(client, name).content.decode()

    for example in GUIDES[name].examples:
        assert escape(example.source.name) in html
        assert example.source.address in html
    assert references.PEREZ_JOLLES.address in html


def test_what_we_have_not_read_is_named_and_nothing_is_said_of_it(client):
    html = client.get(reverse("dashboards:guides")).content.decode()

    cited = {example.source.name for guide in GUIDES.values() for example in guide.examples}
    assert "Cassidy 2024" in html
    assert not cited & set(references.NOT_READ)


def test_an_unknown_guide_is_not_found(client):
    assert page(client, "efficiency").status_code == 404


def test_guides_are_linked_from_where_they_help(client):
    circle = Circle()
    barrier = reported(circle.rosa)
    client.force_login(circle.rosa.person)
    slug = circle.partnership.slug

    figures = client.get(reverse("dashboards:dashboard", args=[slug])).content.decode()
    hub = client.get(reverse("reflections:hub", args=[slug])).content.decode()
    listed = client.get(reverse("reflections:barriers", args=[slug])).content.decode()
    one = client.get(barrier.get_absolute_url()).content.decode()

    for guide in PRINCIPLES:
        assert guide.get_absolute_url() in figures
    assert reverse("dashboards:guides") in hub
    for html in [listed, one]:
        assert reverse("dashboards:guide", args=["barriers-system"]) in html


def test_a_reader_who_is_signed_in_keeps_their_menu(client):
    member = MembershipFactory()
    client.force_login(member.person)

    assert reverse("dashboards:home") in page(client, "equity").content.decode()
