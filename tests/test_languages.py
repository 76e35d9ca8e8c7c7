"""Every page in every language: nothing is left in English, and all says which language it is."""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import to_locale

from dashboards import months, snapshots
from partners.languages import CODES, direction, name_of, own_name
from partners.models import Person
from tests.addresses import World
from tests.factories import MembershipFactory, PartnershipFactory, ProgrammeLeaderFactory, now
from tests.reflections.journals import open_journal
from tests.test_access import READABLE, address_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROOT = Path(__file__).parent.parent
TRANSLATED = [code for code in CODES if code != settings.LANGUAGE_CODE]
APPS = sorted({name.partition(":")[0] for name in READABLE})
PLACEHOLDER = re.compile(r"%\(|%s|\{")


class Texts(HTMLParser):
    """What people read on a page: texts, titles, labels of pictures; without blanks around them.

    What says that it is in another language, or is a name, is left out.
    """

    ATTRIBUTES = ("title", "alt", "aria-label", "placeholder")
    VOID = {"input", "img", "br", "hr", "meta", "link"}

    def __init__(self, html):
        super().__init__()
        self.found, self.foreign, self.open = [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = self.handle_startendtag(tag, attrs)
        if tag not in self.VOID:
            is_foreign = tag in {"script", "style", "code"} or (
                ("lang" in attrs and tag != "html") or attrs.get("translate") == "no"
            )
            self.open.append((tag, is_foreign))
            self.foreign += is_foreign

    def handle_startendtag(self, tag, attrs):
        attrs = dict(attrs)
        if not self.foreign:
            self.found += [attrs[name] for name in self.ATTRIBUTES if attrs.get(name)]
        return attrs

    def handle_endtag(self, tag):
        while self.open:
            name, was_foreign = self.open.pop()
            self.foreign -= was_foreign
            if name == tag:
                return

    def handle_data(self, data):
        if not self.foreign and (text := " ".join(data.split())):
            self.found.append(text)


@cache
def sentences_in_english(language):
    """Return our sentences that are another in a language."""
    path = ROOT / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        catalog = read_po(file)
    pairs = [
        (english, translated)
        for message in catalog
        if message.id
        for english, translated in (
            zip(message.id, message.string, strict=False)
            if message.pluralizable
            else [(message.id, message.string)]
        )
    ]
    same = {translated for _english, translated in pairs}
    same |= {name for code in CODES for name in (own_name(code), name_of(code, language))}
    return {
        " ".join(english.split())
        for english, translated in pairs
        if english != translated and not PLACEHOLDER.search(english)
    } - same


@pytest.fixture
def world():
    partnership = PartnershipFactory(languages=CODES)
    maya = MembershipFactory(partnership=partnership, facilitator=True)
    ProgrammeLeaderFactory(person=maya.person, programme=partnership.programme)
    snapshots.publish(partnership.programme_id, months.last_whole(now()), now())
    return World(partnership, maya)


@pytest.mark.parametrize("app", APPS)
def test_no_page_has_a_sentence_left_in_english(world, client, app):
    addresses = {
        name: address_of(name, world) for name in READABLE if name.partition(":")[0] == app
    }
    client.force_login(world.asker.person)
    open_journal(client, world.asker.person)

    left = {}
    for language in TRANSLATED:
        Person.objects.update(language=language)  # links speak the language of whose they are
        for name, address in addresses.items():
            page = client.get(address, follow=True)
            html = page.content.decode()
            assert f'<html lang="{language}" dir="{direction(language)}"' in html, (name, language)
            if found := sentences_in_english(language) & set(Texts(html).found):
                left[name, language] = found

    assert left == {}
