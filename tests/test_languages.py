"""Pages in other languages: nothing is left in English, and all says which language it is.

That each sentence is translated into each language is for tests/test_catalogs.py to say. What is
left to go wrong is a sentence that no catalog holds, or that is said in the wrong language: one
language shows it as well as nine. So each page is read in two, drawn anew for each page and run:
a run has all nine, and the same seed (`--randomly-seed`) draws the same again.
"""

import random

import pytest
from django.conf import settings

from dashboards import months, snapshots
from partners.languages import CODES, direction
from partners.models import Person
from tests.addresses import World
from tests.factories import MembershipFactory, PartnershipFactory, ProgrammeLeaderFactory, now
from tests.reflections.journals import open_journal
from tests.speaking import Texts, english_in
from tests.test_access import READABLE, address_of

pytestmark = [pytest.mark.django_db, pytest.mark.sweep]

TRANSLATED = [code for code in CODES if code != settings.LANGUAGE_CODE]
EACH = 2  # languages a page is read in
APPS = sorted({name.partition(":")[0] for name in READABLE})


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

    read = [(language, name) for name in addresses for language in random.sample(TRANSLATED, EACH)]
    left = {}
    for language in TRANSLATED:
        Person.objects.update(language=language)  # links speak the language of whose they are
        for name in [name for drawn, name in read if drawn == language]:
            page = client.get(addresses[name], follow=True)
            html = page.content.decode()
            assert f'<html lang="{language}" dir="{direction(language)}"' in html, (name, language)
            if found := english_in(Texts(html).found, language):
                left[name, language] = found

    assert left == {}
