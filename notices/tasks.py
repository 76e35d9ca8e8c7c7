"""What Celery wakes. Each task takes nothing, looks what is due, and is safe to run twice."""

import time

from celery import shared_task

from notices import audit_marks, hints, sending
from notices.clock import database_now

PATIENCE = 25  # seconds; then the next wake-up goes on, so that runs do not pile up


@shared_task
def send_due() -> None:
    """Send what is due. Runs every 30 seconds, and when something was planned for now.

    Where there is much, it wakes another worker, which wakes the next; and one that is alone finds
    its own call when its time is over.
    """
    end = time.monotonic() + PATIENCE
    sending.send_due(stop=lambda: time.monotonic() > end, call_another=hints.wake)


@shared_task
def mail_audit_marks() -> None:
    """Mail the mark of each log that grew, once a week. Runs daily, so that a missed day counts."""
    audit_marks.mail_marks(database_now())
