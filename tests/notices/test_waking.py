"""The hint to the sender: quick, harmless, and no use to anybody when the broker is away."""

import time
from datetime import timedelta

import pytest
from celery import current_app
from django.core.management import call_command

from notices import hints, holding, sending, tasks
from notices.models import Delivery, Heartbeat, Hold, Notice, State
from notices.sending import send_due
from tests.factories import PartnershipFactory
from tests.notices.conftest import NOW, state

HOUR = timedelta(hours=1)


@pytest.fixture
def broker(settings):
    """Points Celery at another broker for one test."""
    before = current_app.conf.broker_url

    def use(url):
        current_app.conf.broker_url = url

    yield use
    use(before)


def test_a_hint_reaches_the_queue(broker, valkey):
    valkey.flush()
    broker(valkey.url)

    hints.wake()

    assert valkey.client.llen("celery") == 1


@pytest.mark.parametrize("url", ["redis://127.0.0.1:9", "redis+socket:///nowhere.sock"])
def test_without_a_broker_a_hint_fails_at_once_and_in_silence(broker, url):
    broker(url)
    started = time.monotonic()

    hints.wake()

    assert time.monotonic() - started < 0.5


def test_a_broker_that_does_not_answer_keeps_nobody_waiting(broker):
    import socket  # noqa: PLC0415

    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        broker(f"redis://127.0.0.1:{deaf.getsockname()[1]}")
        started = time.monotonic()

        hints.wake()

    assert time.monotonic() - started < 1


def test_planning_for_now_gives_a_hint_when_it_is_committed(
    broker, valkey, tell, member, django_capture_on_commit_callbacks
):
    valkey.flush()
    broker(valkey.url)

    with django_capture_on_commit_callbacks(execute=True):
        tell(member().person)
        assert valkey.client.llen("celery") == 0
    assert valkey.client.llen("celery") == 1


def test_planning_for_later_gives_no_hint(tell, member, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        tell(member().person, due_at=NOW.replace(year=2030))

    assert callbacks == []


def test_the_task_sends_what_is_due(smtp_sink, tell, member):
    (delivery,) = tell(member().person, due_at=NOW.replace(year=2020))

    tasks.send_due()

    assert state(delivery)[0] == State.SENT


@pytest.mark.parametrize(("due", "calls"), [(1, 0), (2, 1), (5, 1)])
def test_where_much_is_due_one_worker_wakes_one_more(
    smtp_sink, tell, member, broker, valkey, monkeypatch, due, calls
):
    monkeypatch.setattr(sending, "BATCH", 2)
    tell(*(member().person for _each in range(due)), due_at=NOW.replace(year=2020))
    valkey.flush()
    broker(valkey.url)

    tasks.send_due()

    assert Delivery.objects.filter(state=State.SENT).count() == due
    assert valkey.client.llen("celery") == calls


def test_the_command_does_the_same_without_a_broker(smtp_sink, tell, member, capsys):
    (delivery,) = tell(member().person, due_at=NOW.replace(year=2020))

    call_command("send_due")
    call_command("send_due")

    assert state(delivery)[0] == State.SENT
    assert capsys.readouterr().out == "1 sent\n"


def test_the_sender_leaves_a_sign_of_life(db):
    send_due(NOW)
    send_due(NOW)

    assert Heartbeat.objects.get().beat_at == NOW


# Holding the ledger after a restore


def test_after_a_restore_nothing_that_was_due_is_sent(smtp_sink, tell, member):
    old, new = tell(
        member().person,
        member().person,
        due_at=lambda person: NOW.replace(year=2020 if person.pk % 2 else 2120),
    )
    old, new = sorted([old, new], key=lambda delivery: delivery.notice.due_at)

    call_command("hold_ledger")
    send_due(NOW.replace(year=2120))

    assert [state(old)[0], state(new)[0]] == [State.PENDING, State.SENT]


@pytest.mark.parametrize("send", [True, False])
def test_a_new_time_does_not_let_out_what_is_held(smtp_sink, tell, member, send):
    (delivery,) = tell(member().person)
    holding.hold(now=NOW)

    tell(delivery.notice.person, due_at=NOW + HOUR, last_moment=NOW + 3 * HOUR)
    send_due(NOW + 2 * HOUR)

    assert state(delivery)[0] == State.PENDING
    assert delivery.next_try_at == NOW + HOUR
    assert holding.release(Hold.objects.get(), send=send, by=None, now=NOW + 2 * HOUR) == 1
    send_due(NOW + 2 * HOUR)
    assert state(delivery)[0] == (State.SENT if send else State.VOID)


def test_what_is_due_after_a_hold_began_moves_as_ever(smtp_sink, tell, member):
    (delivery,) = tell(member().person, due_at=NOW + HOUR)
    holding.hold(now=NOW)

    tell(delivery.notice.person, due_at=NOW + 2 * HOUR)
    send_due(NOW + 3 * HOUR)

    assert state(delivery)[0] == State.SENT
    assert Notice.objects.get().due_at == NOW + 2 * HOUR


def test_a_hold_is_released_with_or_without_sending(smtp_sink, tell, member, partnership):
    (delivery,) = tell(member().person)
    assert holding.hold(now=NOW) == 1
    assert holding.hold(now=NOW) == 0
    hold = Hold.objects.get()

    assert holding.release(hold, send=True, by=None, now=NOW) == 1
    assert holding.release(hold, send=False, by=None, now=NOW) == 0
    send_due(NOW)

    assert state(delivery)[0] == State.SENT


def test_what_people_had_already_is_dropped(smtp_sink, tell, member, capsys):
    (delivery,) = tell(member().person, due_at=NOW.replace(year=2020))
    call_command("hold_ledger")

    call_command("hold_ledger", drop=True)

    assert state(delivery) == (State.VOID, "restored")
    tell(delivery.notice.person, due_at=NOW)  # planned anew, as when their hours change
    assert state(delivery) == (State.VOID, "restored")
    assert "Released 1 deliveries of 1 partnerships" in capsys.readouterr().out


def test_a_hold_keeps_nobody_else_back(smtp_sink, tell, member, partnership):
    PartnershipFactory()
    (delivery,) = tell(member().person)
    holding.hold(now=NOW)
    Hold.objects.filter(partnership=partnership).delete()

    send_due(NOW)

    assert state(delivery)[0] == State.SENT
    assert Delivery.objects.count() == 1
