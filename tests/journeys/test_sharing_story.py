"""Write for oneself and share a passage, on a phone, with script and without."""

import re

import pytest
from playwright.sync_api import expect

from reflections import journaling, theming
from reflections.models import SharedPassage
from tests.factories import MembershipFactory, PartnershipFactory, now
from tests.reflections.journals import PIN

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WORDS = {
    "es": ("Hoy hablé de mi madre. Esto es solo mío.", "Hoy me escucharon, y por eso hablé."),
    "ar": ("اليوم تكلمت عن أمي. هذا لي وحدي.", "اليوم أصغوا إليّ، ولذلك تكلمت."),
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", WORDS)
def test_writing_for_oneself_and_sharing_a_passage(somebody, language, script):
    partnership = PartnershipFactory()
    rosa = MembershipFactory(partnership=partnership, person__language=language)
    tom = MembershipFactory(partnership=partnership, person__name="Tom")
    maya = MembershipFactory(partnership=partnership, facilitator=True)
    mine, theirs = WORDS[language]
    page = somebody(rosa.person, language=language, script=script)

    begin_to_write(page, partnership)
    question = pick_a_question(page)
    write(page, f"{theirs}\n\n{mine}")
    expect(page.locator("main")).to_contain_text(question)
    tag(page, "heard")
    share(page, theirs, tom)

    seen = somebody(tom.person, language="en", script=script)
    seen.goto(f"/p/{partnership.slug}/shared/")
    expect(seen.locator("main")).to_contain_text(theirs)
    expect(seen.locator(f'main [lang="{language}"]').first).to_have_text(theirs)
    assert mine not in seen.content()
    other = somebody(maya.person, language="en", script=script)
    other.goto(f"/p/{partnership.slug}/shared/")
    assert theirs not in other.content()
    take_back(page)
    seen.reload()
    assert theirs not in seen.content()

    assert bytes(SharedPassage.objects.get().sealed_words) == b""
    (written,) = journaling.entries_of(rosa)
    assert mine in written.words
    assert theming.themes_of(rosa, theming.month_of(now())) == {"heard"}


def begin_to_write(page, partnership):
    page.goto(f"/p/{partnership.slug}/how-it-goes/")
    page.locator("a[href$='/journal/']").click()
    page.locator("[name=new_pin]").fill(PIN)
    page.locator("[name=again]").fill(PIN)
    page.locator("form:has([name=new_pin]) button.button").click()
    page.locator("main a[href$='/journal/write/']").click()


def pick_a_question(page):
    page.locator("details.more summary").nth(1).click()
    chosen = page.locator("label", has=page.locator("[name=prompt][value=voices]"))
    chosen.click()
    return chosen.inner_text().strip()


def write(page, words):
    page.locator("[name=words]").fill(words)
    page.locator("form#writing button.button").last.click()
    page.wait_for_url(re.compile(r"/me/journal/[0-9a-f-]+/$"))


def tag(page, theme):
    page.locator(f"[name=themes][value={theme}]").check()
    page.locator("form:has([name=themes]) button.button").click()
    expect(page.locator(f"[name=themes][value={theme}]")).to_be_checked()


def share(page, words, reader):
    page.locator("form[action$='/shared/new/'] button.button").click()
    page.locator("[name=words]").fill(words)
    page.locator(f"[name=people][value='{reader.pk}']").check()
    page.locator("main form.form button.button").click()
    expect(page.locator(".said")).to_have_text(words)
    assert not SharedPassage.objects.exists()
    page.locator("button[name=step][value=share]").click()
    page.wait_for_url(re.compile(r"/shared/\d+/$"))


def take_back(page):
    page.locator("form[action$='/withdraw/'] button").click()
    page.wait_for_url(re.compile(r"/shared/$"))
