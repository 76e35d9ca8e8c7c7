"""What a code from a mailbox is good for: one person, one browser, ten minutes, three tries."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.factories import EmailAddressFactory, PersonFactory

pytestmark = pytest.mark.django_db
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture(autouse=True)
def ana():
    person = PersonFactory(email="ana@example.org")
    EmailAddressFactory(user=person, email=person.email, primary=True, verified=True)
    return person


def ask(client, address="ana@example.org"):
    return client.post("/accounts/login/", {"login": address})


def last_code(mailoutbox):
    return re.search(r"^\d{4}-\d{4}$", mailoutbox[-1].body, re.MULTILINE).group()


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_code_works_once(client, mailoutbox):
    ask(client)
    code = last_code(mailoutbox)
    client.post(CONFIRM, {"code": code})
    was_in = is_signed_in(client)
    client.post("/accounts/logout/")
    ask(client)

    client.post(CONFIRM, {"code": code})

    assert was_in
    assert not is_signed_in(client)


def test_a_code_works_only_in_the_browser_that_asked_for_it(client, mailoutbox):
    ask(client)
    code = last_code(mailoutbox)
    other = Client()
    other.post(CONFIRM, {"code": code})
    ask(other, "nobody@example.org")
    other.post(CONFIRM, {"code": code})

    assert not is_signed_in(other)
    client.post(CONFIRM, {"code": code})
    assert is_signed_in(client)


@pytest.mark.parametrize(("minutes", "works"), [(9, True), (11, False)])
def test_a_code_lasts_ten_minutes(client, mailoutbox, minutes, works):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        ask(client)

    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        client.post(CONFIRM, {"code": last_code(mailoutbox)})

    assert is_signed_in(client) is works


def test_three_wrong_codes_make_the_right_one_worthless(client, mailoutbox):
    ask(client)
    code = last_code(mailoutbox)

    for _try in range(3):
        client.post(CONFIRM, {"code": "0000-0000"})
    client.post(CONFIRM, {"code": code})

    assert not is_signed_in(client)


def test_codes_are_eight_digits_and_differ(client, mailoutbox):
    """26 bits, of which three may be tried."""
    for number in range(3):
        ask(Client(REMOTE_ADDR=f"10.0.0.{number}"))

    codes = {re.search(r"^\d{4}-\d{4}$", mail.body, re.MULTILINE).group() for mail in mailoutbox}
    assert len(codes) == len(mailoutbox) == 3


def test_one_address_gets_three_codes_a_minute_from_however_many_machines(mailoutbox):
    for number in range(20):
        ask(Client(REMOTE_ADDR=f"10.0.1.{number}"))

    assert len(mailoutbox) == 3


def test_a_made_up_origin_gets_no_more_tries(mailoutbox):
    for number in range(20):
        Client().post(
            "/accounts/login/",
            {"login": "ana@example.org"},
            headers={"X-Forwarded-For": f"10.0.2.{number}"},
        )

    assert len(mailoutbox) == 3


def test_the_count_is_kept_where_every_process_sees_it(client, mailoutbox):
    """In the database: the memory of one process would give each process tries of its own."""
    ask(client)

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache")
        (kept,) = cursor.fetchone()
    assert kept > 0


def test_too_many_tries_are_answered_by_a_page_of_ours(client, ana):
    client.force_login(ana)

    for number in range(11):
        said = {"email": f"new{number}@example.org", "action_add": ""}
        answer = client.post("/accounts/email/", said)

    assert answer.status_code == 429
    assert "<h1>That was tried too often." in answer.text


def test_known_and_unknown_addresses_are_answered_alike(mailoutbox):
    """Same status, same place, same page, a message each."""
    known, unknown = Client(), Client()

    answers = [ask(known), ask(unknown, "nobody@example.org")]
    pages = [re.sub(r'value="\w{64}"|\S+@example.org', "", each.get(CONFIRM).text)
             for each in (known, unknown)]  # fmt: skip

    assert len({(each.status_code, each.headers["Location"]) for each in answers}) == 1
    assert pages[0] == pages[1]
    assert len(mailoutbox) == 2


def test_wrong_codes_are_answered_alike_for_known_and_unknown(mailoutbox):
    known, unknown = Client(), Client()
    ask(known)
    ask(unknown, "nobody@example.org")

    pages = [
        re.sub(r'value="\w{64}"|\S+@example.org', "", each.post(CONFIRM, {"code": "1"}).text)
        for each in (known, unknown)
    ]

    assert pages[0] == pages[1]


def test_the_key_of_the_session_changes_at_signing_in(client, mailoutbox):
    ask(client)
    before = client.session.session_key

    client.post(CONFIRM, {"code": last_code(mailoutbox)})

    assert client.session.session_key != before
    assert len(client.session.session_key) == 32  # of 36 letters: 165 bits


def test_a_key_that_was_signed_out_opens_nothing(client, ana):
    client.force_login(ana)
    kept = client.cookies["session"].value
    client.post("/accounts/logout/")
    again = Client()
    again.cookies["session"] = kept

    assert again.get("/me/").status_code == 302


def test_somebody_who_may_not_sign_in_any_more_is_out_at_once(client, ana):
    client.force_login(ana)
    before = client.get("/me/").status_code

    ana.is_active = False
    ana.save()

    assert (before, client.get("/me/").status_code) == (200, 302)


def test_the_cookie_is_for_this_host_alone_and_no_script_reads_it(client, ana, settings):
    settings.SESSION_COOKIE_SECURE = True
    client.force_login(ana)
    client.get("/me/")

    cookie = client.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["domain"] == ""


def test_the_next_page_is_always_one_of_ours(client, ana, mailoutbox):
    for target in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"]:
        client.post(f"/accounts/login/?next={target}", {"login": "ana@example.org"})
        answer = client.post(f"{CONFIRM}?next={target}", {"code": last_code(mailoutbox)})
        assert "evil" not in answer.headers.get("Location", "")
        assert "javascript" not in answer.headers.get("Location", "")
        cache.clear()
        client.post("/accounts/logout/")


def test_a_code_in_the_address_counts_for_nothing(client, mailoutbox):
    """Only what is posted does, so that it stands in no history and no log."""
    ask(client)

    client.post(f"{CONFIRM}?code={last_code(mailoutbox)}", {"code": "0000-0000"})
    client.get(f"{CONFIRM}?code={last_code(mailoutbox)}")

    assert not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_new_way_to_sign_in_is_told_by_mail(client, ana, mailoutbox):
    client.force_login(ana)
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]

    with time_machine.travel(timezone.now(), tick=False):
        counter = next(iter(yield_hotp_counters_from_time()))
        code = format_hotp_value(hotp_value(secret, counter))
        client.post("/accounts/2fa/totp/activate/", {"code": code})

    assert ana.authenticator_set.filter(type="totp").exists()
    assert {tuple(mail.to) for mail in mailoutbox} == {("ana@example.org",)}
