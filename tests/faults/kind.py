"""What a fault run tells people, by a sender in a hurry: its leases are short."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from notices import kinds, sending
from partners.models import Partnership

NAME = "fault_news"
CANCELLED = "cancelled"


def set_up() -> None:
    """Register the kind, shorten the waits, and set the clock wrong if told to."""
    sending.CLAIM_LEASE = timedelta(seconds=10)
    sending.SENDING_LEASE = timedelta(seconds=5)
    sending.BACK_OFF = [timedelta(seconds=1)]
    kinds.register(
        kinds.Kind(
            name=NAME,
            label="News",
            category=kinds.Category.REMINDERS,
            subject=Partnership,
            is_wanted=lambda notice, now: notice.subject.purpose_en != CANCELLED,
        )
    )
    if hours := float(os.environ.get("WRONG_BY_HOURS", "0")):
        wrong = datetime.now(UTC) + timedelta(hours=hours)
        time_machine.travel(wrong, tick=True).start()
