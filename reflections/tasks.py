"""Periodic jobs of reflection, give and take, and barriers."""

from celery import shared_task
from django.utils import timezone

from reflections import barrier_asking


@shared_task
def ask_whether_barriers_are_better() -> None:
    """Ask those affected wherever the time has come. Safe to run twice."""
    barrier_asking.ask_due(timezone.now())
