"""Periodic work of meetings. Each task finds what is due and hands it out, one record a task."""

from celery import shared_task

from meetings import following_up, interpreter_alerts, refreshing, repeating
from meetings.models import Series
from notices.clock import database_now


@shared_task
def ask_due_follow_ups() -> None:
    """Hand out each question whose next asking has come. Safe to run twice."""
    for follow_up_id in following_up.due(database_now()):
        ask_follow_up.delay(follow_up_id)


@shared_task
def ask_follow_up(follow_up_id: int) -> None:
    """Ask one person once more, unless somebody did in the meantime."""
    following_up.ask(follow_up_id, database_now())


@shared_task
def refresh_reminders() -> None:
    """Hand out each meeting for which people or promises changed. Safe to run twice."""
    refreshing.ask_about_support(database_now())
    for meeting_id in refreshing.found(database_now()):
        refresh_meeting.delay(meeting_id)


@shared_task
def refresh_meeting(meeting_id: int) -> None:
    """Plan anew what changed for one meeting."""
    refreshing.refresh(meeting_id, database_now())


@shared_task
def extend_series() -> None:
    """Hand out each series that goes on, and what clocks changed by law. Safe to run twice."""
    for series_id in Series.objects.going_on().values_list("pk", flat=True):
        extend_one_series.delay(series_id)
    for meeting_id in refreshing.on_other_clocks(database_now()):
        refresh_meeting.delay(meeting_id)


@shared_task
def extend_one_series(series_id: int) -> None:
    """Plan the meetings of one series that came within its reach."""
    repeating.extend(Series.objects.get(pk=series_id), now=database_now())


@shared_task
def look_after_interpreters() -> None:
    """Hand out each meeting for which interpreters may be missing. Safe to run twice."""
    for meeting_id in interpreter_alerts.found(database_now()):
        look_after_interpreters_of.delay(meeting_id)


@shared_task
def look_after_interpreters_of(meeting_id: int) -> None:
    """Say what is due to be said about the interpreters of one meeting."""
    interpreter_alerts.look_after(meeting_id, database_now())
