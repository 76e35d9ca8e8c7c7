"""The quiet timer counts by itself, in a browser without script."""

from datetime import timedelta

import pytest

from tests.factories import AgendaItemFactory, MeetingFactory, MembershipFactory, now
from tests.journeys.conftest import DESK

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

VISIBLE = """() => [...document.querySelectorAll(".timer text")]
  .filter((text) => getComputedStyle(text).visibility === "visible")
  .map((text) => text.firstChild.data)"""


def test_the_minutes_that_are_left_change_by_themselves(somebody):
    maya = MembershipFactory(facilitator=True)
    meeting = MeetingFactory(partnership=maya.partnership, created_by=maya)
    item = AgendaItemFactory(meeting=meeting, kind="reflect", minutes=10)
    page = somebody(maya.person, size=DESK)
    began = int((now() - timedelta(minutes=3, seconds=54)).timestamp())

    page.goto(f"{meeting.get_absolute_url()}agenda/{item.pk}/timer/?from={began}")
    before = page.evaluate(VISIBLE)
    page.wait_for_timeout(8000)

    assert before == ["7"]
    assert page.evaluate(VISIBLE) == ["6"]
    assert page.locator("script:not([src*=offline])").count() == 0
