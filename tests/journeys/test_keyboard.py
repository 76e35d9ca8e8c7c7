"""A person who uses the keyboard alone finds what waits, and answers it."""

import pytest
from playwright.sync_api import expect

from tests.factories import AttendanceFactory, MeetingFactory, MembershipFactory
from tests.journeys.conftest import DESK

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

FOCUS = """() => {
  const it = document.activeElement, style = getComputedStyle(it);
  return {text: it.textContent.trim().replace(/\\s+/g, ' '), value: it.value || '',
          seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2};
}"""


def tab_to(page, *, text="", value="", most=40):
    """Press Tab until what has the focus says `text` or has `value`; each stop must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["seen"], f"no ring around: {focus['text']}"
        if (text and focus["text"].startswith(text)) or (value and focus["value"] == value):
            return
    raise AssertionError(f"Tab never came to {text or value}.")


def test_answering_a_meeting_needs_no_mouse(somebody):
    rosa = MembershipFactory(person__language="en")
    attendance = AttendanceFactory(
        meeting=MeetingFactory(partnership=rosa.partnership), membership=rosa
    )
    page = somebody(rosa.person, size=DESK)
    page.goto(rosa.partnership.get_absolute_url())

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, text="Answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meetings/**")
    tab_to(page, value="yes")
    page.keyboard.press("Enter")

    expect(page.get_by_text("You will be there")).to_be_visible()
    attendance.refresh_from_db()
    assert attendance.rsvp == "yes"
