"""Text messages, against a real server that speaks Twilio's protocol and can misbehave."""

import itertools
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.urls import reverse
from django.utils import timezone, translation

from notices import outbox, short
from notices import texting as adapter
from notices.clock import StoppedClock
from notices.models import Delivery, State, Task, TaskKind
from notices.reasons import Reason
from notices.sending import Sender, send_due
from partners import texting
from partners.models import Channel, ConsentEnd, Person, TextConsent
from tests.notices.conftest import NOW, state
from tests.notices.phone_network import NUMBER, posted

MINUTE = timedelta(minutes=1)


def later(delivery):
    delivery.refresh_from_db()
    return delivery.next_try_at


def test_a_text_is_handed_over_once(phone_network, smtp_sink, tell, texted):
    person = texted()
    (delivery,) = tell(person)

    counts = send_due(NOW)
    send_due(NOW)

    (form,) = phone_network.taken
    assert (form["To"], form["From"]) == (person.texts_to, NUMBER)
    status = reverse("notices:text_status", kwargs={"key": delivery.key})
    assert form["StatusCallback"] == f"http://testserver{status}"
    assert (delivery.channel, counts.sent) == (Channel.TEXT, 1)
    assert state(delivery) == (State.SENT, "")
    assert smtp_sink.messages == []


def test_a_messaging_service_may_send_instead_of_a_number(phone_network, tell, texted, settings):
    settings.TWILIO_FROM = "MG42"
    tell(texted())

    send_due(NOW)

    (form,) = phone_network.taken
    assert form["MessagingServiceSid"] == "MG42"
    assert "From" not in form


@pytest.mark.parametrize(
    ("actor", "recipient", "server"), list(itertools.permutations(["en", "es", "ar"])), ids="-".join
)
def test_a_text_is_in_the_recipients_language(
    phone_network, tell, texted, settings, actor, recipient, server
):
    settings.LANGUAGE_CODE = server
    person = texted(language=recipient)
    with translation.override(recipient):
        theirs = translation.gettext("Monday")

    with translation.override(actor), timezone.override("America/Los_Angeles"):
        (delivery,) = tell(person)
    with translation.override(server):
        send_due(NOW)

    (body,) = phone_network.to(person.texts_to)
    delivery.refresh_from_db()
    assert theirs in body
    assert delivery.language == recipient
    for other in {actor, server} - {recipient}:
        with translation.override(other):
            assert translation.gettext("Monday") not in body


# Refused


@pytest.mark.parametrize("code", [21211, 21614, 21408])
def test_a_wrong_number_is_forgotten_and_the_next_way_is_taken(
    phone_network, smtp_sink, tell, texted, facilitator, code
):
    person = texted()
    phone_network.refuse[person.texts_to] = code
    (delivery,) = tell(person)

    send_due(NOW)

    assert state(delivery) == (State.FAILED, f"text_refused:{code}")
    assert len(smtp_sink.to(person.address)) == 1
    assert Task.objects.get().kind == TaskKind.TEXT_REFUSED
    person.refresh_from_db()
    assert person.texts_to == ""
    assert TextConsent.objects.get().ended_by == ConsentEnd.NOT_REACHED


def test_who_has_no_other_way_becomes_a_task(phone_network, smtp_sink, tell, texted, facilitator):
    person = texted(email=None)
    phone_network.refuse[person.texts_to] = 21211
    tell(person)

    send_due(NOW)

    call = Delivery.objects.get(channel=Channel.CALL)  # the phone itself may still ring
    assert call.state == State.PENDING
    assert Task.objects.get().person == person


def test_a_stop_that_only_the_provider_heard_holds_for_the_number(
    phone_network, smtp_sink, tell, texted, facilitator
):
    number = "+12135550199"
    one, two = texted(phone=number), texted(phone=number)
    phone_network.refuse[number] = 21610
    tell(one, two)

    send_due(NOW)

    assert phone_network.posts == 1
    assert texting.is_stopped(number)
    assert Task.objects.filter(kind=TaskKind.TEXTS_STOPPED).count() == 2
    assert len(smtp_sink.to(one.address)) == len(smtp_sink.to(two.address)) == 1


# Put off


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((429, b'{"code": 20429}'), "text_later:20429"),
        ((429, b"slow down"), "text_later:429"),
        ((500, b"<html>"), "text_later:500"),
        ((503, b""), "text_later:503"),
        ((401, b'{"code": 20003}'), "text_later:20003"),
        ((302, b""), "text_later:302"),
        ((400, b"what?"), "text_later:400"),
        ((400, b'{"code": 21606}'), "text_later:21606"),  # our number is wrong, not theirs
        ((400, b'{"code": "21211"}'), "text_later:400"),
        ((201, b"nonsense"), "no_texts"),
        ((201, b"[1]"), "no_texts"),
        ((201, b"[" * 100_000), "no_texts"),
        ((200, b'{"sid": 7}'), "no_texts"),
    ],
)
def test_trouble_puts_a_text_off_and_loses_nothing(phone_network, tell, texted, answer, reason):
    person = texted()
    (delivery,) = tell(person)
    phone_network.answer = answer

    send_due(NOW)
    assert state(delivery) == (State.PENDING, reason)
    phone_network.answer = None
    send_due(later(delivery))

    assert state(delivery) == (State.SENT, "")
    assert len(phone_network.to(person.texts_to)) == 1


def test_a_provider_that_is_away_is_asked_once_a_run(
    phone_network, smtp_sink, tell, member, texted
):
    by_mail = member().person
    deliveries = tell(texted(), texted(), texted(), by_mail)
    phone_network.answer = (503, b"")

    send_due(NOW)

    assert phone_network.posts == 1
    assert [state(delivery)[0] for delivery in deliveries] == [*["pending"] * 3, "sent"]


def test_a_provider_that_nobody_can_reach_puts_texts_off(phone_network, settings, tell, texted):
    settings.TWILIO_URL = "http://127.0.0.1:9"
    (delivery,) = tell(texted())

    send_due(NOW)

    assert state(delivery) == (State.PENDING, Reason.NO_TEXTS)


def test_our_password_follows_no_redirect(phone_network, tell, texted):
    phone_network.answer = (302, b"")
    tell(texted())

    send_due(NOW)

    assert phone_network.posts == 1


# Perhaps sent


def test_a_text_whose_answer_was_lost_is_looked_up_and_not_sent_again(phone_network, tell, texted):
    person = texted()
    (delivery,) = tell(person)
    phone_network.silent = True

    send_due(NOW)
    assert state(delivery) == (State.PENDING, Reason.NO_TEXTS)
    phone_network.silent, phone_network.prefix = False, "Sent from a trial account - "
    send_due(later(delivery))

    assert state(delivery) == (State.SENT, "")
    assert len(phone_network.to(person.texts_to)) == phone_network.posts == 1
    assert phone_network.lookups[0]["To"] == person.texts_to


def test_while_the_provider_does_not_know_nothing_is_sent_again(phone_network, tell, texted):
    person = texted()
    (delivery,) = tell(person)
    phone_network.silent = True
    send_due(NOW)
    phone_network.silent = False

    for trouble in [(500, b""), (200, b"nonsense"), (200, b'{"messages": 1}')]:
        phone_network.lookup = trouble
        send_due(later(delivery))
        assert state(delivery)[0] == State.PENDING

    assert phone_network.posts == 1


def test_a_slow_provider_is_waited_for_and_asked_what_it_took(
    phone_network, tell, texted, monkeypatch
):
    person = texted()
    (delivery,) = tell(person)
    gone = threading.Event()
    monkeypatch.setattr(
        "tests.notices.phone_network.Handler.say", lambda self, status, body: gone.wait(2)
    )
    send_due(NOW)
    gone.set()
    monkeypatch.undo()

    send_due(later(delivery))

    assert state(delivery) == (State.SENT, "")
    assert phone_network.posts == 1


def test_after_a_crash_a_text_is_looked_up_first(phone_network, tell, texted):
    person = texted()
    (delivery,) = tell(person)
    dead = Sender(StoppedClock(NOW))
    (claimed,) = dead._claim()
    dead._take(claimed)
    adapter.service().send(short.write(claimed.notice), claimed)  # and then it died

    send_due(NOW + timedelta(minutes=16))

    assert state(delivery) == (State.SENT, "")
    assert len(phone_network.to(person.texts_to)) == 1


def test_a_text_that_a_facilitator_sends_again_is_looked_up_first(phone_network, tell, texted):
    person = texted()
    (delivery,) = tell(person)
    phone_network.silent = True
    send_due(NOW)
    phone_network.silent = False
    Delivery.objects.update(state=State.MISSED)
    delivery.refresh_from_db()

    outbox.send_again(delivery, now=NOW)
    send_due(NOW)

    assert state(delivery) == (State.SENT, "")
    assert phone_network.posts == 1


def test_a_text_that_did_not_arrive_can_be_sent_again(phone_network, client, tell, texted):
    person = texted()
    (delivery,) = tell(person)
    send_due(NOW)
    posted(client, "text_status", {"MessageStatus": "undelivered"}, key=delivery.key)
    phone_network.lookup = (200, json.dumps({"messages": [{"status": "undelivered"}]}).encode())
    delivery.refresh_from_db()

    outbox.send_again(delivery, now=NOW)
    send_due(NOW)

    assert state(delivery) == (State.SENT, "")
    assert phone_network.posts == 2


# What becomes of it


def test_the_provider_says_that_a_text_was_taken_though_we_never_heard(
    phone_network, client, tell, texted
):
    (delivery,) = tell(texted())
    phone_network.silent = True
    send_due(NOW)

    response = posted(client, "text_status", {"MessageStatus": "delivered"}, key=delivery.key)

    assert response.status_code == 204
    assert state(delivery) == (State.SENT, "")
    send_due(NOW + MINUTE * 2)
    assert phone_network.posts == 1


@pytest.mark.parametrize(
    ("code", "keeps_number"), [("30003", True), ("30005", False), ("30006", False), ("x", True)]
)
def test_a_text_that_did_not_arrive_becomes_a_task(
    phone_network, client, smtp_sink, tell, texted, facilitator, code, keeps_number
):
    person = texted()
    (delivery,) = tell(person)
    send_due(NOW)
    form = {"MessageStatus": "undelivered", "ErrorCode": code}

    for _twice in range(2):
        posted(client, "text_status", form, key=delivery.key)
    posted(client, "text_status", {"MessageStatus": "sent"}, key=delivery.key)  # late, out of order

    assert state(delivery)[0] == State.FAILED
    assert Task.objects.get().kind == TaskKind.TEXT_REFUSED
    person.refresh_from_db()
    assert bool(person.texts_to) is keeps_number
    by_mail = Delivery.objects.filter(notice=delivery.notice, channel=Channel.EMAIL)
    assert by_mail.exists() is not keeps_number


def test_a_failure_that_is_known_before_our_mark_stands(phone_network, client, tell, texted):
    (delivery,) = tell(texted())
    sender = Sender(StoppedClock(NOW))
    (claimed,) = sender._claim()
    sender._take(claimed)
    posted(client, "text_status", {"MessageStatus": "failed"}, key=delivery.key)

    sender._mark_sent(claimed)

    assert state(delivery)[0] == State.FAILED
    assert sender.counts.sent == 0


def test_nobody_else_can_say_what_became_of_a_text(phone_network, client, tell, texted):
    (delivery,) = tell(texted())
    send_due(NOW)

    form = {"MessageStatus": "failed"}
    response = posted(client, "text_status", form, token="guess", key=delivery.key)

    assert response.status_code == 403
    assert state(delivery) == (State.SENT, "")


def test_the_outbox_shows_a_text_as_its_receiver_reads_it(
    phone_network, client, tell, texted, facilitator, news, question
):
    person = texted(language="ar")
    news.questions = [("q", person)]
    (delivery,) = tell(person)
    client.force_login(facilitator.person)

    kwargs = {"slug": facilitator.partnership.slug, "pk": delivery.pk}
    page = client.get(reverse("notices:delivery", kwargs=kwargs)).text

    assert '<p lang="ar" dir="rtl">' in page
    assert "/a/.../" in page  # nobody else answers in their name
    assert "/a/q" not in page


# Which way


def test_without_a_provider_the_person_is_reached_another_way(smtp_sink, settings, tell, texted):
    person = texted()
    settings.TEXTS = ""

    (delivery,) = tell(person)

    assert delivery.channel == Channel.EMAIL


def test_a_text_planned_before_the_provider_left_goes_by_mail(smtp_sink, settings, tell, texted):
    person = texted()
    (delivery,) = tell(person)
    settings.TEXTS = ""

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert len(smtp_sink.to(person.address)) == 1


def test_without_a_yes_no_text_is_planned(phone_network, tell, member):
    person = member(channel=Channel.TEXT, phone="+12135550142").person

    (delivery,) = tell(person)

    assert delivery.channel == Channel.EMAIL


def test_a_call_that_waits_goes_by_text_once_the_person_said_yes(phone_network, tell, member):
    person = member(email=None, channel=Channel.CALL, phone="+12135550142").person
    (call,) = tell(person)
    texting.agree(person, recorded_by=None, now=NOW)
    Person.objects.filter(pk=person.pk).update(channel=Channel.TEXT)

    send_due(NOW)

    assert state(call) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert len(phone_network.taken) == 1


def test_urgent_news_goes_every_way_the_person_allows(
    phone_network, smtp_sink, tell, texted, urgent
):
    person = texted(urgent_also=["email", "call"])

    deliveries = tell(person)
    send_due(NOW)

    assert [each.channel for each in deliveries] == ["text", "email", "call"]
    assert [state(each)[0] for each in deliveries] == ["sent", "sent", "pending"]


def test_urgent_news_reaches_a_person_once_a_way_however_often_it_is_planned(
    phone_network, smtp_sink, tell, texted, urgent
):
    person = texted(urgent_also=["email", "text"])

    for _time in range(3):
        tell(person)
        send_due(NOW)

    assert len(phone_network.taken) == len(smtp_sink.to(person.address)) == 1


def test_other_news_goes_one_way(phone_network, tell, texted):
    assert len(tell(texted(urgent_also=["email", "call"]))) == 1


@pytest.fixture
def urgent(kind):
    object.__setattr__(kind, "is_urgent", True)


# Trying out, and starting


def test_the_console_keeps_each_text_once(settings, tmp_path, tell, texted):
    settings.TEXTS, settings.DATA_DIR = "console", tmp_path
    person = texted()
    (delivery,) = tell(person)

    send_due(NOW)

    (kept,) = adapter.folder().glob("*.json")
    assert json.loads(kept.read_text())["to"] == person.texts_to
    assert state(delivery) == (State.SENT, "")


@pytest.mark.parametrize(
    "wrong", [{"TWILIO_FROM": ""}, {"TWILIO_AUTH_TOKEN": ""}, {"TWILIO_URL": "http://sms.example"}]
)
def test_the_site_does_not_start_with_half_an_account(phone_network, settings, wrong):
    call_command("check", "--tag", "security", verbosity=0)
    for name, value in wrong.items():
        setattr(settings, name, value)

    with pytest.raises(SystemCheckError):
        call_command("check", "--tag", "security", verbosity=0)


def test_looking_back_a_day_starts_at_midnight_utc(phone_network, tell, texted):
    tell(texted())
    Delivery.objects.update(tries=1)

    send_due(NOW)

    since = datetime.fromisoformat(phone_network.lookups[0]["DateSent>"]).replace(tzinfo=UTC)
    assert timedelta(days=1) <= datetime.now(UTC) - since <= timedelta(days=2)
