"""A month of somebody without e-mail, internet or smartphone: by letter, by phone and on paper.

Every step is written down by somebody else, says so, comes back to her on paper in her language,
and can be changed; and at the end she finds all of it in an account of her own.
"""

import re
from datetime import time, timedelta

import pytest
from playwright.sync_api import expect

from charters.models import Position, Signature
from meetings import planning
from meetings.models import FollowUp, Meeting, Payment
from notices import answers, paper_codes
from notices.models import PaperQuestion
from notices.sending import send_due
from partners.models import Person
from partners.recorded import page_of
from tests.charters.agreeing import Table, opened
from tests.charters.deciding import propose_in
from tests.factories import FollowUpFactory, ResourceFactory, now
from tests.journeys.conftest import DESK
from tests.meetings.money import payment_of, set_rates, settled
from tests.papers import words_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_month_by_letter_by_phone_and_on_paper(somebody, tmp_path):
    table = Table(languages=("en", "es", "ar"))
    maya, slug = table.maya, table.partnership.slug
    here, office = f"/p/{slug}", somebody(maya.person, size=DESK)

    # A letter invites her, in Spanish. She calls and says yes.
    office.goto(f"{here}/people/invite/")
    office.fill("[name=name]", "Lucía Vega")
    office.select_option("select[name=language]", "es")
    office.check("[name=carrier][value=letter]")
    office.fill("[name=phone]", "+1 213 555 0142")
    office.select_option("[name=group]", "patient")
    office.get_by_role("button", name="Invite", exact=True).click()
    expect(office.locator("article.letter")).to_contain_text("Hola, Lucía Vega")
    office.goto(f"{here}/people/")
    office.get_by_role("link", name="They said yes by phone").click()
    expect(office.locator(".said [lang=es]")).to_contain_text("Sí, quiero participar")
    office.check("[name=channel][value=call]")
    office.check("[name=consent]")
    office.get_by_role("button", name="Write it down").click()
    expect(office.locator("h1")).to_have_text("Lucía Vega")
    lucia = table.partnership.memberships.get(person__name="Lucía Vega")
    assert (lucia.person.email, lucia.person.language) == (None, "es")
    Person.objects.filter(pk=lucia.person.pk).update(quiet_from=time(0), quiet_until=time(0))

    # What she needs, by phone.
    office.get_by_role("link", name="Write down a need").click()
    office.select_option("select[name=kind]", "large_print")
    office.get_by_role("button", name=re.compile("Write it down|Save")).first.click()
    expect(office.locator("main")).to_contain_text("Written down by Maya")

    # A meeting is planned, with something to read. The call sheet says it in both languages.
    meeting = Meeting(partnership=table.partnership, created_by=maya, timezone="UTC")
    meeting.title_en, meeting.title_es = "First visit", "Primera visita"
    meeting.set_wall_time((now() + timedelta(days=20)).date(), now().time().replace(microsecond=0))
    planning.plan(meeting, by=maya, now=now())
    send_due(now())
    call(office, here)
    expect(office.locator("main [lang=es]").first).to_contain_text("Lucía")
    expect(
        office.locator("summary").filter(has_text="The same in your language").first
    ).to_be_visible()
    choose(office, answers.get("r"), meeting.attendances.get(membership=lucia), "yes")
    office.check("[name=outcome][value=reached]")
    office.get_by_role("button", name="Save").click()
    expect(office.locator("main")).to_contain_text("Written down")
    office.goto(meeting.get_absolute_url())
    expect(office.locator("main")).to_contain_text("written down by Maya")

    # Her papers, in Spanish and large, with what was written down so far. She sends the form back.
    paper = words_of(printed(office, meeting, lucia), tmp_path)
    assert "Primera visita" in paper
    assert "Otras personas anotaron" in paper or "Lo que otras personas anotaron" in paper
    row = PaperQuestion.objects.filter(form__membership=lucia, letter="r").get()
    assert paper_codes.grouped(row.code) in paper
    office.goto(f"{here}/paper/")
    office.fill("[name=code]", row.code)
    office.get_by_role("button", name="Go on").click()
    office.locator(f"[name={field_of(answers.get('r'), row.object_id)}][value=no]").check()
    office.get_by_role("button", name="Save").click()
    meeting.refresh_from_db()
    assert meeting.attendances.get(membership=lucia).rsvp == "no"

    # Could she read it? She says so by phone.
    resource = ResourceFactory(partnership=table.partnership, meeting=meeting, shared_by=maya)
    FollowUpFactory(resource=resource, membership=lucia)
    office.goto(resource.get_absolute_url())
    office.get_by_text("Write down what somebody told you").click()
    form = office.locator(f"form[action$='/resources/{resource.pk}/record/']")
    form.locator("select[name=member]").select_option(str(lucia.pk))
    form.locator("[name=answer][value=opened]").check()
    form.get_by_role("button").click()
    expect(office.locator("main")).to_contain_text("Written down by Maya")
    assert FollowUp.objects.get(membership=lucia).recorded_by == maya

    # A decision and a signature, by phone.
    decision = propose_in(table.partnership, by=maya)
    office.goto(f"{decision.get_absolute_url()}record-position/")
    office.select_option("select[name=member]", str(lucia.pk))
    office.check("[name=stance][value=agree]")
    office.get_by_role("button", name="Write it down").click()
    expect(office.locator("main")).to_contain_text("Lucía Vega")
    version = opened(table)
    office.goto(f"{version.get_absolute_url()}record/")
    office.select_option("select[name=member]", str(lucia.pk))
    office.select_option("select[name=language]", "es")
    office.check("[name=answer][value=signed]")
    office.check("[name=understood][value=True]")
    office.check("[name=mode][value=phone]")
    office.get_by_role("button", name="Write it down").click()
    expect(office.locator("main")).to_contain_text("Lucía Vega")
    assert Position.objects.get(membership=lucia).recorded_by == maya
    assert Signature.objects.get(membership=lucia).recorded_by == maya

    # The money: she says by phone that it arrived.
    set_rates(maya)
    payment = settled(payment_of(lucia), by=maya)
    office.goto(f"{here}/money/promises/")
    form = office.locator(f"form[action$='/promises/{payment.pk}/record/']")
    form.locator("button[value=yes]").click()
    assert Payment.objects.get(pk=payment.pk).arrived is True

    # All of it stands on her next papers, in her language, and is hers to change.
    kinds = [line.kind.key for line in page_of(lucia, "").object_list]
    assert {*kinds} >= {"yes", "need", "rsvp", "opened", "position", "signature", "arrived"}
    paper = words_of(printed(office, meeting, lucia), tmp_path)
    for line in page_of(lucia, "").object_list:
        assert "Maya" in line.by.person.name
    assert paper.count("Maya") >= len(kinds)

    # Later she has a phone of her own: a code lets her in, and everything is there.
    office.goto(f"{here}/people/{lucia.pk}/")
    office.get_by_role("button", name="Make a new letter").click()
    code = office.locator(".code.big").inner_text()
    phone = somebody(language="es")
    phone.goto("/join/")
    phone.fill("[name=code]", code)
    phone.locator("main form button").first.click()
    phone.locator("a.button[hreflang=es], main form button").first.click()
    phone.check("[name=consent]")
    phone.locator("main form button").click()
    phone.goto(f"{here}/me/recorded/")
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    expect(phone.locator("main .card li")).to_have_count(len(kinds))
    expect(phone.locator("main")).to_contain_text("Maya")
    phone.goto(meeting.get_absolute_url())
    phone.locator("#answer summary").click()
    yes = phone.locator("#answer button[value=yes]")
    yes.click()
    expect(yes).to_have_attribute("aria-pressed", "true")
    assert meeting.attendances.get(membership=lucia).recorded_by is None
    assert Person.objects.filter(name="Lucía Vega").count() == 1


def call(office, here):
    office.goto(f"{here}/calls/")
    office.get_by_role("link", name="Lucía Vega").first.click()


def field_of(question, pk):
    return f"{question.letter}{pk}"


def choose(office, question, obj, value):
    field = office.locator(f"[name={field_of(question, obj.pk)}]")
    field.locator(f"xpath=self::input[@value='{value}']").check()


def printed(office, meeting, member):
    """The PDF behind the button, which a browser shows in a window that tests cannot read."""
    office.goto(f"{meeting.get_absolute_url()}paper/packs/")
    token = office.locator("[name=csrfmiddlewaretoken]").first.input_value()
    form = {"csrfmiddlewaretoken": token, "member": str(member.pk), "phone": "", "size": ""}
    response = office.request.post(office.url, form=form)
    assert response.headers["content-type"] == "application/pdf", response.text()[:2000]
    return response.body()
