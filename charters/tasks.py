"""Periodic jobs: dates of duties, due reviews, newcomers, and answers that are kept no longer."""

from celery import shared_task
from django.utils import timezone

from charters import calling, deciding, duties, reviewing


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


@shared_task
def erase_call_answers() -> None:
    """Erase what strangers wrote half a year after its call closed. Safe to run twice."""
    calling.erase_outlived(timezone.now())
