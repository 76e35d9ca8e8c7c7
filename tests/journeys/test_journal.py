"""Nothing that somebody writes in their journal is lost, in a real browser."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from reflections import journaling
from reflections.models import Draft
from tests.factories import MembershipFactory
from tests.reflections.journals import PIN, begin

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
    return Writer(request.param, somebody, live_server)


class Writer:
    def __init__(self, language, somebody, live_server):
        self.member = MembershipFactory(person__language=language)
        self.somebody, self.url = somebody, live_server.url
        self.text = long_text(language)

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


@pytest.mark.parametrize("lose", LOSSES)
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
