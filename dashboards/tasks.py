"""Periodic jobs: publishing the figures of the month that is over."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from dashboards import months, snapshots


@shared_task
def publish_month() -> None:
    """Publish each programme's last month, unless it is published. Safe to run twice."""
    month = months.last_whole(timezone.now())
    for programme in snapshots.missing(month):
        publish_programme.delay(programme, month.isoformat())


@shared_task
def publish_programme(programme: int, month: str) -> None:
    """Publish one month of one programme, all of it or nothing. Safe to run twice."""
    snapshots.publish(programme, date.fromisoformat(month), timezone.now())
