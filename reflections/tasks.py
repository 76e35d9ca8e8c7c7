"""Periodic jobs of reflection, give and take, and barriers."""

from celery import shared_task

from notices.clock import database_now
from reflections import pulsing


@shared_task
def plan_pulses() -> None:
    """Hand out each meeting that ended lately and has no pulse yet. Safe to run twice."""
    for meeting_id in pulsing.due(database_now()):
        plan_pulse.delay(meeting_id)


@shared_task
def plan_pulse(meeting_id: int) -> None:
    """Plan to ask everyone how one meeting was."""
    pulsing.plan(meeting_id, database_now())


@shared_task
def forget_who_replied() -> None:
    """Delete who replied to the pulses that closed. Safe to run twice."""
    pulsing.forget(database_now())
