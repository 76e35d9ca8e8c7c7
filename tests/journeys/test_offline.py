"""A phone loses its line: what was kept can be read, and what was answered arrives once."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from meetings import answering
from meetings.models import Arrangement, TimeAnswer
from notices.models import Task
from partners import carrying
from tests.factories import (
    AgendaItemFactory,
    ArrangementFactory,
    AttendanceFactory,
    MeetingFactory,
    MembershipFactory,
    ResourceFactory,
    ResourceTextFactory,
    SupportNeedFactory,
    TimeOptionFactory,
)
from tests.journeys.conftest import PHONE
from tests.meetings.test_uploads import PDF
from tests.servers import wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


class Phone:
    """A phone on which somebody reads about a meeting."""

    def __init__(self, somebody, live_server, *, language="en", **kwargs):
        self.member = MembershipFactory(person__language=language)
        self.meeting = MeetingFactory(partnership=self.member.partnership, **kwargs)
        self.attendance = AttendanceFactory(meeting=self.meeting, membership=self.member)
        self.url = live_server.url
        self.page = somebody(self.member.person, language=language)
        self.context = self.page.context

    @property
    def address(self):
        return f"/p/{self.meeting.partnership.slug}/meetings/{self.meeting.pk}/"

    def opens(self, path=""):
        return self.page.goto(self.address + path)

    def is_ready(self):
        """Wait until the worker has what it needs, and has taken over the page."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def keeps_it(self):
        self.opens("carry/")
        self.is_ready()
        self.page.locator("[data-do=keep]").click()
        expect(self.page.locator("[data-is-kept]")).to_be_visible()

    def loses_the_line(self):
        self.context.set_offline(True)

    def has_a_line_again(self):
        self.context.set_offline(False)

    def answers(self, value):
        change = self.page.locator("#answer summary")
        if change.count():
            change.click()
        self.page.locator(f"#answer button[value={value}]").click()

    def waiting(self):
        return self.page.locator(".note.carried:not(.ok)")

    def on_the_device(self, store):
        return self.page.evaluate(READ, store)

    def answered(self):
        self.attendance.refresh_from_db()
        return self.attendance.rsvp

    def is_used_by(self, person):
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        self.context.clear_cookies()
        value = client.cookies[name].value
        self.context.add_cookies([{"name": name, "value": value, "url": self.url}])


READ = """async (name) => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open("coprod");
    asked.onsuccess = () => done(asked.result);
  });
  if (!db.objectStoreNames.contains(name)) { db.close(); return []; }
  const rows = await new Promise((done) => {
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  db.close();
  return rows.map((row) => JSON.stringify(row));
}"""


@pytest.fixture
def phone(somebody, live_server):
    return Phone(somebody, live_server)


# Reading without a line


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_kept_meeting_is_read_without_a_line(somebody, live_server, language):
    phone = Phone(somebody, live_server, language=language, place="Room 4, Oak House")
    AgendaItemFactory(meeting=phone.meeting, title="The ward round")
    ArrangementFactory(
        meeting=phone.meeting, need=SupportNeedFactory(membership=phone.member),
        state="arranged", note="Sam comes at nine", note_language="en",
    )  # fmt: skip
    resource = ResourceFactory(
        partnership=phone.meeting.partnership, meeting=phone.meeting, title="What we found"
    )
    ResourceTextFactory(
        resource=resource, url="", file=ContentFile(PDF, name="found.pdf"), size=len(PDF),
        file_name="found.pdf", content_type="application/pdf",
    )  # fmt: skip
    phone.keeps_it()

    phone.loses_the_line()
    response = phone.opens("carry/")

    assert "default-src 'none'" in response.headers["content-security-policy"]
    main = phone.page.locator("main")
    for words in ["Room 4, Oak House", "The ward round", "Sam comes at nine", "What we found"]:
        expect(main).to_contain_text(words)
    assert phone.page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius")
    with phone.page.expect_download() as download:
        phone.page.locator("[data-carry]").click()
    assert download.value.suggested_filename == "found.pdf"
    assert download.value.path().read_bytes() == PDF


def test_any_other_page_leads_to_what_is_kept(phone):
    phone.keeps_it()

    phone.loses_the_line()
    phone.page.goto("/home/")
    phone.page.locator("#kept-here a").click()

    expect(phone.page.locator("h1")).to_have_text(str(phone.meeting))


def test_the_offline_page_follows_its_reader_into_another_language(phone):
    phone.opens()
    phone.is_ready()
    phone.member.person.language = "ar"
    phone.member.person.save()

    phone.opens()
    cached = "caches.match('/offline/').then((page) => page.text())"
    wait_for(lambda: 'lang="ar"' in phone.page.evaluate(cached), "the page in Arabic")
    phone.loses_the_line()
    phone.page.goto("/home/")

    expect(phone.page.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.page.locator("h1")).to_contain_text("لا يوجد إنترنت")


def test_nothing_is_kept_until_somebody_chooses_to(phone):
    phone.opens("carry/")
    phone.is_ready()

    phone.loses_the_line()
    phone.opens("carry/")

    expect(phone.page.locator("#nothing-kept")).to_be_visible()
    assert phone.on_the_device("kept") == []


def test_what_is_kept_lies_sealed_on_the_device_and_in_no_cache(phone):
    phone.keeps_it()

    cached = phone.page.evaluate(
        """async () => {
          let text = "";
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const asked of await cache.keys())
              text += asked.url + await (await cache.match(asked)).text();
          }
          return text;
        }"""
    )

    assert "/offline/" in cached
    assert phone.member.person.name not in cached
    assert str(phone.meeting) not in cached
    [kept] = phone.on_the_device("kept")
    assert "sealed" in kept


def test_a_kept_page_is_renewed_when_it_is_opened_with_a_line(phone):
    phone.keeps_it()
    phone.meeting.place = "The new room"
    phone.meeting.save()
    before = phone.on_the_device("kept")

    phone.opens("carry/")
    wait_for(lambda: phone.on_the_device("kept") != before, "the page to be kept anew")
    phone.loses_the_line()
    phone.opens("carry/")

    expect(phone.page.locator("main")).to_contain_text("The new room")


def test_what_is_kept_can_be_taken_off_again(phone):
    phone.keeps_it()

    phone.page.locator("[data-do=drop]").click()
    expect(phone.page.locator("[data-do=keep]")).to_be_visible()

    assert phone.on_the_device("kept") == []


def test_a_kept_meeting_says_that_it_is_cancelled_once_the_phone_knows(phone):
    phone.keeps_it()
    phone.meeting.cancelled_at = timezone.now()
    phone.meeting.save()
    before = phone.on_the_device("kept")

    phone.opens("carry/")
    wait_for(lambda: phone.on_the_device("kept") != before, "the page to be kept anew")
    phone.loses_the_line()
    phone.opens("carry/")

    expect(phone.page.locator("main")).to_contain_text("This meeting is cancelled.")


def test_a_kept_meeting_goes_once_it_is_not_there_for_its_reader_any_more(phone):
    phone.keeps_it()
    phone.member.left_at = timezone.now()
    phone.member.save()

    phone.opens("carry/")

    wait_for(lambda: phone.on_the_device("kept") == [], "what was kept to be dropped")


# Answering without a line


def test_an_answer_without_a_line_is_sent_later_and_once(phone):
    phone.opens()
    phone.loses_the_line()

    phone.answers("yes")
    expect(phone.waiting()).to_contain_text("It will be sent when there is internet again.")
    before = phone.answered()
    phone.has_a_line_again()
    expect(phone.page.locator(".note.carried.ok")).to_contain_text("Your answer is saved.")

    assert (before, phone.answered()) == ("", "yes")
    assert phone.on_the_device("answers") == []


def test_an_answer_from_the_kept_page_is_sent_by_the_next_page(phone):
    phone.keeps_it()
    phone.loses_the_line()
    phone.opens("carry/")
    phone.answers("no")
    expect(phone.waiting()).to_be_visible()
    phone.page.close()

    phone.has_a_line_again()
    phone.page = phone.context.new_page()
    phone.page.goto("/home/")
    expect(phone.page.locator(".note.carried.ok")).to_be_visible()

    assert phone.answered() == "no"


def test_the_browser_itself_sends_an_answer_once_there_is_a_line(phone):
    phone.opens()
    phone.is_ready()
    device = phone.context.new_cdp_session(phone.page)
    known = []
    device.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.append(event))
    device.send("ServiceWorker.enable")
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()
    phone.page.goto("about:blank")

    phone.has_a_line_again()
    phone.page.goto("/health/")
    worker = known[0]["registrations"][0]["registrationId"]
    sync = {"origin": phone.url, "registrationId": worker, "tag": "answers", "lastChance": False}
    device.send("ServiceWorker.dispatchSyncEvent", sync)

    wait_for(lambda: phone.answered() == "yes", "the answer to be sent")


def test_two_answers_to_one_question_send_the_last(phone):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()

    phone.answers("no")
    wait_for(lambda: '"no"' in phone.on_the_device("answers")[0], "the second answer to be kept")
    phone.has_a_line_again()
    expect(phone.page.locator(".note.carried.ok")).to_be_visible()

    assert phone.answered() == "no"


def test_an_answer_can_be_taken_back_before_it_is_sent(phone):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")

    phone.waiting().get_by_role("button").click()
    expect(phone.waiting()).to_have_count(0)
    phone.has_a_line_again()
    phone.opens()

    assert phone.on_the_device("answers") == []
    assert phone.answered() == ""


def test_an_answer_whose_receipt_is_lost_counts_once(somebody, live_server):
    phone = Phone(somebody, live_server, past=True)
    arrangement = ArrangementFactory(
        meeting=phone.meeting, need=SupportNeedFactory(membership=phone.member)
    )
    phone.opens()
    took = []

    def lose_the_receipt(route):
        took.append(route.fetch().status)
        route.abort()

    phone.page.route("**/answer/", lose_the_receipt, times=1)
    phone.page.locator("#support button[value=no]").click()
    # It is sent again by the page, the worker or the next page: whoever comes first.
    wait_for(lambda: phone.page.title() and took, "the answer to come")  # asking lets it happen
    first = Arrangement.objects.get(pk=arrangement.pk).answered_at
    phone.opens()
    wait_for(lambda: phone.on_the_device("answers") == [], "the receipt to come")

    assert took == [200]
    assert Arrangement.objects.get(pk=arrangement.pk).answered_at == first
    assert Task.objects.count() == 1


def test_two_tabs_send_an_answer_once(somebody, live_server):
    phone = Phone(somebody, live_server, past=True)
    ArrangementFactory(meeting=phone.meeting, need=SupportNeedFactory(membership=phone.member))
    phone.opens()
    other = phone.context.new_page()
    other.goto(phone.address)
    phone.loses_the_line()
    phone.page.locator("#support button[value=no]").click()
    expect(phone.waiting()).to_be_visible()

    phone.has_a_line_again()
    for tab in [phone.page, other]:
        wait_for(lambda tab=tab: tab.evaluate(READ, "answers") == [], "the answer to be sent")

    assert Task.objects.count() == 1


def test_times_that_work_are_sent_later(somebody, live_server):
    phone = Phone(somebody, live_server, being_scheduled=True)
    options = [TimeOptionFactory(meeting=phone.meeting) for _ in range(2)]
    phone.opens("times/")
    phone.loses_the_line()

    phone.page.check(f"[name=works_{options[0].pk}][value=yes]")
    phone.page.check(f"[name=works_{options[1].pk}][value=no]")
    phone.page.locator("section.times button").click()
    expect(phone.waiting()).to_be_visible()
    phone.has_a_line_again()
    expect(phone.page.locator(".note.carried.ok")).to_be_visible()

    works = TimeAnswer.objects.order_by("option__starts_at").values_list("works", flat=True)
    assert list(works) == ["yes", "no"]


def test_answers_outlive_the_browser(browser_type, browser_type_launch_args, live_server, tmp_path):
    member = MembershipFactory()
    meeting = MeetingFactory(partnership=member.partnership)
    attendance = AttendanceFactory(meeting=meeting, membership=member)
    client = Client()
    client.force_login(member.person)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}

    def opened():
        context = browser_type.launch_persistent_context(
            tmp_path, base_url=live_server.url, viewport=PHONE, **browser_type_launch_args
        )
        context.add_cookies([cookie])
        return context, context.pages[0]

    context, page = opened()
    page.goto(meeting.get_absolute_url())
    context.set_offline(True)
    page.locator("#answer button[value=yes]").click()
    expect(page.locator(".note.carried:not(.ok)")).to_be_visible()
    context.close()
    context, page = opened()
    page.goto("/home/")
    expect(page.locator(".note.carried.ok")).to_be_visible()
    context.close()

    attendance.refresh_from_db()
    assert attendance.rsvp == "yes"


# Meanwhile


def by_phone(phone, answer):
    """A facilitator writes down what the person said on the phone."""
    facilitator = phone.meeting.created_by
    phone.attendance.refresh_from_db()
    answering.rsvp(phone.attendance, answer, recorded_by=facilitator, now=timezone.now())


@pytest.mark.parametrize(("choice", "stands"), [(0, "yes"), (1, "no")])
def test_a_newer_answer_is_not_replaced_unasked(phone, choice, stands):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()
    by_phone(phone, "no")

    phone.has_a_line_again()
    expect(phone.waiting()).to_contain_text(phone.meeting.created_by.person.name)
    between = phone.answered()
    phone.waiting().get_by_role("button").nth(choice).click()
    expect(phone.waiting()).to_have_count(0)

    assert between == "no"
    wait_for(lambda: phone.on_the_device("answers") == [], "the question to be settled")
    assert phone.answered() == stands


def test_an_answer_to_a_cancelled_meeting_says_why_it_was_not_taken(phone):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()
    phone.meeting.cancelled_at = timezone.now()
    phone.meeting.save()

    phone.has_a_line_again()
    expect(phone.waiting()).to_contain_text("This meeting is cancelled.")
    phone.waiting().get_by_role("button").click()
    expect(phone.waiting()).to_have_count(0)

    assert phone.answered() == ""
    assert phone.on_the_device("answers") == []


def test_an_answer_of_somebody_who_left_says_that_it_was_not_sent(phone):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()
    phone.member.left_at = timezone.now()
    phone.member.save()

    phone.has_a_line_again()

    expect(phone.waiting()).to_contain_text("not there for you any more")


def test_an_answer_waits_for_who_was_signed_out_to_sign_in_again(phone):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()
    phone.context.clear_cookies()

    phone.has_a_line_again()
    expect(phone.waiting()).to_contain_text("Sign in")
    phone.is_used_by(phone.member.person)
    phone.page.goto("/home/")
    expect(phone.page.locator(".note.carried.ok")).to_be_visible()

    assert phone.answered() == "yes"


# Whose phone it is


def test_a_second_person_sees_and_sends_nothing_of_the_first(phone):
    phone.keeps_it()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()
    other = MembershipFactory(partnership=phone.meeting.partnership)
    phone.is_used_by(other.person)

    phone.has_a_line_again()
    phone.page.goto("/home/")
    wait_for(lambda: phone.on_the_device("kept") == [], "what was kept to be forgotten")
    shown = phone.page.locator("main").inner_text()
    sent = phone.answered()
    phone.is_used_by(phone.member.person)
    phone.page.goto("/home/")
    expect(phone.page.locator(".note.carried.ok")).to_be_visible()

    assert str(phone.meeting) not in shown
    assert (sent, phone.answered()) == ("", "yes")


def test_signing_out_wipes_the_phone(phone):
    phone.keeps_it()

    phone.page.locator("details.menu summary").last.click()
    phone.page.locator("form[action$='/logout/'] button").click()
    phone.page.wait_for_url(lambda url: "logout" not in url and "carry" not in url)
    phone.page.wait_for_load_state()

    assert phone.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert phone.page.evaluate("caches.keys()") == []


def test_signing_out_asks_before_it_forgets_an_answer(phone):
    phone.opens()
    phone.loses_the_line()
    phone.answers("yes")
    expect(phone.waiting()).to_be_visible()

    phone.page.locator("details.menu summary").last.click()
    phone.page.locator("form[action$='/logout/'] button").click()
    asked = phone.waiting().filter(has_text="Signing out forgets")
    expect(asked).to_be_visible()
    asked.get_by_role("button", name="Stay signed in").click()
    expect(asked).to_have_count(0)
    phone.has_a_line_again()
    expect(phone.page.locator(".note.carried.ok")).to_be_visible()

    assert phone.answered() == "yes"


def test_the_sign_in_page_forgets_what_an_ended_session_left(phone):
    phone.keeps_it()
    phone.context.clear_cookies()

    phone.page.goto("/home/")

    expect(phone.page.locator("#sign-in")).to_be_visible()
    wait_for(lambda: phone.on_the_device("kept") == [], "what was kept to be forgotten")


def test_what_is_kept_ends_with_its_day(phone):
    phone.keeps_it()
    phone.loses_the_line()
    phone.page.clock.install(time=phone.meeting.ends_at)
    phone.page.clock.fast_forward("26:00:00")

    phone.page.goto("/home/")

    expect(phone.page.locator("#nothing-kept")).to_be_visible()


# The app


def test_the_app_can_be_installed(phone):
    phone.opens()
    phone.is_ready()
    device = phone.context.new_cdp_session(phone.page)

    errors = device.send("Page.getInstallabilityErrors")["installabilityErrors"]
    manifest = device.send("Page.getAppManifest")

    assert [each for each in errors if each["errorId"] != "in-incognito"] == []
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/en.webmanifest")


def test_a_new_worker_replaces_the_old_one(phone, monkeypatch):
    phone.keeps_it()
    [before] = phone.page.evaluate("caches.keys()")
    monkeypatch.setattr(carrying, "SHELL", [*carrying.SHELL, "numbers.css"])

    phone.page.evaluate(
        "navigator.serviceWorker.ready.then((worker) => worker.update()).then(() => true)"
    )
    wait_for(lambda: phone.page.evaluate("caches.keys()") not in ([before], []), "the new worker")
    wait_for(lambda: len(phone.page.evaluate("caches.keys()")) == 1, "the old cache to be gone")
    phone.loses_the_line()
    phone.opens("carry/")

    expect(phone.page.locator("h1")).to_have_text(str(phone.meeting))


def test_everything_works_without_script(somebody, live_server):
    phone = Phone(somebody, live_server)
    phone.page.close()
    phone.page = somebody(phone.member.person, script=False)

    phone.opens("carry/")
    offers = phone.page.locator("[data-keep]").is_visible()
    phone.answers("yes")
    expect(phone.page.locator(".note.ok")).to_contain_text("Your answer is saved.")

    assert not offers
    assert phone.answered() == "yes"
