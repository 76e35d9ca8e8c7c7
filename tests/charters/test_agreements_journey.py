"""The story of a charter in a browser: written by three groups, translated, signed, changed."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from playwright.sync_api import expect

from charters import seals
from charters.models import Agreement, Signature, Version
from partners.models import WorkingRules
from partners.sessions import SessionStore
from tests.charters.agreeing import Table
from tests.charters.test_agreements_pages import PDF

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def as_(browser, live_server):
    """Opens a page of the site as somebody who is signed in."""
    contexts = []

    def open_as(membership, address):
        person = membership.person
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        context = browser.new_context(base_url=live_server.url)
        contexts.append(context)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
        context.add_cookies([{**cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(address)
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def table(transactional_db):
    return Table()


def test_a_charter_from_first_word_to_changed_promise(table, as_):
    facilitator = start_a_charter(table, as_)
    agreement = Agreement.objects.get()
    write_together(table, as_, agreement)
    stopped_by_a_gap(facilitator, table, as_, agreement)
    version = open_it(facilitator, agreement)
    four_sign_and_one_does_not_yet(table, as_, agreement, version)
    rules_hold(table)
    change_of_substance(table, as_, agreement)
    assert all(seals.verify(signature).is_good for signature in Signature.objects.all())


def submit(page, selector="main form button.button"):
    page.locator(selector).first.click()


def fill_language(page, field, code, words):
    """Write in one language of a form; its part may be folded."""
    box = page.locator(f"[name={field}_{code}]")
    if not box.is_visible():
        page.locator("details.language", has=box).locator("summary").click()
    box.fill(words)


def start_a_charter(table, as_):
    page = as_(table.maya, f"/p/{table.partnership.slug}/agreements/new/")
    for code, words in [("en", "How we work"), ("es", "Cómo trabajamos"), ("ar", "كيف نعمل")]:
        fill_language(page, "title", code, words)
    page.locator("[name=beginning][value=empty]").check()
    page.get_by_role("button", name="Start it").click()
    page.get_by_role("link", name="Add a section").click()
    for code, words in [("en", "Money"), ("es", "Dinero"), ("ar", "المال")]:
        fill_language(page, "title", code, words)
    page.get_by_role("button", name="Save").click()
    return page


def write_together(table, as_, agreement):
    """Three groups contribute: a clause, other words, a comment that somebody answers."""
    section = agreement.sections.get().get_absolute_url()
    rosa = as_(table.rosa, f"{section}clauses/new/")
    fill_language(rosa, "text", "es", "Pagamos antes del día.")
    fill_language(rosa, "text", "en", "We pay before the day.")
    submit(rosa, "form.form button.button")
    tom = as_(table.tom, section)
    tom.get_by_label("About").select_option(index=1)
    tom.get_by_label("Other words for this clause").check()
    tom.get_by_label("In your own words").fill("We pay a week before the day.")
    tom.get_by_role("button", name="Say it").click()
    layla = as_(table.layla, section)
    layla.locator("[name=text]").fill("والمواصلات؟")
    submit(layla, "form.form button.button")
    maya = as_(table.maya, section)
    maya.locator(".said", has_text="a week before").get_by_role("link").click()
    maya.get_by_label("We take it up", exact=True).check()
    maya.get_by_label("Why").fill("It is clearer.")
    maya.get_by_role("button", name="Answer").click()
    expect(maya.locator("main")).to_contain_text("We pay a week before the day.")
    expect(maya.locator("main")).to_contain_text("Taken up")


def stopped_by_a_gap(page, table, as_, agreement):
    """Nobody wrote the clause in Arabic yet, so it cannot open; then somebody does."""
    opening = f"{agreement.get_absolute_url()}draft/open/"
    page.goto(opening)
    expect(page.locator("main")).to_contain_text("missing in Arabic")
    assert page.get_by_role("button", name="Open it for signing").count() == 0
    section = agreement.sections.get()
    clause = section.clauses.get()
    layla = as_(table.layla, f"{section.get_absolute_url()}clauses/{clause.pk}/")
    fill_language(layla, "text", "ar", "ندفع قبل الموعد بأسبوع.")
    submit(layla, "form.form button.button")
    page.goto(f"{agreement.get_absolute_url()}draft/rules/")
    page.locator("[name=reading_days]").fill("12")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{agreement.get_absolute_url()}draft/terms/")
    page.locator("[name=needs_all][value=False]").check()
    page.locator("[name=needed_signatures]").fill("4")
    page.locator("[name=needed_lived_experience]").fill("2")
    page.get_by_role("button", name="Save").click()


def open_it(page, agreement):
    page.goto(f"{agreement.get_absolute_url()}draft/")
    nothing = page.get_by_role("button", name="My group has nothing to add")
    if nothing.count():
        nothing.click()
    page.goto(f"{agreement.get_absolute_url()}draft/open/")
    page.get_by_role("button", name="Open it for signing").click()
    expect(page.locator("h1")).to_have_text("Version 1")
    return agreement.versions.get()


def sign_in_browser(page):
    page.locator("[name=answer][value=signed]").check()
    page.locator("[name=understood][value=True]").check()
    submit(page, "#answer button.button")
    page.wait_for_url(re.compile(r"/agreements/\d+/$"))


def four_sign_and_one_does_not_yet(table, as_, agreement, version):
    address = f"{version.get_absolute_url()}sign/"
    table.david = table.member("David", group="payer")
    for member, words in [
        (table.rosa, "Dinero"), (table.layla, "ندفع قبل الموعد بأسبوع."), (table.maya, "Money"),
    ]:  # fmt: skip
        page = as_(member, address)
        expect(page.locator("article.version")).to_contain_text(words)
        sign_in_browser(page)
    unsure = as_(table.david, address)
    unsure.locator("[name=answer][value=not_yet]").check()
    unsure.locator("[name=because]").fill("I ask my office first.")
    submit(unsure, "#answer button.button")
    version.refresh_from_db()
    assert version.took_effect_at is None
    record = as_(table.maya, f"{version.get_absolute_url()}record/")
    record.locator("[name=member]").select_option(label="Tom")
    record.locator("[name=mode][value=paper]").check()
    record.locator("[name=answer][value=signed]").check()
    record.locator("[name=understood][value=True]").check()
    paper = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": PDF}
    record.locator("[name=scan]").set_input_files(paper)
    record.get_by_role("button", name="Write it down").click()
    record.wait_for_url(re.compile(r"/agreements/\d+/$"))
    expect(record.locator("main")).to_contain_text("In force since")
    expect(record.locator("main")).to_contain_text("I ask my office first.")
    expect(record.locator("main")).to_contain_text("Given on paper. Written down by Maya.")


def rules_hold(table):
    assert WorkingRules.objects.get(partnership=table.partnership).reading_days == 12


def change_of_substance(table, as_, agreement):
    """A change of substance asks everyone again, who proposed it too."""
    section = agreement.sections.get()
    clause = section.clauses.get()
    tom = as_(table.tom, f"{section.get_absolute_url()}clauses/{clause.pk}/")
    for code, words in [
        ("en", "We pay twice."),
        ("es", "Pagamos dos veces."),
        ("ar", "ندفع مرتين."),
    ]:
        fill_language(tom, "text", code, words)
    submit(tom, "form.form button.button")
    tom.goto(f"{agreement.get_absolute_url()}draft/propose/")
    tom.locator("[name=change_class][value=substance]").check()
    tom.get_by_role("button", name="Propose it").click()
    tom.get_by_role("button", name="I see it the same way").click()
    rosa = as_(table.rosa, agreement.get_absolute_url())
    rosa.locator("button[name=agrees][value=yes]").click()
    page = as_(table.maya, f"{agreement.get_absolute_url()}draft/open/")
    expect(page.locator("main")).to_contain_text("not heard yet are Payer.")
    david = as_(table.david, f"{agreement.get_absolute_url()}draft/")
    david.get_by_role("button", name="My group has nothing to add").click()
    page.goto(f"{agreement.get_absolute_url()}draft/open/")
    page.get_by_role("button", name="Open it for signing").click()
    expect(page.locator("h1")).to_have_text("Version 2")
    tom.goto(agreement.get_absolute_url())
    expect(tom.get_by_role("link", name="Read and answer")).to_be_visible()
    assert Version.objects.in_force().get().number == 1
    old = Signature.objects.get(membership=table.layla)
    layla = as_(table.layla, old.get_absolute_url())
    expect(layla.locator(".note.ok")).to_have_count(1)
