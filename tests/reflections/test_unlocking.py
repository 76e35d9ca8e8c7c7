"""What opens a journal: only what is the person's own. A mailed code never does."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from partners import vault
from reflections import journaling, unlocking
from reflections.models import JournalLock
from tests.factories import EmailAddressFactory, MembershipFactory
from tests.reflections.journals import PIN, begin, now, open_journal, write

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXP"
OPEN = reverse("reflections:open_journal")
MINE = reverse("reflections:my_journal")
NEW = reverse("reflections:new_journal")


@pytest.fixture(autouse=True)
def forgotten_tries():
    cache.clear()


@pytest.fixture
def rosa():
    """Somebody with an entry behind a PIN."""
    rosa = MembershipFactory()
    begin(rosa.person)
    write(rosa, "Only mine.")
    return rosa


@pytest.fixture
def signed_in(rosa):
    client = Client()
    client.force_login(rosa.person)
    return client


def is_open(client):
    return client.get(MINE).status_code == 200


def code_now():
    counter = list(counters())[len(list(counters())) // 2]
    return format_hotp_value(hotp_value(SECRET, counter))


# Beginning


def test_whoever_has_no_journal_chooses_a_pin_first(client):
    member = MembershipFactory()
    client.force_login(member.person)

    asked = client.get(reverse("reflections:journal", args=[member.partnership.slug]))
    began = client.post(asked.headers["Location"], {"new_pin": PIN, "again": PIN})

    assert began.headers["Location"].endswith("/journal/")
    assert is_open(client)


@pytest.mark.parametrize(
    ("pin", "again"),
    [
        *[
            (pin, pin)
            for pin in ["12345", "111111", "121212", "123456", "987654", "      ", "٠١٢٣٤٥"]
        ],
        ("246810", "246811"),
        ("246810", ""),
        ("", ""),
    ],
)
def test_a_pin_that_is_easily_guessed_or_mistyped_begins_nothing(client, pin, again):
    member = MembershipFactory()
    client.force_login(member.person)

    refused = client.post(OPEN, {"new_pin": pin, "again": again})

    assert refused.status_code == 200
    assert 'class="errors"' in refused.text
    assert unlocking.lock_of(member.person) is None


def test_a_journal_that_is_there_is_not_begun_again(rosa, signed_in):
    signed_in.post(OPEN, {"new_pin": "135792", "again": "135792"})

    assert not is_open(signed_in)
    assert not unlocking.begin(rosa.person, pin="135792")
    assert unlocking.is_right(unlocking.lock_of(rosa.person), PIN)


# Opening


@pytest.mark.parametrize("typed", [PIN, f" {PIN} ", "٢٤٦٨١٠", "２４６８１０"])
def test_the_right_pin_opens_in_any_digits(signed_in, typed):
    opened = signed_in.post(f"{OPEN}?next=/me/journal/write/", {"pin": typed})

    assert opened.headers["Location"] == "/me/journal/write/"
    assert is_open(signed_in)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_opening_leads_to_no_other_site(signed_in, address):
    opened = signed_in.post(f"{OPEN}?next={address}", {"pin": PIN})

    assert opened.headers["Location"] == MINE


def test_a_wrong_pin_does_not_open_and_is_not_shown_again(signed_in):
    refused = signed_in.post(OPEN, {"pin": "135792"})

    assert "135792" not in refused.text
    assert not is_open(signed_in)


def test_five_wrong_tries_close_the_door_for_a_quarter_of_an_hour(rosa, signed_in):
    with time_machine.travel(now(), tick=True) as clock:
        for _try in range(5):
            signed_in.post(OPEN, {"pin": "135792"})
        refused = signed_in.post(OPEN, {"pin": PIN})
        assert "quarter of an hour" in refused.text
        assert not is_open(signed_in)

        clock.shift(timedelta(minutes=16))
        signed_in.post(OPEN, {"pin": PIN})

        assert is_open(signed_in)


def test_tries_are_counted_across_sessions_and_without_a_name(rosa, signed_in):
    for _try in range(5):
        other = Client()
        other.force_login(rosa.person)
        other.post(OPEN, {"pin": "135792"})

    assert "quarter of an hour" in signed_in.post(OPEN, {"pin": PIN}).text


def test_the_right_pin_forgets_the_wrong_ones(signed_in):
    for pin in ["135792"] * 4 + [PIN] + ["135792"] * 4 + [PIN]:
        opened = signed_in.post(OPEN, {"pin": pin})

    assert opened.status_code == 302


def test_an_app_opens_once_it_was_accepted(rosa, signed_in):
    app = TOTP.activate(rosa.person, SECRET).instance
    signed_in.post(OPEN, {"code": code_now()})
    assert not is_open(signed_in)

    unlocking.accept(rosa.person, app)
    signed_in.post(OPEN, {"code": code_now()})

    assert is_open(signed_in)
    signed_in.post(reverse("reflections:lock_journal"))
    again = signed_in.post(OPEN, {"code": code_now()})
    assert "Wait for the next one" in again.text  # each code opens once


def test_an_app_may_begin_a_journal(client):
    member = MembershipFactory()
    app = TOTP.activate(member.person, SECRET).instance
    client.force_login(member.person)

    client.post(OPEN, {"code": code_now()})

    assert unlocking.lock_of(member.person) == unlocking.Lock("", (app.pk,))


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": 1}', "\0", "x" * 5000])
def test_a_broken_passkey_opens_nothing(rosa, signed_in, credential):
    passkey = Authenticator.objects.create(
        user=rosa.person, type="webauthn", data={"name": "Key", "credential": {}}
    )
    unlocking.accept(rosa.person, passkey)
    Authenticator.objects.filter(pk=passkey.pk).update(type="totp")  # no real key to describe

    refused = signed_in.post(OPEN, {"credential": credential})

    assert refused.status_code == 200
    assert not is_open(signed_in)


# Two people who share one mailbox


@pytest.fixture
def at_home(rosa, mailoutbox):
    """Somebody who reads the mailbox that Rosa's sign-in codes go to."""
    rosa.person.email = "familia@example.org"
    rosa.person.save()
    EmailAddressFactory(user=rosa.person)
    carmen = MembershipFactory(
        partnership=rosa.partnership, person__email=None,
        person__household_email="familia@example.org",
    )  # fmt: skip
    begin(carmen.person)
    write(carmen, "Carmen's.")
    client = Client()
    client.post("/accounts/login/", {"login": "familia@example.org"})
    code = re.search(r"^[\d -]{8,}$", mailoutbox[-1].body, re.MULTILINE).group()
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.get("/me/").status_code == 200
    return client


def test_a_mailed_code_opens_neither_journal(at_home, rosa):
    slug = rosa.partnership.slug

    for address in [MINE, f"/p/{slug}/journal/", "/me/journal/words.txt", "/me/journal/ways/"]:
        page = at_home.get(address, follow=True)
        assert page.redirect_chain[0][0].startswith(OPEN)
        assert "Only mine." not in page.text
        assert "Carmen" not in page.text


def test_a_mailed_code_resets_no_pin(at_home, rosa):
    for sent in [{"new_pin": "135792", "again": "135792"}, {"pin": ""}, {}]:
        at_home.post(OPEN, sent)
        at_home.post("/me/journal/ways/", sent)

    assert not is_open(at_home)
    assert unlocking.is_right(unlocking.lock_of(rosa.person), PIN)


def test_a_factor_added_after_a_mailed_code_opens_nothing(at_home, rosa):
    app = TOTP.activate(rosa.person, SECRET).instance

    at_home.post("/me/journal/ways/", {"factor": app.pk})
    at_home.post(OPEN, {"code": code_now()})

    assert not is_open(at_home)
    assert unlocking.lock_of(rosa.person).factors == ()


def test_a_mailed_code_destroys_nothing_while_the_author_can_open_it(at_home, rosa, signed_in):
    at_home.post("/me/journal/destroy/")
    at_home.post(NEW)
    at_home.post(NEW)
    warned = signed_in.post(OPEN, {"pin": PIN}, follow=True)

    assert "That is called off" in warned.text
    assert [each.words for each in journaling.entries_of(rosa)] == ["Only mine."]
    assert unlocking.lock_of(rosa.person).asked_at is None


# Closing


def test_an_open_journal_closes_when_it_is_not_used(rosa, signed_in):
    with time_machine.travel(now(), tick=True) as clock:
        open_journal(signed_in, rosa.person)
        for _quarter in range(3):
            clock.shift(timedelta(minutes=14))
            assert is_open(signed_in)

        clock.shift(timedelta(minutes=15))

        assert not is_open(signed_in)


def test_it_locks_at_once(rosa, signed_in):
    open_journal(signed_in, rosa.person)

    signed_in.post(reverse("reflections:lock_journal"))

    assert not is_open(signed_in)


def test_signing_out_locks_it_and_forgets_what_is_on_the_device(rosa, signed_in):
    open_journal(signed_in, rosa.person)

    left = signed_in.post("/accounts/logout/")
    signed_in.force_login(rosa.person)

    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_open(signed_in)


def test_an_open_journal_is_open_in_one_session_and_for_one_person(rosa, signed_in):
    open_journal(signed_in, rosa.person)
    elsewhere, other = Client(), MembershipFactory()
    elsewhere.force_login(rosa.person)
    begin(other.person)
    session = elsewhere.session
    unlocking.open_up(session, other.person, now())
    session.save()

    assert is_open(signed_in)
    assert not is_open(elsewhere)


def test_a_destroyed_journal_is_open_nowhere(rosa, signed_in):
    open_journal(signed_in, rosa.person)

    journaling.destroy(rosa.person)

    assert not is_open(signed_in)
    vault.erase(rosa.person)
    open_again = Client()
    open_again.force_login(rosa.person)
    assert not is_open(open_again)


# What opens it


def test_the_author_changes_the_pin(rosa, signed_in):
    open_journal(signed_in, rosa.person)

    signed_in.post("/me/journal/ways/", {"new_pin": "135792", "again": "135792"})

    lock = unlocking.lock_of(rosa.person)
    assert (unlocking.is_right(lock, "135792"), unlocking.is_right(lock, PIN)) == (True, False)


def test_the_author_accepts_an_app_of_their_own_only(rosa, signed_in):
    app = TOTP.activate(rosa.person, SECRET).instance
    other = TOTP.activate(MembershipFactory().person, SECRET).instance
    open_journal(signed_in, rosa.person)

    assert "authenticator" in signed_in.get("/me/journal/ways/").text.lower()
    signed_in.post("/me/journal/ways/", {"factor": other.pk})
    signed_in.post("/me/journal/ways/", {"factor": app.pk})

    assert unlocking.lock_of(rosa.person).factors == (app.pk,)
    assert "My authenticator app" in signed_in.get("/me/journal/ways/").text


def test_the_pin_is_stored_nowhere_in_plain_sight(rosa):
    row = JournalLock.objects.get()

    assert PIN.encode() not in bytes(row.sealed_words)
    assert PIN not in unlocking.lock_of(rosa.person).pin
    assert PIN not in repr(unlocking.lock_of(rosa.person))


# Starting anew


def test_a_forgotten_pin_gives_way_to_a_new_journal_after_three_days(rosa, signed_in):
    with time_machine.travel(now(), tick=True) as clock:
        signed_in.get(NEW)
        signed_in.post(NEW)
        assert "three days" not in signed_in.get(NEW).text
        clock.shift(timedelta(days=2, hours=23))
        signed_in.post(NEW)
        assert unlocking.lock_of(rosa.person)

        clock.shift(timedelta(hours=1))
        assert "destroyed for good" in signed_in.get(NEW).text
        signed_in.post(NEW)

    assert unlocking.lock_of(rosa.person) is None
    signed_in.post(OPEN, {"new_pin": "135792", "again": "135792"})
    assert "Only mine." not in signed_in.get(MINE).text


def test_whoever_has_no_journal_has_nothing_to_start_anew(client):
    member = MembershipFactory()
    client.force_login(member.person)

    assert client.post(NEW).headers["Location"] == OPEN
    unlocking.ask_to_start_anew(member.person, now=now())
    assert unlocking.lock_of(member.person) is None


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_the_lock_page_speaks_the_readers_language(language, client):
    member = MembershipFactory(person__language=language)
    client.force_login(member.person)

    page = client.get(OPEN)

    with translation.override(language):
        assert translation.gettext("Begin my journal") in page.text
