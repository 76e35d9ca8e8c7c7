"""Answering an open call by text message, from any number and in every language."""

from xml.etree import ElementTree as ET

import pytest
from django.conf import settings as site
from django.utils import translation
from django.utils.translation import gettext, override

from charters import call_words, calling
from charters.models import CallAnswer, Way
from notices import segments
from notices.models import Task
from notices.text_words import MEANINGS, bare
from partners import texting
from partners.models import Person
from tests.charters.calling import WORDS, opened
from tests.factories import MembershipFactory, now
from tests.notices.phone_network import ACCOUNT, NUMBER, PASSWORD, posted

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in site.LANGUAGES]
STRANGER = "+34600123456"
THANKS = "Thank you. Somebody will call you at this number."
CLOSED = "Thank you for asking. This call has closed."
UNKNOWN = "We know no call with this number. Look at the poster again."


@pytest.fixture
def maya():
    return MembershipFactory(facilitator=True)


@pytest.fixture
def call(maya):
    return opened(maya, "en", "es", "ar")


@pytest.fixture
def say(settings, client):
    """Sends a text to us; returns what we answer."""
    settings.TEXTS, settings.TWILIO_FROM = "twilio", NUMBER
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, PASSWORD

    def send(said, number=STRANGER):
        response = posted(client, "text_incoming", {"From": number, "Body": said})
        assert response.status_code == 200
        return ET.fromstring(response.content).findtext("Message", "")

    return send


def in_language(language, words):
    with override(language):
        return gettext(words)


def test_every_language_of_the_site_has_a_word_of_its_own():
    first = [bare(call_words.word_in(code)) for code in LANGUAGES]

    assert len(set(first)) == len(LANGUAGES)
    assert not {bare(word) for words in call_words.WORDS.values() for word in words} & set(MEANINGS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_is_heard_and_answered_in_the_language_of_the_word(say, call, language):
    reply = say(f"{call_words.word_in(language)} {call.code}")

    kept = CallAnswer.objects.get()
    assert reply == in_language(language, THANKS)
    assert (kept.language, kept.way, kept.call) == (language, Way.TEXT, call)
    assert calling.unsealed(call, [kept])[0][1].phone == STRANGER
    assert not Person.objects.filter(phone=STRANGER).exists()


@pytest.mark.parametrize("sentence", [THANKS, CLOSED, UNKNOWN])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reply_is_one_segment(language, sentence):
    assert segments.count(in_language(language, sentence)) == 1


@pytest.mark.parametrize(
    "said", ["join {}", "JOIN{}", " Join #{} ", "join: {}!", "JOIN\n{}.", "{}", "Tham gia {}"]
)
def test_people_write_it_as_they_like(say, call, said):
    assert say(said.format(call.code))

    assert CallAnswer.objects.count() == 1


def test_arabic_digits_are_digits(say, call):
    code = str(call.code).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    assert say(f"أشارك {code}") == in_language("ar", THANKS)


def test_actor_arabic_recipient_spanish_server_english(say, call):
    with translation.override("ar"):
        reply = say(f"unirme {call.code}")

    assert reply == in_language("es", THANKS)
    assert reply not in {THANKS, in_language("ar", THANKS)}


def test_the_number_alone_is_answered_in_the_calls_own_language(say, maya):
    call = opened(maya, "es", language="es")

    assert say(str(call.code)) == in_language("es", THANKS)


def test_a_number_that_texts_twice_is_one_answer(say, call):
    say(f"join {call.code}")
    say(f"unirme {call.code}")

    assert CallAnswer.objects.get().language == "es"


def test_a_number_whose_answer_was_dealt_with_may_answer_again(say, call, maya):
    say(f"join {call.code}")
    calling.deal_with(CallAnswer.objects.get(), "closed", by=maya, now=now())
    say(f"join {call.code}")

    assert call.answers.waiting().count() == 1


def test_a_closed_call_says_so(say, call):
    calling.close(call, now=now())

    assert say(f"join {call.code}") == CLOSED
    assert not CallAnswer.objects.exists()


def test_a_call_that_is_not_known_says_so(say, call):
    assert say("join 999999") == UNKNOWN
    assert say("join") == UNKNOWN


def test_a_draft_is_not_told_from_nothing(say, call):
    call.opened_at = call.opened_by = None
    call.save()

    assert say(f"join {call.code}") == UNKNOWN


@pytest.mark.parametrize("said", ["I join you at 10", "hello", "1", "99999", "\0", "join\0 1234"])
def test_other_words_are_as_before(say, call, said):
    say(said)

    assert not CallAnswer.objects.exists()


def test_stop_afterwards_holds_and_the_answer_stays(say, call):
    say(f"join {call.code}")

    said = say("STOP")
    reply = say(f"join {call.code}")

    assert "START" in said
    assert texting.is_stopped(STRANGER)
    assert reply == ""
    assert CallAnswer.objects.count() == 1


def test_help_and_stop_stay_what_they_were(say, call):
    assert "coprod" in say("HELP")
    assert "START" in say("stop")
    assert not Task.objects.exists()


def test_without_text_messages_nothing_of_them_is_shown(client, call, settings):
    spanish = {"headers": {"accept-language": "es"}}
    page = client.get(call.public_address, **spanish).content.decode()
    settings.TEXTS, settings.TWILIO_FROM = "twilio", NUMBER
    heard = client.get(call.public_address, **spanish).content.decode()
    settings.TWILIO_FROM = "MG42"
    service = client.get(call.public_address).content.decode()

    assert "UNIRME" not in page
    assert f"UNIRME {call.code}" in heard
    assert "JOIN" not in service
    assert WORDS["es"]["title"] in page
