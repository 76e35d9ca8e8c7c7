"""Signs of life, and how soon others take over what a dead sender held."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections

from notices import lives
from notices.models import Delivery, State
from notices.sending import LEASE_OF_THE_DEAD, SENDING_LEASE, send_due
from tests.notices.conftest import NOW, state
from tests.servers import wait_for

MOMENT = timedelta(seconds=1)


@pytest.fixture
def in_hand(tell, member):
    """A row that the sender called "other" has just taken in hand."""
    (delivery,) = tell(member().person)
    Delivery.objects.update(state=State.SENDING, owner="other", lease_until=NOW + SENDING_LEASE)
    return delivery


@pytest.fixture
def elsewhere(in_hand):
    """A connection of another process to the same database."""
    another = connections.create_connection("default")
    another.settings_dict["NAME"] = connection.settings_dict["NAME"]
    yield another
    another.close()


@pytest.mark.postgresql
def test_a_row_of_a_dead_sender_is_sent_after_half_a_minute(smtp_sink, in_hand):
    at_once = send_due(NOW).sent
    a_little_later = send_due(NOW + LEASE_OF_THE_DEAD - MOMENT).sent
    then = send_due(NOW + LEASE_OF_THE_DEAD + MOMENT).sent

    assert (at_once, a_little_later, then) == (0, 0, 1)
    assert state(in_hand) == (State.SENT, "")


@pytest.mark.postgresql
def test_a_row_of_a_living_sender_waits_for_its_lease(smtp_sink, in_hand, elsewhere, monkeypatch):
    monkeypatch.setattr(lives, "connection", elsewhere)
    lives.show("other")
    monkeypatch.undo()

    sent = send_due(NOW).sent + send_due(NOW + SENDING_LEASE - MOMENT).sent

    assert sent == 0
    assert send_due(NOW + SENDING_LEASE + MOMENT).sent == 1


@pytest.mark.postgresql
def test_a_sender_lives_as_long_as_its_connection(db, elsewhere, monkeypatch):
    monkeypatch.setattr(lives, "connection", elsewhere)
    lives.show("other")
    monkeypatch.undo()

    while_it_lives = lives.dead(["other", "another"])
    elsewhere.close()

    assert while_it_lives == ["another"]
    wait_for(lambda: lives.dead(["other"]) == ["other"], "its lock to end with its connection")


@pytest.mark.postgresql
def test_who_is_done_shows_no_life_any_more(db):
    lives.show("other")
    before = lives.dead(["other"])

    lives.hide("other")

    assert (before, lives.dead(["other"])) == ([], ["other"])


@pytest.mark.postgresql
def test_a_sender_whose_connection_was_cut_shows_life_again(
    transactional_db, smtp_sink, tell, member
):
    tell(member().person)
    refusals, living = iter([OperationalError("cut")]), []

    def cut(execute, sql, params, many, context):
        if smtp_sink.messages and (error := next(refusals, None)):
            raise error
        if "sent_at = %s" in sql:
            owner = Delivery.objects.get().owner
            living.append(lives.dead([owner]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cut):
        sent = send_due(NOW).sent

    assert sent == 1
    assert living == [[]]


def test_without_such_locks_nobody_is_known_to_be_dead(db, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")

    lives.show("other")

    assert lives.dead(["other"]) == []
