"""Signing in with a code: no password, any keyboard, plain words."""

import re

import pytest

from partners.sign_in import CodeField
from partners.templatetags.devices import device
from tests.factories import EmailAddressFactory, PersonFactory

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    person = PersonFactory(email="ana@example.org")
    EmailAddressFactory(user=person, email=person.email, primary=True, verified=True)
    return person


@pytest.fixture
def ask_for_code(client, mailoutbox):
    def ask(address):
        client.post("/accounts/login/", {"login": address})
        return re.search(r"^\d{4}-\d{4}$", mailoutbox[-1].body, re.MULTILINE)

    return ask


@pytest.mark.parametrize("typed", [str, lambda code: code.translate(ARABIC_INDIC)])
def test_code_from_the_mail_signs_in(client, ana, ask_for_code, typed):
    code = ask_for_code(ana.email).group()

    answer = client.post("/accounts/login/code/confirm/", {"code": typed(code)})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(ana.pk)


def test_wrong_code_signs_nobody_in(client, ana, ask_for_code):
    ask_for_code(ana.email)

    answer = client.post("/accounts/login/code/confirm/", {"code": "0000"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert 'class="errors"' in answer.text


def test_unknown_address_gets_no_code_but_is_told_so_by_mail(ask_for_code, mailoutbox):
    code = ask_for_code("nobody@example.org")

    assert code is None
    assert "Nobody signs in with this address" in mailoutbox[-1].body


def test_code_does_not_stand_in_the_subject(ana, ask_for_code, mailoutbox):
    ask_for_code(ana.email)

    assert not re.search(r"\d", mailoutbox[-1].subject)


def test_page_asks_for_an_address_and_nothing_else(client):
    html = client.get("/accounts/login/").text

    assert 'type="email"' in html
    assert "password" not in html.replace("no password", "")
    assert 'name="remember"' not in html


def test_strangers_are_told_how_joining_works(client):
    answer = client.get("/accounts/signup/")

    assert "You join by invitation" in answer.text
    assert "/join/" in answer.text


@pytest.mark.parametrize("typed", ["1234-5678", "١٢٣٤-٥٦٧٨", "१२३४-५६७८", " 1234-5678 "])
def test_digits_of_any_script_are_understood(typed):
    assert CodeField().clean(typed) == "1234-5678"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/accounts/2fa/", 200),
        ("/accounts/2fa/totp/activate/", 200),
        ("/accounts/2fa/webauthn/", 200),
        ("/accounts/2fa/webauthn/add/", 200),
        ("/accounts/email/", 200),
        ("/accounts/sessions/", 200),
        ("/accounts/logout/", 200),
    ],
)
def test_nobody_is_asked_for_a_password_to_change_how_they_sign_in(client, ana, address, status):
    client.force_login(ana)

    answer = client.get(address)

    assert answer.status_code == status
    assert 'type="password"' not in answer.text


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/126 Safari/537", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU OS 17) AppleWebKit Version/17 Safari/604", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows"),
        ("curl/8.0", "curl/8.0"),
    ],
)
def test_devices_are_named_as_people_do(user_agent, name):
    assert device(user_agent) == name
