"""What is kept, and for how long: rows past their time go in one nightly run, others stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from partners import retention
from partners.models import Erasure, Invitation, SupportNeed, TextConsent
from tests.factories import (
    EmergencyLookFactory,
    ErasureFactory,
    InvitationFactory,
    MembershipFactory,
    PersonFactory,
    SupportNeedFactory,
    TextConsentFactory,
    now,
)

MONTH = timedelta(days=30)
YEAR = timedelta(days=365)


def aged(age):
    """One of everything that has a time, that old; return what is left of each after a night."""
    at = now() - age
    membership = MembershipFactory()
    Session.objects.create(session_key="a1", session_data="", expire_date=at)
    device = UserSession.objects.create(
        user=PersonFactory(), ip="10.0.0.1", user_agent="", session_key="a1"
    )
    UserSession.objects.filter(pk=device.pk).update(last_seen_at=at)
    InvitationFactory(
        membership=membership, created_at=at - MONTH, expires_at=at, name="Rosa",
        email="rosa@example.org", accepted_at=at,
    )  # fmt: skip
    TextConsentFactory(agreed_at=at - MONTH, ended_at=at, ended_by="withdrawn")
    SupportNeedFactory(membership=membership, ended_at=at)
    ErasureFactory(asked_at=at, taken_back_at=at)
    EmergencyLookFactory(asked_at=at)
    return retention.tidy_up(now())


NAMES = {
    "sessions that ended", "devices of sessions that ended", "codes for a new address",
    "what was typed to invite somebody", "yeses to text messages that ended", "needs that ended",
    "wishes to be erased that were taken back", "why somebody had to be reached in an emergency",
}  # fmt: skip


def test_the_table_is_the_one_that_operators_read():
    guide = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()

    assert {term.name for term in retention.terms()} == NAMES
    for term in retention.terms():
        assert f"| {term.name} | {term.kept.days} days |" in guide


@pytest.mark.django_db
def test_after_four_years_everything_with_a_time_is_gone(caplog):
    with caplog.at_level("INFO"):
        counts = aged(4 * YEAR)

    assert {name for name, count in counts.items() if count} == NAMES - {"codes for a new address"}
    assert "'needs that ended': 1" in caplog.text
    assert "rosa" not in caplog.text.lower()
    for model in (Session, UserSession, TextConsent, SupportNeed, Erasure):
        assert not model.objects.exists()
    assert Invitation.objects.get().name == Invitation.objects.get().email == ""


@pytest.mark.django_db
def test_after_thirteen_months_a_yes_to_texts_can_still_be_proved():
    counts = aged(13 * MONTH)

    assert counts["needs that ended"] == 1
    assert counts["yeses to text messages that ended"] == 0
    assert TextConsent.objects.exists()


@pytest.mark.django_db
def test_what_is_new_stays_and_a_second_run_finds_nothing():
    counts = aged(timedelta(hours=1))

    assert set(counts.values()) == {0}
    assert set(aged_again().values()) == {0}


def aged_again():
    return retention.tidy_up(now())


@pytest.mark.django_db
def test_what_was_typed_stays_while_somebody_may_still_join():
    waiting = InvitationFactory(
        membership__joined_at=None, created_at=now() - YEAR, expires_at=now() - 2 * MONTH,
        name="Rosa",
    )  # fmt: skip

    retention.tidy_up(now())

    waiting.refresh_from_db()
    assert waiting.name == "Rosa"


def test_a_name_is_taken_once():
    with pytest.raises(ValueError, match="said already"):
        retention.keep_for(
            retention.Term("needs that ended", YEAR, lambda before: SupportNeed.objects.none())
        )
