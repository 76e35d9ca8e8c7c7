"""A checkpoint, a break and the way back: on a phone, without script, in Spanish and in Arabic."""

from datetime import time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from playwright.sync_api import expect

from notices.models import Delivery
from tests.factories import EmailAddressFactory, MembershipFactory, PartnershipFactory
from tests.journeys.conftest import links_of, text_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def partnership():
    partnership = PartnershipFactory(
        name_en="One clinic", name_es="Una clínica", name_ar="عيادة واحدة",
        languages=["en", "es", "ar"],
    )  # fmt: skip
    MembershipFactory(partnership=partnership, facilitator=True)
    return partnership


@pytest.mark.parametrize(("language", "direction"), [("es", "ltr"), ("ar", "rtl")])
def test_asked_pausing_and_back(partnership, language, direction, somebody, mailbox, worker):
    rosa = MembershipFactory(
        partnership=partnership, joined_at=timezone.now() - relativedelta(months=5),
        person__email="rosa@mail.test", person__language=language,
        person__quiet_from=time(0), person__quiet_until=time(0),
    )  # fmt: skip
    EmailAddressFactory(user=rosa.person)
    inbox = mailbox("rosa@mail.test")

    # Five months after joining one message comes, in the language of who reads it.
    asked = inbox.newest("/a/")
    assert asked["Content-Language"] == language
    assert "One clinic" not in text_of(asked)

    # One tap on its link, without signing in, begins the break.
    phone = somebody(language="en", script=False)
    phone.goto(links_of(asked, "a")[0])
    expect(phone.locator("html")).to_have_attribute("dir", direction)
    phone.locator("button[name=answer][value=pause]").click()
    expect(phone.locator("button[value=pause]")).to_have_attribute("aria-pressed", "true")
    rosa.refresh_from_db()
    assert rosa.paused_at is not None

    # On the page: some words for oneself, one answer for the facilitators, and a day to be asked.
    own = somebody(rosa.person, language=language, script=False)
    own.goto(f"/p/{partnership.slug}/checkpoint/")
    expect(own.locator("html")).to_have_attribute("lang", language)
    own.check("[name=fit][value=partly]")
    own.fill("[name=helps]", "Menos reuniones" if language == "es" else "لقاءات أقل")
    own.check("[name=share_helps]")
    own.locator("form:has([name=helps]) button").click()
    expect(own.locator("[name=share_helps]")).to_be_checked()
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    own.fill("[name=ask_again_on]", day)
    own.locator("form:has([name=ask_again_on]) button").click()
    expect(own.locator("[name=ask_again_on]")).to_have_value(day)

    # That day has come: one gentle question, and one tap leads back.
    waiting = Delivery.objects.filter(notice__kind="checkpoint_return")
    waiting.update(next_try_at=timezone.now())
    again = inbox.newest("/a/", after=1)
    assert again["Content-Language"] == language
    phone.goto(links_of(again, "a")[0])
    phone.locator("button[name=answer][value=back]").click()
    expect(phone.locator("button[value=back]")).to_have_attribute("aria-pressed", "true")
    rosa.refresh_from_db()
    assert rosa.paused_at is None

    # A break that begins on the page ends there with one tap as well.
    own.goto(f"/p/{partnership.slug}/checkpoint/")
    own.locator("button[name=choice][value=pause]").click()
    own.locator("form[action$='/me/resume/'] button").first.click()
    rosa.refresh_from_db()
    assert rosa.paused_at is None
