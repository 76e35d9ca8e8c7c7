"""What a journey needs: people in browsers, and the mail they get."""

import re
import time
from email import message_from_bytes, policy

import pytest
from django.conf import settings as configured
from django.test import Client

from tests.reflections.journals import open_journal

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 900}


@pytest.fixture
def somebody(browser, live_server):
    """Open a browser of one's own: signed in, in a language, on a phone, with script or without."""
    contexts = []

    def open_browser(
        person=None, *, language="en", size=PHONE, script=True, scheme="light", opens_journal=False
    ):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size,
            locale=language,
            color_scheme=scheme,
            java_script_enabled=script,
        )
        contexts.append(context)
        if person:
            client = Client()
            client.force_login(person)
            if opens_journal:
                open_journal(client, person)
            name = configured.SESSION_COOKIE_NAME
            cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
            context.add_cookies([cookie])
        return context.new_page()

    yield open_browser
    for context in contexts:
        context.close()


class Mailbox:
    """What one address received."""

    def __init__(self, sink, address):
        self.sink, self.address = sink, address

    def newest(self, containing="", *, after=0, seconds=40):
        """Wait for a message whose text contains some words; return it."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for received in reversed(self.sink.to(self.address)[after:]):
                message = message_from_bytes(received.content, policy=policy.default)
                if containing in text_of(message):
                    return message
            time.sleep(0.2)
        raise AssertionError(f"No message to {self.address} with {containing!r} came.")


def text_of(message):
    return message.get_body(("plain",)).get_content()


def links_of(message, kind):
    """Return the paths of a message's links below /<kind>/."""
    return re.findall(rf"https?://[^/\s]+(/{kind}/\S*)", text_of(message))


@pytest.fixture
def mailbox(smtp_sink):
    return lambda address: Mailbox(smtp_sink, address)
