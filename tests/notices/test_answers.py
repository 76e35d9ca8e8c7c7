"""Answer links: one question, no sign-in, nothing else."""

import string

import pytest
from django.urls import reverse
from django.utils import translation

from notices import answers, muting
from notices.kinds import Category
from partners.models import Person
from tests.factories import PersonFactory

ALPHABET = string.ascii_letters + string.digits + "-_.~"


@pytest.fixture
def person(question, member):
    return member(language="es", phone="").person


@pytest.fixture
def page(person):
    return answers.link("q", person).removeprefix("http://testserver")


def test_link_leads_to_the_question(question, person):
    token = answers.token_for("q", person)

    assert answers.link("q", person) == f"http://testserver/a/{token}/"
    assert answers.find(token) == (question, person)


def test_every_changed_character_is_refused(question, person):
    token = answers.token_for("q", person)

    changed = {
        token[:place] + letter + token[place + 1 :]
        for place in range(len(token))
        for letter in ALPHABET
        if letter != token[place]
    }
    assert [other for other in changed if answers.find(other)] == []


@pytest.mark.parametrize(
    "token", ["", "-", "q", "q1", "q1-", "x1-" + "a" * 22, "q1-" + "é" * 22, "q" * 500, "\x00"]
)
def test_made_up_tokens_are_refused(question, db, token):
    assert answers.find(token) is None


def test_signed_words_that_are_no_question_are_refused(question, person):
    assert answers.find(answers.sign("u1.reminders")) is None
    assert answers.find(answers.sign("q" + "z" * 14)) is None
    assert answers.find(answers.sign("q1z")) is None  # nobody has this number


def test_links_outlive_a_change_of_the_secret_key(question, person, settings):
    token = answers.token_for("q", person)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert answers.find(token)
    settings.SECRET_KEY_FALLBACKS = []
    assert answers.find(token) is None


def test_example_of_an_unsaved_thing_leads_nowhere(question, client, db):
    assert answers.link("q", PersonFactory.build()) == "http://testserver/a/example/"
    assert client.get("/a/example/").status_code == 404


def test_a_letter_is_taken_once(question):
    other = answers.Question("q", Person, *[len] * 7)

    with pytest.raises(ValueError, match="letter q"):
        answers.register(other)


def test_opening_the_page_changes_nothing(client, page, person, news):
    response = client.get(page)

    assert response.status_code == 200
    assert news.recorded == ()


def test_the_page_is_in_the_persons_language_whatever_the_browser_wants(client, page, person):
    response = client.get(page, headers={"accept-language": "ar"})

    with translation.override("es"):
        assert translation.gettext("Yes") in response.text
    assert '<html lang="es" dir="ltr">' in response.text
    assert response["Content-Language"] == "es"


def test_the_page_is_kept_nowhere_and_tells_nobody_its_address(client, page):
    response = client.get(page)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"


def test_the_page_shows_nothing_of_whoever_is_signed_in(client, page, person):
    somebody = PersonFactory(name="Somebody Else")
    client.force_login(somebody)

    assert "Somebody Else" not in client.get(page).text


def test_one_tap_answers_and_the_page_then_says_thank_you(client, page, person, news):
    response = client.post(page, {"answer": "1"}, follow=True)

    assert news.recorded == ((person, "1", None),)
    assert response.redirect_chain == [(page, 302)]
    assert 'aria-pressed="true"' in response.text
    with translation.override("es"):
        assert translation.gettext("Thank you.") in response.text


def test_an_answer_can_be_changed(client, page, person):
    client.post(page, {"answer": "1"})
    client.post(page, {"answer": "2"})

    person.refresh_from_db()
    assert person.phone == "2"


def test_no_cookie_is_needed(person, page, client):
    client.handler.enforce_csrf_checks = True

    assert client.post(page, {"answer": "1"}).status_code == 302


@pytest.mark.parametrize("value", ["", "3", "\x00", "1" * 10_000, "\ud800"])
def test_an_answer_that_is_not_offered_is_asked_again(client, page, news, value):
    data = f"answer={value}".encode("utf-8", "surrogatepass")

    response = client.generic("POST", page, data, "application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert news.recorded == ()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_question_says_so(client, page, person, news, method):
    Person.objects.filter(pk=person.pk).update(is_active=False, phone="1")

    response = getattr(client, method)(page, {"answer": "1"})

    assert response.status_code == 410
    assert "<button" not in response.text.split("<main")[1]
    assert news.recorded == ()


@pytest.mark.parametrize("name", ["answer", "unsubscribe"])
def test_a_foreign_link_gets_a_clear_sentence(client, db, name):
    response = client.get(reverse(f"notices:{name}", kwargs={"token": "q1-nonsense"}))

    assert response.status_code == 404
    assert "This link does not work" in response.text


def test_answering_takes_few_statements(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        client.get(page)
    with django_assert_max_num_queries(8):
        client.post(page, {"answer": "1"})


def test_the_page_is_small(client, page):
    assert len(client.get(page).content) < 8_000


# Switching messages off


@pytest.fixture
def mute_page(person):
    return muting.link(person, Category.REMINDERS).removeprefix("http://testserver")


def test_opening_the_link_switches_nothing_off(client, mute_page, person):
    response = client.get(mute_page)

    person.refresh_from_db()
    assert (response.status_code, person.muted) == (200, [])


def test_one_click_of_a_mail_program_switches_them_off(client, mute_page, person):
    client.handler.enforce_csrf_checks = True

    response = client.post(mute_page, {"List-Unsubscribe": "One-Click"})
    client.post(mute_page, {"List-Unsubscribe": "One-Click"})

    person.refresh_from_db()
    assert (response.status_code, person.muted) == (200, ["reminders"])
    assert response["Content-Language"] == "es"


def test_they_can_be_switched_on_again(client, mute_page, person):
    Person.objects.filter(pk=person.pk).update(muted=["reminders", "material"])
    assert 'name="again"' in client.get(mute_page).text

    client.post(mute_page, {"again": "1"})

    person.refresh_from_db()
    assert person.muted == ["material"]


def test_an_answer_token_switches_nothing_off(question, person):
    assert muting.find(answers.token_for("q", person)) is None
    assert muting.find(answers.sign("u0.reminders")) is None
