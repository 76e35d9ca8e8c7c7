"""Offer, ask, given, confirmed with its benefit: on a phone, two languages, also without script."""

import re
from datetime import time

import pytest
from django.test import Client
from playwright.sync_api import expect

from notices.models import Notice
from notices.rendering import render
from reflections.models import Exchange, Given
from tests.factories import MembershipFactory, PartnershipFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
AWAKE = {"person__quiet_from": time(0), "person__quiet_until": time(0)}
WORDS = {
    "es": {
        "ask": "¿Alguien me acompaña a la primera visita?", "note": "El martes puedo.",
        "offer": "Explico cartas sin palabras raras.", "thanks": "Gracias de corazón.",
        "benefit": "No tuve miedo de preguntar.",
    },
    "ar": {
        "ask": "هل يرافقني أحد في زيارتي الأولى؟", "note": "يناسبني يوم الثلاثاء.",
        "offer": "أشرح الرسائل بكلمات بسيطة.", "thanks": "شكرًا من القلب.",
        "benefit": "لم أخف من السؤال.",
    },
}  # fmt: skip


@pytest.fixture(params=["es", "ar"])
def language(request):
    return request.param


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request):
    return request.param


@pytest.fixture
def people(language):
    partnership = PartnershipFactory(languages=["en", "es", "ar"])
    fields = {"partnership": partnership, "person__language": language, **AWAKE}
    return (
        MembershipFactory(person__name="Layla", group="family", **fields),
        MembershipFactory(person__name="Grace", group="leader", **fields),
    )


def direction(language):
    return "rtl" if language == "ar" else "ltr"


def test_from_an_ask_to_what_it_was_good_for(people, somebody, language, script):
    layla, grace = people
    words = WORDS[language]
    here = f"/p/{layla.partnership.slug}"
    asker = somebody(layla.person, language=language, script=script)
    giver = somebody(grace.person, language=language, script=script)

    # Layla finds the page from "how it goes", and asks; only her group is shown.
    asker.goto(f"{here}/how-it-goes/")
    expect(asker.locator("html")).to_have_attribute("dir", direction(language))
    asker.locator(f'main a[href="{here}/exchanges/"]').click()
    asker.locator(f'a.button[href="{here}/exchanges/ask/"]').click()
    asker.fill("[name=said]", words["ask"])
    asker.select_option("[name=kind]", "time")
    asker.check("[name=principles][value=equity]")
    asker.check("[name=principles][value=personal]")
    asker.check("[name=shown_as_group]")
    asker.locator("main form.form button").click()
    expect(asker.locator(".said q span")).to_have_attribute("dir", direction(language))

    # A leader says yes, with a word, and learns who asked.
    giver.goto(f"{here}/exchanges/")
    expect(giver.locator("main")).not_to_contain_text("Layla")
    giver.get_by_role("link", name=re.compile(re.escape(words["ask"]))).click()
    giver.locator("main a.button").first.click()
    giver.fill("[name=note]", words["note"])
    giver.locator("main form.form button").click()
    expect(giver.locator("main")).to_contain_text("Layla")
    giver.locator("#gave + p + form button").click()

    # Layla is told in her language, opens the link without signing in, and says it helped.
    given = Given.objects.get()
    message = render(Notice.objects.get(kind="given_check", subject_id=given.pk))
    assert message.language == language
    link = re.search(r"(/a/\S+)", message.text)[1]
    anonymous = somebody(language="en", script=script)
    anonymous.goto(link)
    expect(anonymous.locator("html")).to_have_attribute("lang", language)
    anonymous.locator("button[value=helped]").click()
    expect(anonymous.locator(".note.ok")).to_be_visible()

    # On the page she says what it was good for, for all to read, and thank you.
    asker.goto(f"{here}/exchanges/given/{given.pk}/")
    expect(asker.locator("[name=answer][value=helped]")).to_be_checked()
    asker.fill("[name=benefit]", words["benefit"])
    asker.check("[name=shown_to][value=everyone]")
    asker.locator("#was-it-given form.form button").click()
    asker.fill("[name=thanks]", words["thanks"])
    asker.locator("#thank + form button").click()

    giver.goto(f"{here}/exchanges/given/")
    expect(giver.locator("main")).to_contain_text(words["benefit"])
    giver.locator("main .list a.button").click()
    expect(giver.locator("main")).to_contain_text(words["thanks"])
    given.refresh_from_db()
    assert (given.helped, given.benefit_language) == (True, language)
    assert given.benefit_shown_to == "everyone"


def test_an_offer_is_taken_up_and_its_mistakes_are_named(people, somebody, language, script):
    layla, grace = people
    words = WORDS[language]
    here = f"/p/{layla.partnership.slug}/exchanges"
    page = somebody(grace.person, language=language, script=script)

    page.goto(f"{here}/offer/")
    page.fill("[name=said]", words["offer"])
    page.locator("main form.form button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[name=said]")).to_have_value(words["offer"])
    page.check("[name=principles][value=reciprocity]")
    page.locator("main form.form button").click()
    expect(page.locator(".said")).to_contain_text(words["offer"])

    other = somebody(layla.person, language=language, script=script)
    other.goto(f"{here}/{Exchange.objects.get().pk}/")
    other.locator("main a.button").first.click()
    taken_back = Client()
    taken_back.force_login(grace.person)
    taken_back.post(f"{here}/{Exchange.objects.get().pk}/take-back/")
    other.fill("[name=note]", words["note"])
    other.locator("main form.form button").click()

    expect(other.locator("[role=status] .note.warn")).to_be_visible()
    expect(other.locator("[name=note]")).to_have_value(words["note"])
    assert not Given.objects.exists()
