"""Work that comes by the clock: erasing those who wished it, and what is kept too long."""

from celery import shared_task
from django.utils import timezone

from partners import erasing, retention


@shared_task
def erase_due() -> None:
    """Erase everybody whose days to think are over. Each hour; safe to run twice."""
    erasing.erase_due(timezone.now())


@shared_task
def tidy_up() -> None:
    """Delete what was kept as long as it should be. Each night; safe to run twice."""
    retention.tidy_up(timezone.now())
