"""Every page, as a facilitator with a full partnership sees it: accessible, whole, and alone."""

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders

from tests.addresses import World
from tests.factories import MembershipFactory, PartnershipFactory
from tests.journeys.conftest import DESK
from tests.test_access import OUR_VIEWS, address_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SMALL_PHONE = {"width": 320, "height": 640}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
LOOKS = [
    ("en", SMALL_PHONE, "light"),
    ("ar", SMALL_PHONE, "dark"),
    ("en", DESK, "dark"),
    ("ar", DESK, "light"),
]
NOT_PAGES = {"health", "meetings:ics", "meetings:download", "meetings:feed"} | {
    "reflections:export_text", "reflections:export_data",
    "charters:decisions_csv", "charters:decision_text", "charters:pdf", "charters:scan",
}  # fmt: skip
FIRST_VIEW = 14_600  # bytes: what a fresh connection carries in its first round trip


@pytest.fixture
def world():
    partnership = PartnershipFactory(name_ar="عيادة واحدة", languages=["en", "es", "ar"])
    maya = MembershipFactory(partnership=partnership, facilitator=True)
    return World(partnership, maya)


def readable(world):
    """Return (name, path) of every page that somebody can look at."""
    names = [name for name, view in OUR_VIEWS.items() if "GET" in view.methods]
    return [(name, address_of(name, world)) for name in names if name not in NOT_PAGES]


@pytest.mark.parametrize(("language", "size", "scheme"), LOOKS)
def test_every_page_is_accessible_and_fits(world, somebody, language, size, scheme):
    world.asker.person.language = language
    world.asker.person.save()
    page = somebody(
        world.asker.person, language=language, size=size, scheme=scheme, opens_journal=True
    )
    strangers = []
    page.on("request", lambda request: strangers.append(request.url))

    found = {}
    for name, path in readable(world):
        page.goto(path)
        violations = [
            f"{broken['id']}: {node['html'][:160]}"
            for broken in Axe().run(page, options=RULES).response["violations"]
            for node in broken["nodes"]
        ]
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if too_wide > 0:
            violations.append(f"{too_wide} px wider than the screen")
        if violations:
            found[name] = violations

    assert found == {}
    here = page.url.partition("/")[0] + "//" + page.url.split("/")[2]
    assert [url for url in strangers if not url.startswith((here, "data:"))] == []


@pytest.mark.parametrize("name", ["dashboards:partnership", "meetings:detail", "partners:join"])
def test_first_view_fits_into_the_first_round_trip(world, client, name):
    client.force_login(world.asker.person)
    page = client.get(address_of(name, world), {"language": "ar"}).content
    sheet = Path(finders.find("coprod.css")).read_bytes()

    size = len(gzip.compress(page)) + len(gzip.compress(sheet))

    assert size < FIRST_VIEW
