"""Nothing that somebody writes in their journal is lost, in a real browser."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Error, expect

from partners.sessions import SessionStore
from reflections import journaling, unlocking
from reflections.models import Draft
from tests.factories import MembershipFactory
from tests.reflections.journals import PIN, begin, now, write
from tests.servers import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SENTENCES = {
    "en": "I said it today, 7 of 12 - “and then?” they asked. 🌱\n",
    "ar": "قلتُها اليوم، ٧ من ١٢ - «وماذا بعد؟» سألوني. 🌱\n",
}


def long_text(language):
    """As many characters as an entry may have."""
    numbered = "".join(f"{number} {SENTENCES[language]}" for number in range(1000))
    return numbered[: journaling.LIMIT - 1] + "."


@pytest.fixture(params=["en", "ar"])
def writer(request, somebody, live_server):
    """Somebody who reads in one language and has their journal open, in a browser."""
    return Writer(request.param, long_text(request.param), somebody, live_server)


class Writer:
    def __init__(self, language, text, somebody, live_server):
        self.member = MembershipFactory(person__language=language)
        self.somebody, self.url = somebody, live_server.url
        self.text = text

    def opens_a_page(self, **kwargs):
        begin(self.member.person)
        self.page = self.somebody(self.member.person, opens_journal=True, **kwargs)
        self.context = self.page.context
        self.page.goto(f"/p/{self.member.partnership.slug}/journal/write/")

    def types(self, text):
        self.page.locator("#id_words").fill(text)

    def saves(self):
        self.page.locator("#writing button.button").first.click()

    def signs_in_again(self):
        client = Client()
        client.force_login(self.member.person)
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        self.context.add_cookies([{"name": name, "value": value, "url": self.url}])

    def opens_the_journal(self):
        self.page.locator("#id_pin").fill(PIN)
        self.page.locator("main form button").first.click()

    def kept(self):
        """What stands in the journal in the end."""
        expect(self.page).to_have_url(re.compile(r"/me/journal/[0-9a-f-]{36}/$"))
        assert not Draft.objects.exists()
        return [self.compared(entry.words) for entry in journaling.entries_of(self.member)]

    def reads(self, field):
        """How much of what was typed stands in a field."""
        return self.compared(self.page.locator(field).input_value())

    def compared(self, text):
        """Say how much of what was typed this is, without filling the screen with it."""
        if text == self.text:
            return "all of it"
        same = next(
            (i for i, (a, b) in enumerate(zip(text, self.text, strict=False)) if a != b), len(text)
        )
        return f"{len(text)} of {len(self.text)}, other from {same}: {text[same : same + 30]!r}"


def end_session(writer):
    Session.objects.all().delete()


def lose_session_cookie(writer):
    writer.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in_in_a_second_tab(writer):
    """What signing in again does to the tab before: another secret behind its token."""
    secret = {"name": settings.CSRF_COOKIE_NAME, "value": "a" * 32, "url": writer.url}
    writer.context.add_cookies([secret])


def sign_out_in_a_second_tab(writer):
    tab = writer.context.new_page()
    tab.goto("/accounts/logout/")
    tab.locator("main form button").click()
    tab.wait_for_url(lambda url: "logout" not in url)  # closed on its way, a tab may hang
    tab.close()


def lose_all_cookies(writer):
    writer.context.clear_cookies()


LOSSES = [
    end_session,
    lose_session_cookie,
    sign_in_in_a_second_tab,
    sign_out_in_a_second_tab,
    lose_all_cookies,
]


@pytest.mark.parametrize("lose", LOSSES)
def test_words_outlive_a_lost_session(writer, lose):
    writer.opens_a_page()
    writer.types(writer.text)

    lose(writer)
    writer.saves()
    if lose is not sign_in_in_a_second_tab:
        expect(writer.page.locator("#again")).to_be_visible()
        writer.signs_in_again()
        writer.page.locator("#again a").click()
        writer.opens_the_journal()
        assert writer.reads("#id_words") == "all of it"
        writer.saves()

    assert writer.kept() == ["all of it"]


WITHOUT_SCRIPT = list(zip(["en", "ar", "en", "ar", "en"], LOSSES, strict=True))


@pytest.mark.parametrize(("writer", "lose"), WITHOUT_SCRIPT, indirect=["writer"])
def test_words_outlive_a_lost_session_without_script(writer, lose):
    writer.opens_a_page(script=False)
    writer.types(writer.text)

    lose(writer)
    writer.saves()
    assert writer.reads("main textarea") == "all of it"
    if lose is not sign_in_in_a_second_tab:
        writer.signs_in_again()
    writer.page.locator("main form button").click()
    if lose is not sign_in_in_a_second_tab:
        writer.opens_the_journal()
        assert writer.reads("#id_words") == "all of it"
        writer.saves()

    assert writer.kept() == ["all of it"]


# Offline, two windows, and being away

PLANTED = "what nobody else may read"


@pytest.fixture
def rosa(somebody, live_server):
    """Somebody with an open journal in which a short text is being written."""
    return Writer("es", PLANTED, somebody, live_server)


def on_the_device(page):
    """All that the page keeps on the device, as text; nothing while it makes way for another."""
    try:
        return page.evaluate("JSON.stringify(Object.entries(localStorage))")
    except Error as error:
        if "navigation" not in error.message:
            raise
        return ""


def lock_all():
    """As after a quarter of an hour without a request."""
    for session in Session.objects.all():
        store = SessionStore(session.session_key)
        unlocking.close(store)
        store.save()


def test_words_written_offline_for_two_hours_arrive_once(rosa):
    rosa.opens_a_page()
    rosa.page.clock.install()

    rosa.context.set_offline(True)
    rosa.types(PLANTED)
    rosa.saves()
    expect(rosa.page.locator("#kept")).not_to_be_empty()
    rosa.page.clock.fast_forward("02:00:00")
    lock_all()
    kept_here = on_the_device(rosa.page)
    rosa.context.set_offline(False)
    rosa.opens_the_journal()
    rosa.saves()

    assert rosa.kept() == ["all of it"]
    assert "journal:" in kept_here
    assert not any(word in kept_here for word in PLANTED.split())
    assert on_the_device(rosa.page) == "[]"


def test_words_of_a_page_that_was_closed_offline_are_taken_up_by_the_next(rosa):
    rosa.opens_a_page()
    rosa.context.set_offline(True)
    rosa.types(PLANTED)
    wait_for(lambda: on_the_device(rosa.page) != "[]", "words to be kept on the device")

    rosa.page.close()
    rosa.context.set_offline(False)
    rosa.page = rosa.context.new_page()
    rosa.page.goto("/me/journal/")
    rosa.page.get_by_text(PLANTED).first.wait_for()

    assert [draft.words for draft in journaling.drafts_of(rosa.member)] == [PLANTED]
    wait_for(lambda: on_the_device(rosa.page) == "[]", "the device to forget them")


def test_a_draft_is_kept_by_itself_while_somebody_writes(rosa):
    rosa.opens_a_page()

    rosa.types(PLANTED)
    expect(rosa.page.locator("#kept")).not_to_be_empty()

    assert [draft.words for draft in journaling.drafts_of(rosa.member)] == [PLANTED]
    assert on_the_device(rosa.page) == "[]"


def test_a_second_window_shows_what_the_first_one_saved(rosa):
    begin(rosa.member.person)
    entry = write(rosa.member, "First.")
    rosa.page = rosa.somebody(rosa.member.person, opens_journal=True)
    rosa.page.goto(f"/me/journal/{entry.pk}/change/")
    journaling.change(
        rosa.member.person, entry.pk, "From the first window.", language="es", page=uuid4(),
        revision=entry.revision, now=now(),
    )  # fmt: skip

    rosa.types(PLANTED)
    rosa.saves()
    there = rosa.page.locator("#now-there").input_value()
    rosa.saves()

    assert there == "From the first window."
    assert rosa.kept() == ["all of it"]


@pytest.mark.parametrize("leave", ["lock now", "sign out"])
def test_leaving_keeps_the_words_and_leaves_nothing_on_the_device(rosa, leave):
    rosa.opens_a_page()
    rosa.context.set_offline(True)
    rosa.types(PLANTED)
    wait_for(lambda: on_the_device(rosa.page) != "[]", "words to be kept on the device")
    rosa.context.set_offline(False)

    if leave == "sign out":
        rosa.page.locator("details.menu summary").last.click()
        rosa.page.locator("form[action$='/logout/'] button").click()
    else:
        rosa.page.locator("form[data-leaves] button").click()
    rosa.page.wait_for_url(lambda url: "/write/" not in url)

    assert [draft.words for draft in journaling.drafts_of(rosa.member)] == [PLANTED]
    assert on_the_device(rosa.page) == "[]"


def test_a_page_left_open_locks_itself(rosa):
    begin(rosa.member.person)
    write(rosa.member, PLANTED)
    rosa.page = rosa.somebody(rosa.member.person, opens_journal=True)
    rosa.page.clock.install()
    rosa.page.goto("/me/journal/")
    rosa.page.get_by_text(PLANTED).first.wait_for()

    rosa.page.clock.fast_forward("15:00")
    rosa.page.locator("#id_pin").wait_for()

    assert PLANTED not in rosa.page.content()


def test_a_passkey_begins_a_journal_and_opens_it(rosa):
    page = rosa.page = rosa.somebody(rosa.member.person)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_PASSKEY})
    page.goto("/accounts/2fa/webauthn/add/")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)

    page.goto("/me/journal/open/")
    page.locator("#journal_passkey").click()
    page.wait_for_url("**/me/journal/")
    page.locator("form[data-leaves] button").click()
    page.locator("#journal_passkey").click()
    page.wait_for_url("**/me/journal/")

    assert unlocking.lock_of(rosa.member.person).pin == ""


VIRTUAL_PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
