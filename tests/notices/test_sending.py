"""The sender, against a real mail server that can misbehave."""

import email
import email.policy
import os
import signal
import socket
import threading
import time as time_module
from datetime import time, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    connection,
)

from notices import lives
from notices.channels import Refused
from notices.clock import StoppedClock
from notices.models import Delivery, Heartbeat, Notice, State, Task, TaskKind
from notices.planning import void
from notices.reasons import Reason
from notices.sending import MOST_CRASHES, Sender, send_due
from partners.models import Channel, Person
from tests.notices.conftest import NOW, state
from tests.servers import wait_for

MINUTE = timedelta(minutes=1)


def parsed(received):
    return email.message_from_bytes(received.content, policy=email.policy.default)


def test_sends_what_is_due_once(smtp_sink, tell, member):
    person = member().person
    (delivery,) = tell(person)

    counts = send_due(NOW)
    send_due(NOW)

    assert counts.sent == len(smtp_sink.to(person.address)) == 1
    assert state(delivery) == (State.SENT, "")
    assert (delivery.sent_at, delivery.language) == (NOW, "en")


def test_mail_carries_its_identity_and_says_it_is_automatic(smtp_sink, tell, member):
    (delivery,) = tell(member(language="es").person)

    send_due(NOW)

    mail = parsed(smtp_sink.messages[0])
    assert mail["Message-ID"] == f"<{delivery.key.hex}@testserver>"
    assert mail["X-Idempotency-Key"] == str(delivery.key)
    assert mail.get_boundary() == delivery.key.hex
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "es"
    assert mail["From"] == "coprod <hello@testserver>"
    assert mail["List-Unsubscribe"].strip().startswith("<http://testserver/unsubscribe/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_is_sent_early(smtp_sink, tell, member):
    (delivery,) = tell(member().person, due_at=NOW + MINUTE)

    send_due(NOW)

    assert state(delivery) == (State.PENDING, "")
    assert smtp_sink.messages == []


def test_by_itself_the_sender_goes_by_the_clock_of_the_database(smtp_sink, tell, member):
    (delivery,) = tell(member().person, due_at=NOW.replace(year=2020))

    send_due()

    assert state(delivery) == (State.SENT, "")
    assert Heartbeat.objects.get().beat_at == pytest.approx(
        delivery.sent_at, abs=timedelta(seconds=30)
    )


def test_one_refused_address_of_eleven_becomes_a_task(smtp_sink, tell, member, facilitator):
    people = [member().person for _number in range(11)]
    smtp_sink.refuse.add(people[5].address)
    deliveries = tell(*people)

    send_due(NOW)

    states = [state(delivery) for delivery in deliveries]
    assert states.count((State.SENT, "")) == 10
    assert states[5] == (State.FAILED, "refused:550")
    task = Task.objects.get()
    assert (task.kind, task.person, task.subject) == (TaskKind.REFUSED, people[5], people[5])
    assert "you to do" in parsed(smtp_sink.to(facilitator.person.address)[0])["Subject"]


def test_refused_news_of_a_task_makes_no_further_task(smtp_sink, tell, member, facilitator):
    person = member().person
    smtp_sink.refuse |= {person.address, facilitator.person.address}
    tell(person)

    send_due(NOW)
    send_due(NOW + timedelta(days=1))

    assert Task.objects.count() == 1
    assert Delivery.objects.get(notice__kind="facilitator_task").state == State.FAILED


def test_a_message_that_the_server_refuses_fails(smtp_sink, tell, member, facilitator):
    smtp_sink.answer = "554 5.7.1 Not this"
    (delivery,) = tell(member().person)

    send_due(NOW)

    assert state(delivery) == (State.FAILED, "refused:554")


@pytest.mark.parametrize("answer", ["421 4.3.2 Closing", "451 4.3.0 Busy"])
def test_what_is_put_off_comes_again_ever_later(smtp_sink, tell, member, answer):
    smtp_sink.answer = answer
    (delivery,) = tell(member().person)
    waits, now = [], NOW

    for _try in range(5):
        send_due(now)
        delivery.refresh_from_db()
        waits.append((delivery.next_try_at - now) / MINUTE)
        now = delivery.next_try_at

    assert state(delivery) == (State.PENDING, f"try_again:{answer[:3]}")
    for wait, minutes in zip(waits, [1, 5, 15, 60, 60], strict=True):
        assert minutes * 0.8 <= wait <= minutes * 1.2


def test_a_put_off_address_does_not_stop_the_others(smtp_sink, tell, member):
    people = [member().person for _number in range(3)]
    smtp_sink.defer.add(people[0].address)
    deliveries = tell(*people)

    send_due(NOW)

    assert [state(delivery)[0] for delivery in deliveries] == ["pending", "sent", "sent"]


def test_what_would_come_after_its_last_moment_is_missed(smtp_sink, tell, member):
    smtp_sink.answer = "451 4.3.0 Busy"
    (delivery,) = tell(member().person, last_moment=NOW + timedelta(seconds=30))

    send_due(NOW)

    assert state(delivery) == (State.MISSED, "too_late:451")


def test_what_has_no_last_moment_is_given_up_after_days(smtp_sink, tell, member):
    smtp_sink.answer = "451 4.3.0 Busy"
    (delivery,) = tell(member().person)

    send_due(NOW + timedelta(days=3))

    assert state(delivery) == (State.MISSED, "too_late:451")


def test_what_nobody_could_send_in_time_is_missed(smtp_sink, tell, member):
    (delivery,) = tell(member().person, last_moment=NOW + MINUTE)

    counts = send_due(NOW + 2 * MINUTE)

    assert state(delivery) == (State.MISSED, "too_late")
    assert (counts.missed, smtp_sink.messages) == (1, [])


def test_a_held_row_whose_last_moment_passes_is_missed(smtp_sink, tell, member):
    (delivery,) = tell(member().person, last_moment=NOW + MINUTE)
    Delivery.objects.update(state=State.CLAIMED, lease_until=NOW)

    send_due(NOW + 2 * MINUTE)

    assert state(delivery) == (State.MISSED, "too_late")


def test_no_mail_server_is_not_the_end(settings, tell, member):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    (delivery,) = tell(member().person)

    send_due(NOW)

    assert state(delivery) == (State.PENDING, "no_server")


@pytest.mark.parametrize(("cut", "copies"), [("before", 1), ("after", 2)])
def test_a_cut_line_is_tried_again_with_the_same_identity(smtp_sink, tell, member, cut, copies):
    (delivery,) = tell(member().person)
    smtp_sink.cut = cut

    send_due(NOW)
    assert state(delivery) == (State.PENDING, "no_server")
    smtp_sink.cut = ""
    send_due(NOW + 2 * MINUTE)

    assert state(delivery) == (State.SENT, "")
    identities = {parsed(received)["Message-ID"] for received in smtp_sink.messages}
    assert (len(smtp_sink.messages), len(identities)) == (copies, 1)


def test_a_text_that_raises_stops_only_itself(smtp_sink, tell, member, facilitator, news):
    broken, fine = member().person, member().person
    deliveries = tell(broken, fine)
    Notice.objects.filter(person=broken).update(kind="nobody_knows_it")
    now = NOW

    for _try in range(MOST_CRASHES):
        send_due(now)
        now += timedelta(hours=2)
    send_due(now)

    assert state(deliveries[0]) == (State.POISON, "broken")
    assert deliveries[0].crashes == MOST_CRASHES - 1
    assert state(deliveries[1]) == (State.SENT, "")
    assert Task.objects.get().kind == TaskKind.STOPPED


def test_an_error_in_a_kind_counts_as_a_crash(smtp_sink, tell, member, news, caplog):
    news.error = ZeroDivisionError("what somebody wrote")
    (delivery,) = tell(member().person)

    send_due(NOW)

    assert "ZeroDivisionError" in caplog.text
    assert "what somebody wrote" not in caplog.text
    assert state(delivery) == (State.PENDING, "broken")
    assert delivery.crashes == 1


def test_five_crashes_of_the_sender_stop_a_row(smtp_sink, tell, member, facilitator):
    (delivery,) = tell(member().person)
    Delivery.objects.update(
        state=State.SENDING, owner="gone", lease_until=NOW - MINUTE, crashes=MOST_CRASHES - 1
    )

    send_due(NOW)

    assert state(delivery) == (State.POISON, "crashed")
    assert smtp_sink.to(delivery.notice.person.address) == []


def test_a_row_left_by_a_dead_sender_is_sent(smtp_sink, tell, member):
    (delivery,) = tell(member().person)
    Delivery.objects.update(state=State.SENDING, owner="gone", lease_until=NOW - MINUTE)

    send_due(NOW)

    assert state(delivery) == (State.SENT, "")
    assert delivery.crashes == 1


def test_a_row_that_another_sender_holds_is_left_alone(smtp_sink, tell, member):
    (delivery,) = tell(member().person)
    Delivery.objects.update(state=State.CLAIMED, owner="alive", lease_until=NOW + MINUTE)
    lives.show("alive")

    send_due(NOW + MINUTE / 2)

    assert state(delivery) == (State.CLAIMED, "")
    assert smtp_sink.messages == []


# What changed between planning and sending


def test_a_notice_that_is_not_wanted_any_more_is_void(smtp_sink, tell, member, news):
    (delivery,) = tell(member().person)
    news.is_wanted = False

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.NOT_WANTED)


def test_a_notice_about_something_that_is_gone_is_void(smtp_sink, tell, member):
    (delivery,) = tell(member().person)
    Notice.objects.update(subject_id=0)

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.NOT_WANTED)


def test_a_notice_about_something_whose_app_was_removed_is_void(smtp_sink, tell, member):
    (delivery,) = tell(member().person)
    Notice.objects.update(subject_type=ContentType.objects.create(app_label="gone", model="gone"))

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.NOT_WANTED)


def test_somebody_who_left_is_told_nothing(smtp_sink, tell, member):
    membership = member()
    (delivery,) = tell(membership.person)
    membership.left_at = NOW
    membership.save()

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.LEFT)


def test_what_a_person_switched_off_is_not_sent(smtp_sink, tell, member):
    person = member().person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(muted=["reminders"])

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.MUTED)
    assert smtp_sink.messages == []


def test_a_new_address_is_the_one_written_to(smtp_sink, tell, member):
    person = member().person
    tell(person)
    Person.objects.filter(pk=person.pk).update(email="new@example.org")

    send_due(NOW)

    assert len(smtp_sink.to("new@example.org")) == len(smtp_sink.messages) == 1


def test_a_new_language_is_the_one_written_in(smtp_sink, tell, member):
    person = member(language="en").person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(language="ar")

    send_due(NOW)

    delivery.refresh_from_db()
    assert delivery.language == "ar"
    assert parsed(smtp_sink.messages[0])["Content-Language"] == "ar"


def test_in_quiet_hours_a_message_waits_until_they_end(smtp_sink, tell, member):
    person = member(timezone="America/Los_Angeles").person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(quiet_from=time(21), quiet_until=time(8))

    counts = send_due(NOW)  # four in the morning there

    assert state(delivery) == (State.PENDING, Reason.QUIET)
    assert (counts.waiting, delivery.next_try_at.hour) == (1, 16)
    send_due(delivery.next_try_at)
    assert state(delivery) == (State.SENT, "")


def test_who_now_wants_a_call_is_called_and_not_written_to(smtp_sink, tell, member):
    person = member(phone="+1 555 0100").person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(channel=Channel.CALL)

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.CHANNEL_CHANGED)
    call = Delivery.objects.get(channel=Channel.CALL)
    assert (call.state, call.next_try_at) == (State.PENDING, NOW)
    assert smtp_sink.messages == []


def test_who_now_wants_mail_is_written_to_and_not_called(smtp_sink, tell, member):
    person = member(phone="+1 555 0100", channel=Channel.CALL).person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(channel=Channel.EMAIL)

    send_due(NOW)

    assert state(delivery) == (State.VOID, Reason.CHANNEL_CHANGED)
    assert len(smtp_sink.to(person.address)) == 1


def test_changing_ones_mind_twice_brings_the_first_way_back(smtp_sink, tell, member):
    person = member(phone="+1 555 0100").person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(channel=Channel.CALL)
    send_due(NOW)
    Person.objects.filter(pk=person.pk).update(channel=Channel.EMAIL)

    send_due(NOW)

    assert state(delivery) == (State.SENT, "")
    assert Delivery.objects.get(channel=Channel.CALL).state == State.VOID


def test_who_cannot_be_reached_any_more_becomes_a_task(smtp_sink, tell, member, facilitator):
    person = member().person
    (delivery,) = tell(person)
    Person.objects.filter(pk=person.pk).update(email=None)

    counts = send_due(NOW)

    assert state(delivery) == (State.FAILED, Reason.UNREACHABLE)
    assert (counts.failed, Task.objects.get().kind) == (1, TaskKind.UNREACHABLE)


# The sender's own trouble


def test_a_stopped_sender_gives_back_what_it_did_not_begin(smtp_sink, tell, member):
    deliveries = tell(*(member().person for _number in range(3)))

    send_due(NOW, stop=lambda: bool(smtp_sink.messages))

    states = sorted(state(delivery)[0] for delivery in deliveries)
    assert states == [State.PENDING, State.PENDING, State.SENT]
    assert set(Delivery.objects.values_list("owner", flat=True)) == {""}


def test_a_claim_that_has_nearly_run_out_is_not_taken_in_hand(tell, member):
    tell(member().person)
    sender = Sender(StoppedClock(NOW))
    (delivery,) = sender._claim()

    sender.clock = StoppedClock(NOW + timedelta(minutes=1, seconds=50))

    assert not sender._take(delivery)


@pytest.mark.postgresql
@pytest.mark.parametrize(("channel", "waits"), [(Channel.EMAIL, "off"), (Channel.TEXT, "on")])
def test_only_a_mail_is_taken_in_hand_without_waiting_for_the_disk(tell, member, channel, waits):
    tell(member().person)
    Delivery.objects.update(channel=channel)
    sender = Sender(StoppedClock(NOW))
    (delivery,) = sender._claim()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        assert sender._take(delivery)
        cursor.execute("SHOW synchronous_commit")

        assert cursor.fetchone() == (waits,)


@pytest.mark.postgresql
def test_marking_a_message_as_sent_waits_for_the_disk_again(transactional_db, tell, member):
    tell(member().person)
    sender = Sender(StoppedClock(NOW))
    (delivery,) = sender._claim()

    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        assert sender._take(delivery)
        cursor.execute("SHOW synchronous_commit")
        left = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")

    assert left == ("on",)


def test_a_mail_whose_taking_in_hand_was_lost_in_a_crash_is_marked_all_the_same(tell, member):
    (delivery,) = tell(member().person)
    sender = Sender(StoppedClock(NOW))
    (in_hand,) = sender._claim()
    claimed = Delivery.objects.values("state", "owner", "lease_until").get()
    assert sender._take(in_hand)

    Delivery.objects.update(**claimed)
    others = Sender(StoppedClock(NOW))._claim()
    sender._mark_sent(in_hand)

    assert others == []
    assert state(delivery) == (State.SENT, "")


@pytest.mark.parametrize("away_with", [OperationalError, InterfaceError, DatabaseError])
def test_the_answer_of_the_mail_server_outlasts_a_missing_database(
    transactional_db, smtp_sink, tell, member, away_with
):
    (delivery,) = tell(member().person)
    refusals = iter([away_with("away")] * 2)

    def away(execute, sql, params, many, context):
        if smtp_sink.messages and (error := next(refusals, None)):
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        counts = send_due(NOW)

    assert state(delivery) == (State.SENT, "")
    assert counts.sent == len(smtp_sink.messages) == 1


def test_what_the_database_refuses_is_not_asked_again(db):
    sender = Sender(StoppedClock(NOW))
    asked = []

    def wrong():
        asked.append(1)
        raise ProgrammingError("no such column")

    with pytest.raises(ProgrammingError):
        sender._insist(wrong)

    assert asked == [1]


def test_what_was_sent_stays_sent_even_if_somebody_else_claimed_the_row(smtp_sink, tell, member):
    (delivery,) = tell(member().person)
    sender = Sender(StoppedClock(NOW))
    (in_hand,) = sender._claim()
    assert sender._take(in_hand)
    Delivery.objects.update(state=State.CLAIMED, owner="another")

    sender._mark_sent(in_hand)

    assert state(delivery) == (State.SENT, "")
    assert send_due(NOW).sent == 0


def test_what_is_called_back_after_it_was_claimed_is_not_sent(
    smtp_sink, tell, member, partnership, news
):
    first, second = tell(member().person, member().person)
    news.before = lambda: void(partnership)  # while the first is being made

    send_due(NOW)

    assert state(first)[0] == State.SENT
    assert state(second) == (State.VOID, Reason.NOT_WANTED)
    assert len(smtp_sink.messages) == 1


def test_a_row_that_was_lost_while_in_hand_is_left_to_its_new_holder(tell, member, facilitator):
    (delivery,) = tell(member().person)
    sender = Sender(StoppedClock(NOW))
    (in_hand,) = sender._claim()
    sender._take(in_hand)
    Delivery.objects.update(owner="another")

    sender._refuse(in_hand, Refused(550))
    sender._stop(in_hand, Reason.BROKEN)
    sender._go_another_way(in_hand, sender._in_hand(in_hand))

    assert state(delivery)[0] == State.SENDING
    assert not Task.objects.exists()


def test_inside_a_transaction_nobody_waits_for_the_database(tell, member, smtp_sink):
    tell(member().person)

    def away(execute, sql, params, many, context):
        if "UPDATE" in sql and "lease_until >" in sql:
            raise OperationalError("away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        send_due(NOW)


def test_a_server_that_does_not_want_us_is_no_refusal_of_the_person(settings, tell, member):
    (delivery,) = tell(member().person)
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()

        def refuse():
            connection, _address = server.accept()
            with connection:
                connection.sendall(b"554 5.7.1 Not you\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        send_due(NOW)
        thread.join()

    assert state(delivery) == (State.PENDING, "try_again:554")


# The command


@pytest.fixture
def stop_when_sent(smtp_sink):
    """Sends SIGTERM to the command a moment after the first message came."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}

    def stop():
        wait_for(lambda: smtp_sink.messages, "a message")
        time_module.sleep(0.3)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=stop)
    yield thread.start
    thread.join()
    for sign, handler in before.items():
        signal.signal(sign, handler)


def test_the_command_looks_again_until_it_is_told_to_stop(
    transactional_db, tell, member, stop_when_sent
):
    (delivery,) = tell(member().person, due_at=NOW.replace(year=2020))
    failures = iter([OperationalError("away")])

    def away_at_first(execute, sql, params, many, context):
        if error := next(failures, None):
            raise error
        return execute(sql, params, many, context)

    stop_when_sent()
    with connection.execute_wrapper(away_at_first):
        call_command("send_due", forever=True, pause=0.05)

    assert state(delivery)[0] == State.SENT


def test_run_once_the_command_says_that_the_database_is_away(db):
    def away(execute, sql, params, many, context):
        raise OperationalError("away")

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        call_command("send_due")
