"""What a fault run tells people, and how much faster time passes in it."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from notices import heartbeats, kinds, sending
from partners.models import Partnership

NEWS = "fault_news"
CANCELLED = "cancelled"
BROKEN = "broken"


def set_up() -> None:
    """In each process of a run: know the kind, keep the run's pace, have a wrong clock if told."""
    pace = float(os.environ["FAULTS_PACE"])
    sending.BACK_OFF = [wait / pace for wait in sending.BACK_OFF]
    heartbeats.TOO_LONG /= pace
    if os.environ["FAULTS_LEASES"] == "short":
        sending.CLAIM_LEASE = timedelta(seconds=20)
        sending.SENDING_LEASE = timedelta(seconds=15)
        sending.LEASE_OF_THE_DEAD = timedelta(seconds=3)
    kinds.register(
        kinds.Kind(
            name=NEWS,
            label="News",
            category=kinds.Category.REMINDERS,
            subject=Partnership,
            is_wanted=lambda notice, now: notice.subject.purpose_en != CANCELLED,
            context=_context,
        )
    )
    if hours := float(os.environ.get("WRONG_BY_HOURS", "0")):
        wrong = datetime.now(UTC) + timedelta(hours=hours)
        time_machine.travel(wrong, tick=True).start()


def _context(notice):
    if notice.person.name == BROKEN:
        raise ZeroDivisionError
    return {}
