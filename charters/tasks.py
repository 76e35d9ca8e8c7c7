"""Periodic jobs: dates of duties, reviews whose day has come, people who joined meanwhile."""

from celery import shared_task
from django.utils import timezone

from charters import deciding, duties, reviewing


@shared_task
def extend_duties() -> None:
    """Write down the coming dates of each duty, and plan their reminders. Safe to run twice."""
    duties.extend_all(timezone.now())


@shared_task
def open_reviews() -> None:
    """Open the review of each agreement whose day has come. Safe to run twice."""
    reviewing.open_due(timezone.now())


@shared_task
def tell_newcomers() -> None:
    """Tell people who joined since what is being decided. Safe to run twice."""
    deciding.tell_newcomers(timezone.now())
