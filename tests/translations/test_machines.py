"""Machine drafts: by consent, over the real protocols, kept apart, and nothing lost on the way."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from meetings.models import Meeting
from partners.roles import Role
from tests.factories import MeetingFactory, MembershipFactory, PartnershipFactory, now
from translations import drafting, machines, translating
from translations.models import Consent, Text
from translations.overview import Standing

pytestmark = pytest.mark.django_db
KEY = "a key"


class Provider(BaseHTTPRequestHandler):
    """Speaks both protocols; does something else if it is told to."""

    def do_POST(self):
        self.server.asked.append((self.path, dict(self.headers), self._body()))
        if self.server.trouble:
            return self.server.trouble(self)
        body = self.server.asked[-1][2]
        if self.path == "/translate":
            if body.get("api_key") != KEY:
                return self.answer(403, {"error": "Invalid API key"})
            return self.answer(200, {"translatedText": [f"<{q}>" for q in body["q"]]})
        if self.headers["Authorization"] != f"DeepL-Auth-Key {KEY}":
            return self.answer(403, {"message": "Forbidden"})
        made = [{"detected_source_language": "EN", "text": f"<{q}>"} for q in body["text"]]
        return self.answer(200, {"translations": made})

    def _body(self):
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, status, body):
        self.raw(status, json.dumps(body).encode())

    def raw(self, status, content):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def provider():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.asked, server.trouble = [], None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["libretranslate", "deepl"])
def machine(request, provider, settings):
    settings.MACHINE_TRANSLATION = request.param
    settings.MACHINE_TRANSLATION_URL = f"http://127.0.0.1:{provider.server_port}/"
    settings.MACHINE_TRANSLATION_KEY = KEY
    return machines.configured()


@pytest.fixture
def amal():
    partnership = PartnershipFactory()
    return MembershipFactory(partnership=partnership, person__language="es", role=Role.TRANSLATOR)


def task_of(member, language="es"):
    meeting = Meeting.objects.filter(partnership=member.partnership).first()
    meeting = meeting or MeetingFactory(partnership=member.partnership, title_en="Spring")
    text = Text.objects.about(meeting).get(field="title")
    return translating.find(member.partnership, text.pk, language)


def agree(member, machine):
    facilitator = MembershipFactory(partnership=member.partnership, facilitator=True)
    drafting.give_consent(machine, by=facilitator, now=now())
    return facilitator


def test_there_is_no_machine_unless_one_is_set(settings):
    assert machines.configured() is None
    settings.MACHINE_TRANSLATION = "deepl"
    assert machines.configured() is None


def test_without_consent_nothing_is_sent(machine, provider, amal):
    with pytest.raises(drafting.NoConsent):
        drafting.draft(task_of(amal), by=amal)

    assert provider.asked == []


def test_a_draft_is_for_translators_only_and_counts_for_nobody(machine, provider, amal):
    agree(amal, machine)

    drafting.draft(task_of(amal), by=amal)

    task = task_of(amal)
    assert (task.begun, task.words, task.standing) == ("<Spring>", "", Standing.MACHINE)
    assert "Spring" in json.dumps(provider.asked[0][2])
    with pytest.raises(translating.NothingToApprove):
        translating.check_may_approve(task, amal)


def test_what_a_person_hands_in_is_theirs(machine, amal):
    agree(amal, machine)
    drafting.draft(task_of(amal), by=amal)

    task = task_of(amal)
    translating.hand_in(task, "Primavera", by=amal, seen=task.seen, source=task.source, now=now())

    task = task_of(amal)
    assert (task.standing, task.row.kept, task.row.written_by) == (Standing.REVIEW, "", amal)


def test_what_somebody_has_begun_is_never_written_over(machine, amal):
    agree(amal, machine)
    task = task_of(amal)
    translating.keep(task, "Prima", by=amal, seen=task.seen)

    with pytest.raises(translating.ChangedMeanwhile):
        drafting.draft(task_of(amal), by=amal)

    assert task_of(amal).begun == "Prima"


def test_consent_is_to_one_machine_and_ends_when_it_is_taken_back(machine, amal, settings):
    facilitator = agree(amal, machine)
    drafting.give_consent(machine, by=facilitator, now=now())
    assert Consent.objects.count() == 1

    settings.MACHINE_TRANSLATION_URL = "https://elsewhere.example.org"
    assert drafting.machine_for(amal.partnership) is None
    settings.MACHINE_TRANSLATION_URL = machine.url
    assert drafting.machine_for(amal.partnership) is not None

    drafting.withdraw_consent(by=facilitator, now=now())
    assert drafting.machine_for(amal.partnership) is None
    assert Consent.objects.get().withdrawn_by == facilitator


def test_the_database_wants_to_know_who_took_consent_back(machine, amal):
    agree(amal, machine)

    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(withdrawn_at=now())


def silent(handler):
    handler.close_connection = True


TROUBLE = {
    "too much to do": (lambda h: h.answer(429, {}), machines.MachineBusy),
    "quota used up": (lambda h: h.answer(456, {}), machines.MachineBusy),
    "broken": (lambda h: h.answer(500, {}), machines.MachineSilent),
    "hangs up": (silent, machines.MachineSilent),
    "refuses": (lambda h: h.answer(400, {"error": "es is not supported"}), machines.MachineRefused),
    "no JSON": (lambda h: h.raw(200, b"<html>"), machines.MachineNonsense),
    "bytes": (lambda h: h.raw(200, b"\xff\xfe\0"), machines.MachineNonsense),
    "a list": (lambda h: h.answer(200, []), machines.MachineNonsense),
    "nothing": (lambda h: h.answer(200, {}), machines.MachineNonsense),
    "too few": (
        lambda h: h.answer(200, {"translatedText": [], "translations": []}),
        machines.MachineNonsense,
    ),
    "numbers": (
        lambda h: h.answer(200, {"translatedText": [1], "translations": [{"text": 1}]}),
        machines.MachineNonsense,
    ),
    "words": (
        lambda h: h.answer(200, {"translatedText": "x", "translations": ["x"]}),
        machines.MachineNonsense,
    ),
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_trouble_is_told_apart_and_changes_nothing(trouble, machine, provider, amal):
    agree(amal, machine)
    provider.trouble, expected = TROUBLE[trouble]

    with pytest.raises(expected):
        drafting.draft(task_of(amal), by=amal)

    assert len(provider.asked) == 1
    assert task_of(amal).standing == Standing.MISSING


def test_a_machine_that_takes_too_long_is_left_alone(machine, provider, amal, monkeypatch):
    agree(amal, machine)
    monkeypatch.setattr(machines, "PATIENCE", 0.2)
    waiting = threading.Event()
    provider.trouble = lambda handler: waiting.wait(5)

    with pytest.raises(machines.MachineSilent):
        drafting.draft(task_of(amal), by=amal)
    waiting.set()


def test_a_wrong_key_is_refused(machine, amal, settings):
    agree(amal, machine)
    settings.MACHINE_TRANSLATION_KEY = "another"

    with pytest.raises(machines.MachineRefused):
        drafting.draft(task_of(amal), by=amal)


# Pages


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def test_facilitators_agree_and_translators_ask(machine, provider, amal):
    slug = amal.partnership.slug
    facilitator = MembershipFactory(
        partnership=amal.partnership, facilitator=True, person__language="en"
    )
    settings_page = reverse("translations:machine", args=[slug])
    boss, task = client_of(facilitator), task_of(amal)
    draft = reverse("translations:draft", args=[slug, task.text.pk, "es"])
    write = reverse("translations:write", args=[slug, task.text.pk, "es"])

    before = boss.get(write).content.decode()
    refused = boss.post(draft, follow=True).content.decode()
    boss.post(settings_page, {"answer": "yes"})
    agreed = boss.get(settings_page).content.decode()
    client_of(amal).post(draft)
    page = boss.get(write).content.decode()
    boss.post(settings_page, {"answer": "no"})
    client_of(amal).post(draft)

    assert "Let a machine begin" not in before
    assert "has not agreed that its words go to a machine" in refused
    assert f"{facilitator.person.name} agreed for the partnership" in agreed
    assert "A machine wrote this, and nobody has checked it." in page
    assert "&lt;Spring&gt;" in page
    assert drafting.consent_of(amal.partnership) is None
    assert len(provider.asked) == 1  # what was asked for after that went nowhere
    consent = Consent.objects.get()
    assert (consent.version, consent.language) == (drafting.VERSION, "en")


def test_trouble_is_said_in_a_sentence(machine, provider, amal):
    facilitator = agree(amal, machine)
    facilitator.person.language = "en"
    facilitator.person.save()
    provider.trouble = lambda handler: handler.answer(429, {})
    task = task_of(amal)
    draft = reverse("translations:draft", args=[amal.partnership.slug, task.text.pk, "es"])

    html = client_of(facilitator).post(draft, follow=True).content.decode()

    assert "The machine has too much to do now." in html
