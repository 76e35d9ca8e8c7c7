"""On a phone, in Spanish and Arabic, with and without script: report it, and say it is better."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from notices import answers
from reflections import barrier_asking
from reflections.models import Asking, Barrier, BarrierAction
from tests.factories import MembershipFactory, now
from tests.journeys.conftest import somebody
from tests.reflections.factories_barriers import Circle, again

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
__all__ = ["somebody"]
WORDS = {
    "es": ("No hubo intérprete.", "Hacer un contrato fijo con intérpretes.", "Vino cada vez."),
    "ar": ("لم يحضر أي مترجم.", "إبرام عقد دائم مع مترجمين.", "حضر في كل مرة."),
}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_barrier_is_reported_taken_on_and_better(language, script, somebody):
    circle = Circle()
    said, action, told = WORDS[language]
    me = circle.member("Lucía", language=language)
    MembershipFactory(partnership=circle.partnership)
    phone = somebody(me.person, language=language, script=script)

    barrier = report(phone, circle, language, said)
    owner_takes_it_on_and_does_it(somebody, circle, barrier)
    expect_action(phone, barrier, action)
    asked_some_days_later(barrier)
    say_that_it_is_better_by_the_link(somebody, barrier, me, language, script)
    others_agree_and_the_days_pass(barrier, me)
    close(somebody, circle, barrier, language, told)

    phone.goto(barrier.get_absolute_url())
    expect(phone.locator("#better")).to_contain_text(told)
    assert again(barrier).state == "better"


def report(phone, circle, language, said):
    phone.goto(f"/p/{circle.partnership.slug}/how-it-goes/")
    phone.locator("a[href$='/barriers/new/']").click()
    expect(phone.locator("html")).to_have_attribute("lang", language)
    phone.locator("details.language summary").nth(2).click()
    phone.locator("[name=which][value=infrastructure]").check()
    phone.fill("[name=said]", said)
    phone.locator("main form.form button.button").click()
    expect(phone.locator(".errors")).to_be_visible()  # whom it affects, and how it is now
    expect(phone.locator("[name=said]")).to_have_value(said)
    phone.locator("[name=affected][value=patient]").check()
    phone.locator("[name=severity][value=keeps_out]").check()
    phone.locator("main form.form button.button").click()
    expect(phone.locator(".said").first).to_contain_text(said)
    return Barrier.objects.get()


def owner_takes_it_on_and_does_it(somebody, circle, barrier):
    desk = somebody(circle.maya.person)
    desk.goto(barrier.get_absolute_url())
    desk.locator("#action a[href$='?idea=0']").click()
    desk.select_option("[name=owner]", label="Grace")
    desk.fill("[name=due_on]", (now() + timedelta(days=20)).date().isoformat())
    desk.get_by_role("button", name="Ask them").click()
    expect(desk.locator("#action")).to_contain_text("Grace")
    anonymous = somebody(script=False)
    anonymous.goto(f"/a/{answers.token_for('O', BarrierAction.objects.get())}/")
    anonymous.get_by_role("button", name="Yes, I take it on").click()
    expect(anonymous.locator("[aria-pressed=true]")).to_contain_text("Yes, I take it on")
    leader = somebody(circle.grace.person)
    leader.goto(barrier.get_absolute_url())
    leader.get_by_text("Say how it goes").click()
    leader.get_by_label("It is done").check()
    leader.get_by_role("button", name="Save").click()
    expect(leader.locator("#action")).to_contain_text("It is done.")


def expect_action(phone, barrier, action):
    phone.goto(barrier.get_absolute_url())
    expect(phone.locator("#action")).to_contain_text(action)


def asked_some_days_later(barrier):
    assert barrier_asking.ask_due(now() + timedelta(days=4)) == 1
    assert again(barrier).state == "asked"


def say_that_it_is_better_by_the_link(somebody, barrier, me, language, script):
    row = again(barrier).asking.answers.get(membership=me)
    anonymous = somebody(language="en", script=script)
    anonymous.goto(f"/a/{answers.token_for('B', row)}/")
    expect(anonymous.locator("html")).to_have_attribute("lang", language)
    anonymous.locator("button[value=better]").click()
    expect(anonymous.locator("button[value=better]")).to_have_attribute("aria-pressed", "true")
    assert again(row).answer == "better"


def others_agree_and_the_days_pass(barrier, me):
    asking = again(barrier).asking
    for row in asking.answers.exclude(membership=me):
        barrier_asking.answer(row, "better", now=now())
    past = {"asked_at": now() - timedelta(days=11), "ends_at": now() - timedelta(days=1)}
    Asking.objects.update(**past)


def close(somebody, circle, barrier, language, told):
    desk = somebody(circle.maya.person)
    desk.goto(barrier.get_absolute_url())
    expect(desk.locator("#better")).to_contain_text("Nobody who answered says")
    desk.get_by_role("link", name="Close it with what people told us").click()
    field = desk.locator(f"[name=heard_{language}]")
    if not field.is_visible():
        desk.locator("details.language", has=field).locator("summary").click()
    field.fill(told)
    desk.get_by_label("It is better").check()
    desk.get_by_role("button", name="Close it").click()
    expect(desk.locator("h1")).to_contain_text("The basics are missing")
