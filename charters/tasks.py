"""Periodic jobs: dates of duties, and reviews whose day has come."""

from celery import shared_task
from django.utils import timezone

from charters import duties, reviewing


@shared_task
def extend_duties() -> None:
    """Write down the coming dates of each duty, and plan their reminders. Safe to run twice."""
    duties.extend_all(timezone.now())


@shared_task
def open_reviews() -> None:
    """Open the review of each agreement whose day has come. Safe to run twice."""
    reviewing.open_due(timezone.now())
