"""Every message in every language: it speaks to whoever reads it, whoever acts and wherever.

All shipped languages by all shipped languages: the one that is active, as the actor's, and the one
of the recipient; each kind of message; mail in both parts, call sheet, text message. Of the actors
a few are drawn anew for each kind and run: over all kinds, each pair of languages comes up.
"""

import random
import re
from dataclasses import astuple

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from modeltranslation.translator import translator

from notices import kinds, outbox, rendering, short
from partners import texting
from partners.languages import CODES, direction, name_of
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.speaking import Texts, english_in
from translations.reading import set_text, written

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

TOKYO = "Asia/Tokyo"
ACTORS = 2  # of which each message is tried with
LINK = re.compile(r'href="([^"]+)"')
FOREIGN = re.compile(r'<(span|div) lang="([\w-]+)" dir="(\w+)">(?:.*?)</\1>([^<]*)', re.DOTALL)


@pytest.fixture(autouse=True)
def _texts(settings):
    settings.TEXTS = "console"


def reader(language, **kwargs):
    """A facilitator who reads `language`, may be told everything, and gets texts."""
    kwargs.setdefault("partnership", PartnershipFactory(languages=CODES))
    membership = MembershipFactory(
        facilitator=True, person__language=language, person__detail="full",
        person__phone="+12135550142", **kwargs,
    )  # fmt: skip
    texting.agree(membership.person, recorded_by=None, now=now())
    return membership


def examples(membership, language):
    """A notice of each kind, as its preview shows it."""
    for kind in kinds.all_kinds():
        with translation.override(language):  # what the example's people say, they say in it
            notice = outbox.example(kind, membership, language, now())
        assert notice is not None, f"{kind.name} has nothing to show"
        yield kind, notice


def spoken(kind, notice):
    """All that a notice says: to read, to read aloud, and on a phone."""
    said = [rendering.render(notice), rendering.render(notice, aloud=True)]
    if outbox.may_be_text(kind):
        said.append(short.write(notice))
    return [astuple(message) for message in said]


@pytest.mark.parametrize("language", CODES)
def test_whoever_acts_the_reader_gets_the_same_words(language):
    differing = []

    for kind, notice in examples(reader(language), language):
        found = {}
        for actor in random.sample(CODES, ACTORS):
            with translation.override(actor), timezone.override(TOKYO):
                found[actor] = spoken(kind, notice)
                assert translation.get_language() == actor
        if found != dict.fromkeys(found, spoken(kind, notice)):
            differing.append((kind.name, [*found]))

    assert differing == []


@pytest.mark.parametrize("language", [code for code in CODES if code != settings.LANGUAGE_CODE])
def test_no_message_has_english_left(language):
    left = {}

    for kind, notice in examples(reader(language), language):
        message = rendering.render(notice)
        aloud = rendering.render(notice, aloud=True)
        said = [message.subject, *Texts(message.html).found, *Texts(str(aloud.body)).found]
        if outbox.may_be_text(kind):
            said += short.write(notice).body.splitlines()
        assert f'<html lang="{language}" dir="{direction(language)}"' in message.html
        if found := english_in(said, language):
            left[kind.name] = found

    assert left == {}


def only_in(language, obj, seen):
    """Leave the texts of a thing, and of what it belongs to, in one language only."""
    if id(obj) in seen:
        return
    seen.add(id(obj))
    if type(obj) in translator.get_registered_models():
        for name in translator.get_options_for_model(type(obj)).fields:
            texts = written(obj, name)
            for code in texts:
                set_text(obj, name, code, "")
            if texts:
                set_text(obj, name, language, f"Zz-{name}")
    for related in obj._state.fields_cache.values():
        if related is not None:
            only_in(language, related, seen)


@pytest.mark.parametrize("language", CODES)
def test_words_in_another_language_say_so(language):
    source = "vi" if language != "vi" else "ht"
    fell_back, silent = set(), {}

    for kind, notice in examples(reader(language), language):
        only_in(source, notice.subject, set())
        only_in(source, notice.partnership, set())
        with translation.override(language):
            note = translation.gettext("in %(language)s") % {"language": name_of(source, language)}
        html = rendering.render(notice).html
        pieces = FOREIGN.findall(html)
        for _tag, code, way, after in pieces:
            if code == source:
                fell_back.add(kind.name)
                assert way == direction(source)
                assert after.startswith(f" ({note})"), (kind.name, after)
        if unmarked := re.findall(r".{30}Zz-\w+", FOREIGN.sub("", html)):
            silent[kind.name] = unmarked

    assert silent == {}
    assert len(fell_back) > 10


@pytest.mark.parametrize("language", CODES)
def test_links_of_a_message_lead_to_pages_in_the_same_language(language):
    membership = reader(language)
    actor = "ar" if language != "ar" else "es"
    opened = set()

    for _kind, notice in examples(membership, language):
        opened |= {
            link.removeprefix(settings.BASE_URL)
            for link in LINK.findall(rendering.render(notice).html)
            if link.startswith(settings.BASE_URL) and "/example/" not in link
        }

    assert len(opened) > 5
    for link in opened:
        client = Client(headers={"Accept-Language": actor})
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = actor
        if not re.match("/(a|pulse|unsubscribe)/", link):
            client.force_login(membership.person)
        page = client.get(link, follow=True)
        assert f'<html lang="{language}" dir="{direction(language)}"' in page.text, link
