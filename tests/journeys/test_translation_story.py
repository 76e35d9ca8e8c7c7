"""A translation in browsers, from typing to reading, while the original changes in the middle."""

import pytest
from playwright.sync_api import expect

from meetings.models import Meeting
from partners.roles import Role
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory
from translations.models import Text, Translation

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def partnership():
    return PartnershipFactory(languages=["en", "ar"])


@pytest.fixture
def member(partnership):
    def make(language, *, also=(), **kwargs):
        return MembershipFactory(
            partnership=partnership, person__language=language, person__also_reads=list(also),
            **kwargs,
        )  # fmt: skip

    return make


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_translation_whose_original_changes_in_the_middle(somebody, member, partnership, script):
    ana = member("en", facilitator=True)
    amal = member("ar", also=["en"], role=Role.TRANSLATOR)
    tariq = member("en", also=["ar"])
    layla = member("ar")
    meeting = MeetingFactory(partnership=partnership, created_by=ana, title_en="Spring walk")

    page = somebody(amal.person, language="ar", script=script)
    page.goto(f"/p/{partnership.slug}/translations/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(f"a[href*='/{text_of(meeting).pk}/ar/']").first.click()
    words = page.locator("[name=words]")
    expect(words).to_have_attribute("dir", "rtl")
    type_words(page, "نزهة الربيع", script)
    assert kept(meeting) == "نزهة الربيع"
    seen_by_layla = somebody(layla.person, language="ar")
    seen_by_layla.goto(meeting.get_absolute_url())
    expect(seen_by_layla.locator("h1")).to_contain_text("Spring walk")

    change_title(somebody(ana.person), meeting, "Summer walk")
    page.locator("[value=hand_in]").click()
    expect(page.locator("del")).to_contain_text("Spring")
    expect(page.locator("ins")).to_contain_text("Summer")
    expect(words).to_have_value("نزهة الربيع")
    type_words(page, "نزهة الصيف", script)
    page.locator("[value=hand_in]").click()
    page.wait_for_url("**/translations/**")
    seen_by_layla.reload()
    expect(seen_by_layla.locator("h1")).to_have_text("نزهة الصيف")

    checks = somebody(tariq.person)
    checks.goto(f"/p/{partnership.slug}/translations/{text_of(meeting).pk}/ar/")
    expect(checks.locator("[lang=ar].prose")).to_have_text("نزهة الصيف")
    checks.get_by_role("button", name="It says the same: it is right").click()
    expect(checks.locator("main")).to_contain_text("Checked by")
    row = Translation.objects.get(text=text_of(meeting), language="ar")
    assert (row.state, row.written_by, row.approved_by) == ("approved", amal, tariq)

    change_title(somebody(ana.person), meeting, "Autumn walk")
    checks.goto(f"/p/{partnership.slug}/translations/")
    expect(checks.locator("main")).to_contain_text("2 people read words that have changed since.")
    row.refresh_from_db()
    assert row.is_out_of_date(text_of(meeting))


def test_what_is_typed_without_a_line_is_kept_when_it_is_back(somebody, member, partnership):
    amal = member("ar", also=["en"], role=Role.TRANSLATOR)
    meeting = MeetingFactory(partnership=partnership, title_en="Spring walk")
    page = somebody(amal.person, language="en")
    page.goto(f"/p/{partnership.slug}/translations/{text_of(meeting).pk}/ar/write/")
    page.context.set_offline(True)
    page.locator("[name=words]").press_sequentially("نزهة")
    says(page, "offline")
    assert kept(meeting) == ""

    page.context.set_offline(False)

    says(page, "kept")
    assert kept(meeting) == "نزهة"


def test_what_somebody_else_keeps_meanwhile_stops_the_typing_from_being_kept(
    somebody, member, partnership
):
    amal, badr = (member("en", also=["ar"], role=Role.TRANSLATOR) for _each in range(2))
    meeting = MeetingFactory(partnership=partnership, title_en="Spring walk")
    address = f"/p/{partnership.slug}/translations/{text_of(meeting).pk}/ar/write/"
    page, other = somebody(amal.person), somebody(badr.person)
    page.goto(address)
    other.goto(address)
    type_words(other, "أولًا", script=True)

    page.locator("[name=words]").press_sequentially("ثانيًا")
    says(page, "stopped")
    assert kept(meeting) == "أولًا"
    page.locator("[value=keep]").click()

    expect(page.locator("[name=words]")).to_have_value("ثانيًا")
    expect(page.locator("main")).to_contain_text("أولًا")


def type_words(page, words, script):
    page.locator("[name=words]").fill(words)
    if script:
        says(page, "kept")
    else:
        page.locator("[value=keep]").click()


def says(page, what):
    line = page.locator("#kept")
    expect(line).to_have_text(line.get_attribute(f"data-{what}"), timeout=20_000)


def change_title(page, meeting, title):
    page.goto(f"{meeting.get_absolute_url()}change/")
    page.locator("[name=title_en]").fill(title)
    page.locator("main form .button:not(.quiet)").last.click()
    page.wait_for_url(f"**{meeting.get_absolute_url()}")
    assert Meeting.objects.get(pk=meeting.pk).title_en == title


def text_of(meeting):
    return Text.objects.about(meeting).get(field="title")


def kept(meeting):
    row = Translation.objects.filter(text=text_of(meeting), language="ar").first()
    return row.kept if row else ""
