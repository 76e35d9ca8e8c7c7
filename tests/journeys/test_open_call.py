"""Somebody reads an open call in Spanish on a small phone and answers; then they are invited."""

import pytest
from playwright.sync_api import expect

from charters.models import CallAnswer
from partners.models import Invitation, SupportNeed
from tests.charters.calling import opened
from tests.factories import MembershipFactory, PartnershipFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SMALL_PHONE = {"width": 320, "height": 640}


def test_from_the_welcome_page_to_an_invitation(somebody):
    maya = MembershipFactory(partnership=PartnershipFactory(), facilitator=True)
    call = opened(maya, "en", "es", is_listed=True)

    page = somebody(language="es", size=SMALL_PHONE, script=False)
    read(page)
    answer(page)
    expect(page.locator("main")).to_contain_text("Gracias")
    thanks = page.url
    invite(somebody(maya.person, language="en"), call)

    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.language) == ("Ana Torres", "es")
    assert SupportNeed.objects.get().detail == "Cuidado de niños"
    assert bytes(CallAnswer.objects.get().sealed) == b""
    page.goto(thanks)
    expect(page.locator("h1")).to_have_text("Aquí ya no hay ninguna respuesta")


def read(page):
    page.goto("/")
    page.locator("main a[href='/calls/']").click()
    page.locator("main").get_by_text("Pruebe nuestras cartas").click()
    expect(page.locator("main")).to_contain_text("Dos horas al mes.")
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]


def answer(page):
    page.locator("a[href*='/answer/']").click()
    page.locator("[name=name]").fill("Ana Torres")
    page.locator("form.form button").click()
    expect(page.locator("[name=name]")).to_have_value("Ana Torres")
    page.locator("[name=phone]").fill("+34 600 123 456")
    page.locator("[name=needs]").fill("Cuidado de niños")
    page.locator("form.form button").click()


def invite(page, call):
    page.goto(call.get_absolute_url())
    page.locator("a[href$='/invite/']").click()
    expect(page.locator("[name=name]")).to_have_value("Ana Torres")
    expect(page.locator("select[name=language]")).to_have_value("es")
    page.locator("select[name=group]").select_option("patient")
    page.locator("form.form button").click()
    expect(page.locator("main")).to_contain_text("Ana Torres")
