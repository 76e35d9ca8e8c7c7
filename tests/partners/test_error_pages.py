"""Pages that say what went wrong: translated, kind, and never losing what somebody wrote."""

import pytest
from django.core.exceptions import PermissionDenied
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
    with translation.override(language):
        answer = errors.server_error(visit())

    assert answer.status_code == 500
    assert f'lang="{language}" dir="{direction}"' in answer.text


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
