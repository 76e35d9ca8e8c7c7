"""Periodic jobs of reflection, give and take, and barriers."""

from celery import shared_task
from django.utils import timezone

from reflections import checkpoints


@shared_task
def open_checkpoints() -> None:
    """Ask each person whose time has come whether it still fits. Safe to run twice."""
    checkpoints.open_due(timezone.now())
