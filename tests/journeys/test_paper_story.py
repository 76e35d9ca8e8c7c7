"""Somebody without e-mail, internet or smartphone: written to by post, answering on paper."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from meetings import planning
from notices import paper_codes
from notices.models import Delivery, PaperForm, State
from partners.models import Channel
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.journeys.conftest import DESK
from tests.meetings.world import AT, World
from tests.papers import words_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_letter_goes_out_and_its_form_comes_back(somebody, tmp_path):
    partnership = PartnershipFactory()
    maya = MembershipFactory(partnership=partnership, facilitator=True, person__name="Maya")
    sam = MembershipFactory(
        partnership=partnership, person__name="Sam", person__language="es", person__email=None,
        person__channel=Channel.POST, person__postal_address="Sam Paz\n12 Mill Lane",
    )  # fmt: skip
    world = World()
    world.partnership, world.facilitator = partnership, maya
    meeting = world.draft((now() + timedelta(days=20)).date(), AT)
    planning.plan(meeting, by=maya, now=now())
    page = somebody(maya.person, size=DESK)

    page.goto(f"/p/{partnership.slug}/letters/")
    said = words_of(printed(page), tmp_path)
    page.reload()
    page.get_by_role("button", name="I posted it").click()
    expect(page.locator("main")).to_contain_text("on its way by post")
    expect(page.locator("main")).to_contain_text("Nobody waits for a letter.")

    code = PaperForm.objects.get(membership=sam).code
    assert paper_codes.grouped(code) in said
    assert "Sus respuestas" in said
    other = next(letter for letter in paper_codes.ALPHABET if letter != code[0])
    type_in(page, partnership, other + code[1:])
    expect(page.locator("main")).to_contain_text("One character is wrong, or two changed places.")
    type_in(page, partnership, paper_codes.grouped(code).lower())
    expect(page.locator("h1")).to_have_text("Sam")
    page.get_by_text("1. I will be there").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("1 answer is saved.")

    page.goto(meeting.get_absolute_url())
    expect(page.locator("main")).to_contain_text("written down by Maya")
    told = Delivery.objects.filter(notice__person=sam.person, notice__kind="receipt")
    assert [(each.channel, each.state) for each in told] == [(Channel.POST, State.PENDING)]


def printed(page):
    """The PDF behind the first button, which a browser shows in a window that tests cannot read."""
    button = page.get_by_role("button", name="Print")
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    response = page.request.post(
        button.get_attribute("formaction"), form={"csrfmiddlewaretoken": token, "phone": ""}
    )
    return response.body()


def type_in(page, partnership, code):
    page.goto(f"/p/{partnership.slug}/paper/")
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name="Go on").click()
