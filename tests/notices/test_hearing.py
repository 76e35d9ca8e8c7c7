"""What people send back to a text: STOP, START, HELP and anything else, in every language."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings as site
from django.utils import timezone
from django.utils.translation import gettext, override

from notices.models import Task, TaskKind
from notices.text_words import WORDS, Meaning, bare, meaning_of
from partners import texting
from partners.models import ConsentEnd, Person, StoppedNumber, TextConsent
from tests.notices.phone_network import posted

LANGUAGES = [code for code, _name in site.LANGUAGES]
STOPPED = "You get no more texts from coprod. To get them again, send START."
SHARED = "+12135550199"


@pytest.fixture
def say(phone_network, client):
    """Sends a text to us; returns what we answer."""

    def send(number, said, **more):
        response = posted(client, "text_incoming", {"From": number, "Body": said, **more})
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/xml")
        return ET.fromstring(response.content).findtext("Message", "")

    return send


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_site_has_its_own_words(language):
    for meaning in Meaning:
        for word in WORDS[language][meaning].split():
            assert meaning_of(f" {word.upper()}! ") == meaning


def test_no_word_means_two_things():
    said = [
        (bare(word), meaning)
        for words in WORDS.values()
        for meaning, together in words.items()
        for word in together.split()
    ]

    assert len({word for word, _meaning in said}) == len(set(said))


def words_of(text):
    """Return the words of a text. Chinese has no blanks, but marks what is quoted."""
    return re.split(r"[\s“”]+", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_we_tell_people_to_send_is_understood(language):
    with override(language):
        told = gettext("Send STOP to get no more texts.")
        again = gettext(STOPPED)

    assert Meaning.STOP in set(map(meaning_of, words_of(told)))
    assert Meaning.START in set(map(meaning_of, words_of(again)))


@pytest.mark.parametrize("word", ["STOP", "stop.", "PARAR", "Baja", "إيقاف", "ايقاف", "توقف"])
def test_stop_ends_texts_and_tells_the_facilitators(say, texted, facilitator, word):
    person = texted(language="es")

    answer = say(person.texts_to, word)

    number = TextConsent.objects.get().number
    person.refresh_from_db()
    assert person.texts_to == ""
    assert TextConsent.objects.get().ended_by == ConsentEnd.STOPPED
    assert texting.is_stopped(number)
    task = Task.objects.get()
    assert (task.kind, task.person) == (TaskKind.TEXTS_STOPPED, person)
    with override("es"):
        assert answer == gettext(
            "You get no more texts from coprod. To get them again, send START."
        )


def test_stop_from_a_shared_phone_stops_for_all_who_share_it(say, texted, facilitator):
    sharing = [texted(phone=SHARED, language="es"), texted(phone=SHARED, language="ar")]
    other = texted()

    answer = say(SHARED, "stop")
    say(SHARED, "stop")

    for person in sharing:
        person.refresh_from_db()
        assert person.texts_to == ""
    other.refresh_from_db()
    assert other.texts_to
    assert {task.person for task in Task.objects.all()} == set(sharing)
    assert len(answer.splitlines()) == 2  # one in each one's language


def test_nobody_can_say_yes_for_a_stopped_number(say, texted, member):
    texted(phone=SHARED)
    say(SHARED, "STOP")
    newcomer = member(phone=SHARED).person

    with pytest.raises(texting.NumberStopped):
        texting.agree(newcomer, recorded_by=None, now=timezone.now())


def test_start_brings_texts_back_to_those_who_had_them(say, texted, member, facilitator):
    person = texted(phone=SHARED)
    never_agreed = member(phone=SHARED).person
    moved_on = texted(phone=SHARED)
    say(SHARED, "STOP")
    Person.objects.filter(pk=moved_on.pk).update(phone="+12135550777")

    say(SHARED, "Start")

    for each in (person, never_agreed, moved_on):
        each.refresh_from_db()
    assert [each.texts_to for each in (person, never_agreed, moved_on)] == [SHARED, "", ""]
    assert not StoppedNumber.objects.exists()
    assert list(Task.objects.open().values_list("person", flat=True)) == [moved_on.pk]


def test_start_of_somebody_who_never_agreed_agrees_to_nothing(say, member):
    person = member(phone=SHARED).person

    say(SHARED, "START")

    person.refresh_from_db()
    assert person.texts_to == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_says_who_we_are_and_how_to_stop(say, texted, language):
    person = texted(language=language)

    answer = say(person.texts_to, "HELP")

    assert "http://testserver/" in answer
    assert Meaning.STOP in set(map(meaning_of, words_of(answer)))
    assert person.name not in answer


def test_a_stranger_is_answered_in_the_language_of_the_word(say, db):
    with override("es"):
        stopped = gettext(STOPPED)

    assert say("+34600000000", "baja") == stopped
    assert texting.is_stopped("+34600000000")


def test_any_other_answer_is_not_kept_and_becomes_a_call(say, texted, facilitator):
    person = texted()

    answer = say(person.texts_to, "I was in hospital, can I come later?")

    task = Task.objects.get()
    assert (task.kind, task.person) == (TaskKind.TEXT_ANSWERED, person)
    assert "Nobody reads" in answer


def test_two_robots_do_not_text_each_other_for_ever(say, texted, facilitator):
    person = texted()

    answers = [say(person.texts_to, "I am away") for _time in range(8)]

    assert [bool(answer) for answer in answers] == [True] * 5 + [False] * 3
    say(person.texts_to, "STOP")
    person.refresh_from_db()
    assert person.texts_to == ""


@pytest.mark.parametrize("number", ["", "12345", "COPROD", "+0123", "\0", "x" * 1000])
def test_what_comes_from_no_number_is_not_answered(say, db, number):
    assert say(number, "STOP") == ""


@pytest.mark.parametrize("token", ["guess", ""])
def test_an_unsigned_stop_stops_nothing(phone_network, client, texted, token):
    person = texted()

    form = {"From": person.texts_to, "Body": "STOP"}
    assert posted(client, "text_incoming", form, token=token).status_code == 403

    person.refresh_from_db()
    assert person.texts_to


def test_without_a_provider_nobody_can_sign(client, settings, texted):
    person = texted()
    settings.TEXTS, settings.TWILIO_AUTH_TOKEN = "console", ""

    form = {"From": person.texts_to, "Body": "STOP"}
    assert posted(client, "text_incoming", form, token="").status_code == 403


def test_whoever_guesses_signatures_is_slowed_down(phone_network, client, db):
    answers = {
        posted(client, "text_incoming", {"From": SHARED}, token="x").status_code for _ in range(70)
    }

    assert answers == {403, 429}
