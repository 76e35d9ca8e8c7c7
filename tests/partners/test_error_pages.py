"""Pages that say what went wrong: translated, kind, and never losing what somebody wrote."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, connection
from django.http import Http404
from django.test import Client
from django.utils import translation

from partners import errors
from tests.factories import PersonFactory

LETTER = "Three families asked for evening hours."


@pytest.fixture
def guarded():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def visit(rf):
    def make(language="en"):
        request = rf.get("/")
        request.LANGUAGE_CODE = language
        return request

    return make


@pytest.fixture
def away(db):
    """A browser that is signed in to a site whose database does not answer."""

    def refuse(*_arguments):
        raise OperationalError("away")

    client = Client(raise_request_exception=False)
    client.force_login(PersonFactory())
    with connection.execute_wrapper(refuse):
        yield client


def test_refusal_gives_the_permissions_own_sentence(visit):
    answer = errors.forbidden(visit(), PermissionDenied("Facilitators plan meetings."))

    assert answer.status_code == 403
    assert "Facilitators plan meetings." in answer.text


@pytest.mark.parametrize(
    ("page", "problem", "status"),
    [(errors.bad_request, ValueError(), 400), (errors.not_found, Http404(), 404)],
)
def test_page_says_what_happened(visit, page, problem, status):
    answer = page(visit(), problem)

    assert answer.status_code == status
    assert "<h1>" in answer.text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_server_error_asks_nobody(visit, language, direction):
    # No database mark: a query would fail this test.
    answer = errors.server_error(visit(language))

    assert answer.status_code == 500
    assert f'lang="{language}" dir="{direction}"' in answer.text


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_page_asks_for_patience_while_the_database_is_away(away, language, direction):
    answer = away.get("/home/?page=2", headers={"Accept-Language": language})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert f'lang="{language}" dir="{direction}"' in answer.text
    assert 'href="/home/?page=2"' in answer.text


def test_words_sent_while_the_database_is_away_are_given_back(away):
    answer = away.post("/me/", {"text": LETTER}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 503
    assert LETTER in answer.text
    assert 'action="/me/"' in answer.text


@pytest.mark.django_db
def test_what_breaks_in_a_page_is_said_in_the_readers_language(settings, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(PersonFactory(language="ar"))
    monkeypatch.setattr("dashboards.views.home.render", lambda *_: 1 / 0)

    answer = client.get("/home/", headers={"Accept-Language": "es"})

    assert answer.status_code == 500
    assert 'lang="ar" dir="rtl"' in answer.text


PAGES = {
    400: lambda request: errors.bad_request(request, SuspiciousOperation()),
    403: lambda request: errors.forbidden(request, PermissionDenied("...")),
    404: lambda request: errors.not_found(request, Http404()),
    413: lambda request: errors.bad_request(request, RequestDataTooBig()),
    429: errors.too_often,
    500: errors.server_error,
}


@pytest.mark.parametrize("status", PAGES)
def test_each_refusal_is_a_page_in_every_language(visit, status):
    headings = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            answer = PAGES[status](visit(language))
        assert answer.status_code == status
        headings.add(answer.text.partition("<h1>")[2].partition("</h1>")[0])

    assert len(headings) == len(settings.LANGUAGES)


@pytest.mark.parametrize("status", [400, 413, 429, 500])
def test_what_somebody_may_have_to_report_has_a_reference(visit, status):
    request = visit()
    request.META["HTTP_X_REQUEST_ID"] = "abcd-efgh-jkmn"

    assert "abcd-efgh-jkmn" in PAGES[status](request).text


@pytest.mark.django_db
def test_too_much_at_once_is_told_as_such(client):
    """2.5 MB without files is Django's limit."""
    answer = client.post("/accounts/login/", {"login": "x" * 3_000_000})

    assert answer.status_code == 413
    assert "too long" in answer.text


@pytest.mark.django_db
def test_words_of_who_tries_too_often_are_given_back(rf):
    request = rf.post("/", {"text": LETTER}, headers={"Sec-Fetch-Site": "same-origin"})
    request.user = AnonymousUser()

    answer = errors.too_often(request)

    assert LETTER in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_visitor_is_offered_to_sign_in_and_member_to_go_home(client):
    as_visitor = client.get("/nowhere/").text
    client.force_login(PersonFactory())
    as_member = client.get("/nowhere/").text

    assert "/accounts/login/" in as_visitor
    assert "/home/" in as_member


@pytest.mark.django_db
def test_words_of_a_page_left_open_too_long_are_given_back(guarded):
    answer = guarded.post(
        "/accounts/login/",
        {"text": LETTER, "code": "12 34", "page": "next"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )

    assert answer.status_code == 403
    assert LETTER in answer.text
    assert "12 34" not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["cross-site", "same-site", "none", None])
def test_words_sent_from_another_site_are_not_shown(guarded, origin):
    headers = {"Sec-Fetch-Site": origin} if origin else {}

    answer = guarded.post("/accounts/login/", {"text": LETTER}, headers=headers)

    assert answer.status_code == 403
    assert LETTER not in answer.text


HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.django_db
def test_words_of_somebody_who_was_signed_out_meanwhile_can_be_sent_again(client):
    page = client.post("/me/", {"name": LETTER, "page": "7", "pin": "246 810"}, headers=HERE)

    assert page.status_code == 403
    assert "/accounts/login/" in page.text
    assert f">\n{LETTER}</textarea>" in page.text
    assert '<input type="hidden" name="page" value="7">' in page.text
    assert "246 810" not in page.text
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "7", "on"])
def test_whoever_sends_no_words_is_asked_to_sign_in(client, words):
    answer = client.post("/me/", {"name": words}, headers=HERE)

    assert answer.headers["Location"] == "/accounts/login/?next=/me/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "is_shown"),
    [("http://testserver", True), ("https://testserver", False), ("http://evil.example", False)],
)
def test_older_browsers_say_where_a_form_comes_from_in_another_way(client, origin, is_shown):
    answer = client.post("/me/", {"name": LETTER}, headers={"Origin": origin})

    assert (LETTER in answer.text) is is_shown


@pytest.mark.django_db
def test_words_without_spaces_are_words(client):
    answer = client.post("/me/", {"name": "我" * 100}, headers=HERE)

    assert "我" * 100 in answer.text


@pytest.mark.django_db
def test_whoever_signed_in_again_sends_the_words_once_more(guarded):
    person = PersonFactory()
    guarded.force_login(person)

    refused = guarded.post("/me/", {"name": LETTER}, headers=HERE)

    assert "Send it again" in refused.text
    assert "/accounts/login/" not in refused.text
