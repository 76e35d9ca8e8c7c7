"""Every page, as a facilitator with a full partnership sees it: accessible, whole, and alone."""

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders

from dashboards import months, snapshots
from partners.languages import CODES
from partners.models import Person
from tests.addresses import World
from tests.factories import MembershipFactory, PartnershipFactory, ProgrammeLeaderFactory, now
from tests.journeys.conftest import DESK
from tests.test_access import READABLE, address_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SMALL_PHONE = {"width": 320, "height": 640}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "reporter": "no-passes",  # what is fine needs no description
}
LOOKS = {
    "en": [(SMALL_PHONE, "light"), (DESK, "dark")],
    "ar": [(SMALL_PHONE, "dark"), (DESK, "light")],
}
OTHERS = [code for code in CODES if code not in LOOKS]
# In each language; of the others, each in one.
KEY_PAGES = ["partners:welcome", "dashboards:home", "dashboards:partnership", "meetings:detail"]
KEY_PAGES += ["charters:agreement", "partners:join", "notices:answer", "partners:me"]
FIRST_VIEW = 14_600  # bytes: what a fresh connection carries in its first round trip


@pytest.fixture
def world():
    partnership = PartnershipFactory(name_ar="عيادة واحدة", languages=["en", "es", "ar"])
    maya = MembershipFactory(partnership=partnership, facilitator=True)
    ProgrammeLeaderFactory(person=maya.person, programme=partnership.programme)
    snapshots.publish(partnership.programme_id, months.last_whole(now()), now())
    return World(partnership, maya)


APPS = sorted({name.partition(":")[0] for name in READABLE})


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_accessible_and_fits(world, somebody, language, app):
    world.asker.person.language = language
    world.asker.person.save()
    page = somebody(world.asker.person, language=language, opens_journal=True)
    strangers = []
    page.on("request", lambda request: strangers.append(request.url))

    found = {}
    for name in filter(lambda name: name.partition(":")[0] == app, READABLE):
        page.goto(address_of(name, world))
        page.evaluate(AXE_SCRIPT)
        for size, scheme in LOOKS[language]:
            page.set_viewport_size(size)
            # Without motion: colours are not to be judged while they fade.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if faults := [*violations(page), *too_wide(page)]:
                found[name, size["width"], scheme] = faults

    assert found == {}
    here = page.url.partition("/")[0] + "//" + page.url.split("/")[2]
    assert [url for url in strangers if not url.startswith((here, "data:"))] == []


@pytest.mark.parametrize("language", OTHERS)
def test_pages_fit_on_a_small_phone_in_every_language(world, somebody, language):
    its_share = READABLE[OTHERS.index(language) :: len(OTHERS)]
    addresses = {name: address_of(name, world) for name in {*KEY_PAGES, *its_share}}
    Person.objects.update(language=language)  # links speak the language of whose they are
    page = somebody(world.asker.person, size=SMALL_PHONE, opens_journal=True)

    found = {}
    for name, address in addresses.items():
        page.goto(address)
        if faults := [*too_wide(page)]:
            found[name] = faults

    assert found == {}


def violations(page):
    """Yield what breaks a rule of accessibility, and where."""
    for broken in page.evaluate("rules => axe.run(rules)", RULES)["violations"]:
        for node in broken["nodes"]:
            yield f"{broken['id']}: {node['html'][:160]}"


def too_wide(page):
    excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if excess > 0:
        yield f"{excess} px wider than the screen"


@pytest.mark.parametrize(
    "name", ["dashboards:partnership", "meetings:detail", "partners:join", "charters:open_call"]
)
def test_first_view_fits_into_the_first_round_trip(world, client, name):
    client.force_login(world.asker.person)
    page = client.get(address_of(name, world), {"language": "ar"}).content
    sheet = Path(finders.find("coprod.css")).read_bytes()

    size = len(gzip.compress(page)) + len(gzip.compress(sheet))

    assert size < FIRST_VIEW
