"""Periodic jobs: publishing the month that is over, and evaluations whose quarter is over."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from charters import evaluating
from dashboards import evaluations, months, snapshots


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


@shared_task
def open_evaluations() -> None:
    """Queue each evaluation that is due, one a partnership. Safe to run twice."""
    for partnership, due_on in evaluating.due(timezone.now()):
        open_evaluation.delay(partnership.pk, due_on.isoformat())


@shared_task
def open_evaluation(partnership_id: int, due_on: str) -> None:
    """Open one evaluation with its figures, unless it is open already."""
    evaluations.open_one(partnership_id, date.fromisoformat(due_on), timezone.now())
