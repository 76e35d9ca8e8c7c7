"""What machines ask: whether the process lives, whether the site works, whether messages go out."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone

from coprod import health
from notices import heartbeats
from notices.models import State
from tests.factories import (
    DeliveryFactory,
    HeartbeatFactory,
    HoldFactory,
    MembershipFactory,
    PartnershipFactory,
)


@pytest.fixture(autouse=True)
def _asks_anew():
    health._insist_on_tables.cache_clear()
    yield
    health._insist_on_tables.cache_clear()


def ago(minutes):
    return timezone.now() - timedelta(minutes=minutes)


def due(minutes, **fields):
    """A message that was due so many minutes ago."""
    return DeliveryFactory(notice__due_at=ago(minutes), next_try_at=ago(minutes), **fields)


def test_a_process_lives_whatever_becomes_of_the_database(client):
    # No database mark: a query would fail this test.
    answer = client.get("/livez")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.parametrize("address", ["/livez", "/readyz", "/health/", "/metrics"])
def test_machines_are_not_sent_to_https(client, db, settings, address):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(address).status_code in {200, 404}
    assert client.get("/elsewhere/").status_code == 301


@pytest.mark.django_db
class TestReadiness:
    """Ready is a site whose messages go out."""

    def test_a_new_site_is_ready(self, client):
        answer = client.get("/readyz")

        assert (answer.status_code, answer.text) == (200, "ok\n")

    def test_not_without_a_database(self, client):
        with connection.execute_wrapper(refuse):
            answer = client.get("/readyz")

        assert (answer.status_code, answer.text) == (503, "The database does not answer.\n")

    def test_not_before_every_migration_is_applied(self, client, monkeypatch):
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: {})
        monkeypatch.setattr(
            "coprod.health.MigrationExecutor.migration_plan", lambda self, targets: ["one"]
        )

        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert "manage.py migrate" in answer.text

    def test_not_without_the_shared_cache(self, client, monkeypatch):
        monkeypatch.setattr(caches["default"], "_table", "no_such_table")

        answer = client.get("/readyz")

        assert answer.status_code == 503
        assert "createcachetable" in answer.text

    @pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 503)])
    def test_not_when_no_sender_has_run_for_ten_minutes(self, client, minutes, status):
        HeartbeatFactory(beat_at=ago(minutes))

        answer = client.get("/readyz")

        assert answer.status_code == status
        if status == 503:
            assert (
                answer.text == f"Messages are not going out since {ago(11):%Y-%m-%d %H:%M} UTC.\n"
            )

    @pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 503)])
    def test_not_when_a_sender_never_ran_though_a_message_is_due(self, client, minutes, status):
        due(minutes)

        assert client.get("/readyz").status_code == status

    def test_not_when_a_sender_runs_and_brings_nothing(self, client):
        due(11)
        heartbeats.beat(timezone.now())

        assert client.get("/readyz").status_code == 503

    def test_not_when_the_mail_server_is_away(self, client):
        DeliveryFactory(next_try_at=timezone.now() + timedelta(minutes=12), tries=3)
        heartbeats.beat(timezone.now())

        assert client.get("/readyz").status_code == 503

    def test_but_as_long_as_a_long_queue_is_worked_through(self, client):
        due(11)
        DeliveryFactory(state=State.SENT, sent_at=ago(1))
        heartbeats.beat(timezone.now())

        assert client.get("/readyz").status_code == 200

    def test_what_is_held_after_a_restore_is_not_late(self, client):
        held = due(11)
        HoldFactory(partnership=held.notice.partnership)
        heartbeats.beat(timezone.now())

        assert client.get("/readyz").status_code == 200

    def test_it_names_nobody(self, client):
        late = due(11)

        answer = client.get("/readyz")

        assert late.notice.person.name not in answer.text
        assert late.notice.partnership.name not in answer.text


def refuse(execute, sql, params, many, context):
    raise OperationalError("away")


@pytest.fixture
def facilitator(client, db):
    membership = MembershipFactory(facilitator=True, person__timezone="America/Bogota")
    client.force_login(membership.person)
    return membership


def outbox_of(membership):
    return reverse("notices:outbox", args=[membership.partnership.slug])


def test_facilitator_reads_what_is_late_and_since_when(client, facilitator):
    late = due(11, notice__partnership=facilitator.partnership)

    page = client.get(outbox_of(facilitator)).text

    local = timezone.localtime(late.notice.due_at, facilitator.person.zone)
    assert "1 message is late." in page
    assert f"{local:%-I:%M}" in page.partition("is late")[2].partition("</p>")[0]


def test_facilitator_reads_nothing_of_what_is_late_elsewhere(client, facilitator):
    due(11, notice__partnership=PartnershipFactory())

    page = client.get(outbox_of(facilitator)).text

    assert heartbeats.late(timezone.now()).exists()
    assert "late." not in page


def test_facilitator_is_warned_when_a_sender_brings_nothing(client, facilitator):
    due(11)
    heartbeats.beat(timezone.now())

    assert "Reminders are not going out since" in client.get(outbox_of(facilitator)).text
