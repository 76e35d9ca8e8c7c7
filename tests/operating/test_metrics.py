"""Figures for Prometheus: only for who knows the token, about nobody, and always as cheap."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from notices import heartbeats
from notices.models import State
from tests.factories import DeliveryFactory, HeartbeatFactory, HoldFactory

TOKEN = "a token of more than thirty letters"


@pytest.fixture
def scrape(client, db, settings):
    settings.METRICS_TOKEN = TOKEN

    def ask():
        return client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    return ask


def values(answer):
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.split(" ") for line in lines)}


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def test_without_a_token_there_is_no_such_address(client, db):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer x", f"Basic {TOKEN}", "Bearer é"])
def test_who_does_not_know_the_token_learns_nothing(client, scrape, given):
    headers = {} if given is None else {"Authorization": given}

    answer = client.get("/metrics", headers=headers)

    assert (answer.status_code, answer.content) == (401, b"")


def test_figures_say_how_the_ledger_stands(scrape):
    DeliveryFactory(next_try_at=ago(3))
    DeliveryFactory(next_try_at=ago(20))
    DeliveryFactory(next_try_at=timezone.now() + timedelta(minutes=5), tries=1)
    DeliveryFactory(next_try_at=timezone.now() + timedelta(days=5))
    DeliveryFactory(state=State.SENT, sent_at=ago(59))
    DeliveryFactory(state=State.SENT, sent_at=ago(61))
    DeliveryFactory(state=State.FAILED, next_try_at=ago(5))
    DeliveryFactory(state=State.VOID, next_try_at=ago(5))
    HeartbeatFactory(beat_at=ago(2))
    HoldFactory()

    found = values(scrape())

    assert found.pop("coprod_oldest_due_seconds") == pytest.approx(1200, abs=30)
    assert found.pop("coprod_sender_heartbeat_age_seconds") == pytest.approx(120, abs=30)
    assert found == {
        "coprod_deliveries_due": 2,
        "coprod_deliveries_late": 1,
        "coprod_deliveries_retrying": 1,
        "coprod_deliveries_sent_last_hour": 1,
        "coprod_deliveries_failed_last_hour": 1,
        "coprod_partnerships_held": 1,
    }


def test_each_figure_says_what_it_is(scrape):
    answer = scrape()

    names = [line.split(" ")[2] for line in answer.text.splitlines() if line.startswith("# HELP")]
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert set(names) == set(values(answer))


@pytest.mark.parametrize("rows", [3, 30])
def test_figures_cost_five_statements(scrape, rows, django_assert_num_queries):
    for _row in range(rows):
        DeliveryFactory(next_try_at=ago(3))

    with django_assert_num_queries(5):
        scrape()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_figures_are_read_from_indexes():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plans = [
        heartbeats.Delivery.objects.filter(state=State.SENT, sent_at__gt=ago(60)).explain(),
        heartbeats.late(timezone.now()).explain(),
    ]

    assert "sent_deliveries_by_time" in plans[0]
    assert "open_deliveries_by_time" in plans[1]
