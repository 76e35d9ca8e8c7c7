"""The main job, end to end: invite, join, plan, be told, answer, see it. All parts are real."""

from datetime import time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from partners.roles import Role
from tests.factories import MembershipFactory, PartnershipFactory
from tests.journeys.conftest import DESK, links_of, text_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
IN_LA = {
    "person__timezone": "America/Los_Angeles",
    "person__quiet_from": time(0),
    "person__quiet_until": time(0),
}


@pytest.fixture
def maya():
    partnership = PartnershipFactory(
        name_en="One clinic", name_es="Una clínica", name_ar="عيادة واحدة",
        languages=["en", "es", "ar"], timezone="America/Los_Angeles",
    )  # fmt: skip
    return MembershipFactory(
        partnership=partnership, role=Role.FACILITATOR, person__email="maya@mail.test",
        person__language="en", **IN_LA,
    )  # fmt: skip


def test_a_meeting_is_planned_and_everyone_is_told_in_their_language(
    maya, somebody, mailbox, worker
):
    slug = maya.partnership.slug
    layla = MembershipFactory(
        partnership=maya.partnership, person__email="layla@mail.test", person__language="ar",
        **IN_LA,
    )  # fmt: skip
    office = somebody(maya.person, size=DESK)

    # Maya invites Lucía, in Spanish.
    office.goto(f"/p/{slug}/people/invite/")
    office.fill("[name=name]", "Lucía")
    office.select_option("select[name=language]", "es")
    office.check("[name=carrier][value=email]")
    office.fill("[name=email]", "lucia@mail.test")
    office.select_option("[name=group]", "patient")
    office.get_by_role("button", name="Invite", exact=True).click()
    expect(office.locator("body")).to_contain_text("Lucía")

    # Lucía joins on her phone, without script, and says what she needs.
    invitation = mailbox("lucia@mail.test").newest()
    assert invitation["Content-Language"] == "es"
    phone = somebody(language="es", script=False)
    phone.goto(links_of(invitation, "join")[0])
    phone.locator("a.button[hreflang=es]").click()
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    phone.fill("input[name=name]", "Lucía Vega")
    phone.check("[name=consent]")
    phone.locator("main form button").click()
    phone.check("[name=transport-is_needed]")
    phone.locator("main form button").click()
    phone.fill("main textarea", "Quiero que me escuchen.")
    phone.locator("main form button").click()
    phone.goto(f"/p/{slug}/")
    expect(phone.locator("h1")).to_contain_text("Una clínica")
    lucia = maya.partnership.memberships.get(person__email="lucia@mail.test").person
    assert (lucia.name, lucia.language) == ("Lucía Vega", "es")
    lucia.quiet_from = lucia.quiet_until = time(0)
    lucia.save()

    # Maya plans a meeting; three people read of it in three languages.
    office.goto(f"/p/{slug}/meetings/new/")
    for code, title in {
        "en": "First visit",
        "es": "Primera visita",
        "ar": "الزيارة الأولى",
    }.items():
        field = office.locator(f"[name=title_{code}]")
        field.evaluate("it => { let d = it.closest('details'); if (d) d.open = true; }")
        field.fill(title)
    office.fill("[name=local_date]", (timezone.localdate() + timedelta(days=30)).isoformat())
    office.fill("[name=local_time]", "17:30")
    office.fill("[name=place]", "Library")
    office.locator("form.plan button").first.click()
    expect(office.locator("h1")).to_contain_text("First visit")

    told = {
        "maya@mail.test": "Los Angeles time",
        "lucia@mail.test": "Los Ángeles",
        layla.person.email: "لوس انجلوس",
    }
    for address, zone in told.items():
        message = mailbox(address).newest("Library", after=1 if "lucia" in address else 0)
        assert zone in text_of(message)

    # Lucía answers from the message, without signing in.
    anonymous = somebody(language="en", script=False)
    planned = mailbox("lucia@mail.test").newest("Library", after=1)
    anonymous.goto(links_of(planned, "a")[0])
    expect(anonymous.locator("html")).to_have_attribute("lang", "es")
    anonymous.locator("button[name=answer][value=yes]").click()
    office.reload()
    expect(office.locator("body")).to_contain_text("Lucía Vega")

    # Maya shares something to read; Layla says on her own page that she could not open it.
    inbox = mailbox(layla.person.email)
    so_far = len(inbox.sink.to(inbox.address))
    office.goto(f"/p/{slug}/resources/new/")
    field = office.locator("[name=title_ar]")
    field.evaluate("it => { let d = it.closest('details'); if (d) d.open = true; }")
    field.fill("الخطة")
    office.select_option("select[name=language]", "ar")
    office.fill("[name=url]", "https://example.org/plan")
    office.locator("main form button.button").first.click()
    message = inbox.newest("/a/", after=so_far)
    reader = somebody(language="ar", script=False)
    reader.goto(links_of(message, "a")[0])
    expect(reader.locator("html")).to_have_attribute("dir", "rtl")
    reader.locator("button[name=answer][value=could_not]").click()

    # Maya sees it.
    office.goto(f"/p/{slug}/")
    expect(office.locator(".waits")).to_contain_text("reach them another way")
