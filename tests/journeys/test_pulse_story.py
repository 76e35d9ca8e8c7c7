"""A meeting is over, a message comes, five questions are answered from it. All parts are real."""

from datetime import time, timedelta

import pytest
from django.utils import timezone, translation
from playwright.sync_api import expect

from meetings.models import Attendance
from reflections.models import Pulse, PulseReply, Statement
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory
from tests.journeys.conftest import links_of, text_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
AT_ANY_HOUR = {"person__quiet_from": time(0), "person__quiet_until": time(0)}


@pytest.fixture
def meeting():
    """A meeting that ended four hours ago, to which people of three languages were asked."""
    partnership = PartnershipFactory(name_es="Una clínica", name_ar="عيادة واحدة")
    for name, language in [("Maya", "en"), ("Lucía", "es"), ("ليلى", "ar")]:
        MembershipFactory(
            partnership=partnership, person__name=name, person__language=language,
            person__email=f"{language}@mail.test", **AT_ANY_HOUR,
        )  # fmt: skip
    starts_at = timezone.now() - timedelta(hours=5, minutes=30)
    meeting = MeetingFactory(partnership=partnership, starts_at=starts_at)
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership=member) for member in partnership.memberships.all()
    )
    return meeting


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("ar", "rtl")])
def test_a_pulse_is_answered_from_its_message_on_a_phone_without_script(
    meeting, somebody, mailbox, worker, language, direction
):
    message = mailbox(f"{language}@mail.test").newest("/pulse/")
    assert message["Content-Language"] == language
    assert "clínica" not in text_of(message)
    (link,) = links_of(message, "pulse")

    phone = somebody(language="en", script=False)
    phone.goto(link)

    # Five questions in the person's language, on one page, and one sending.
    expect(phone.locator("html")).to_have_attribute("lang", language)
    expect(phone.locator("html")).to_have_attribute("dir", direction)
    expect(phone.locator("fieldset")).to_have_count(5)
    with translation.override(language):
        expect(phone.locator("fieldset").nth(1)).to_contain_text(str(Statement.SAFETY.label))
    too_wide = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert too_wide <= 0

    # Sent with nothing chosen, the page asks again; then two are answered and three left out.
    phone.locator("main form button").click()
    expect(phone.locator("[role=alert]")).to_be_visible()
    phone.check("[name=voice][value=yes]")
    phone.check("[name=support][value=not_needed]")
    phone.locator("main form button").click()
    expect(phone.locator(".note.ok")).to_be_visible()
    expect(phone.locator("fieldset")).to_have_count(0)

    # The link once more: it is answered, and nothing changes.
    again = somebody(language="en", script=False)
    again.goto(link)
    expect(again.locator(".note.ok")).to_be_visible()
    expect(again.locator("fieldset")).to_have_count(0)
    kept = PulseReply.objects.get(pulse=Pulse.objects.get(meeting=meeting))
    assert (kept.voice, kept.support, kept.safety) == ("yes", "not_needed", "")
