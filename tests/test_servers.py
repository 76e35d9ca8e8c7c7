"""The servers that other tests lean on behave as they promise."""

import smtplib

import pytest
from celery import current_app

from tests import postgres
from tests.servers import wait_for


def send(sink, *recipients, text="Subject: hello\r\n\r\nhello\r\n"):
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as connection:
        return connection.sendmail("from@coprod.test", recipients, text.encode())


def test_sink_keeps_the_envelope_and_the_raw_message(smtp_sink):
    send(smtp_sink, "ana@example.org", text="Subject: ¿Puede?\r\n\r\nSí\r\n")

    (message,) = smtp_sink.to("ana@example.org")
    assert message.sender == "from@coprod.test"
    assert message.content.decode() == "Subject: ¿Puede?\r\n\r\nSí\r\n"


def test_sink_refuses_one_address_and_takes_the_rest(smtp_sink):
    smtp_sink.refuse.add("gone@example.org")

    refused = send(smtp_sink, "gone@example.org", "here@example.org")

    assert refused["gone@example.org"][0] == 550
    assert smtp_sink.messages[0].recipients == ["here@example.org"]


def test_sink_asks_to_try_later(smtp_sink):
    smtp_sink.defer.add("later@example.org")

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(smtp_sink, "later@example.org")

    assert refusal.value.recipients["later@example.org"][0] == 451


@pytest.mark.parametrize(("cut", "kept"), [("before", 0), ("after", 1)])
def test_sink_cuts_the_line(smtp_sink, cut, kept):
    smtp_sink.cut = cut

    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(smtp_sink, "ana@example.org")

    assert len(smtp_sink.messages) == kept


def test_sink_answers_as_told_until_the_next_test(smtp_sink):
    smtp_sink.answer = "421 4.3.2 closing"

    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_sink, "ana@example.org")

    assert smtp_sink.messages == []


def test_broker_forgets_when_flushed(valkey):
    valkey.client.set("kept", "1")

    valkey.flush()

    assert valkey.client.get("kept") is None


def test_worker_runs_and_beat_wakes_the_sender(worker, valkey):
    wait_for(lambda: b"notices.tasks.send_due" in worker.log.read_bytes(), "beat", seconds=20)
    assert worker.poll() is None
    assert current_app.conf.broker_url == "memory://"  # tests themselves queue nothing


def test_postgres_survives_a_restart():
    with postgres.running() as server:
        server.restart()

        assert server.directory.joinpath("data", "postmaster.pid").exists()

    assert not server.directory.exists()
