"""Periodic jobs of reflection, give and take, and barriers."""

from celery import shared_task
from django.utils import timezone

from notices.clock import database_now
from reflections import asking, barrier_asking, bringing_back, checkpoints, pulsing, theming


@shared_task
def prepare_reflecting() -> None:
    """Hand out each meeting before which somebody is to be asked. Safe to run twice."""
    for meeting_id in asking.out_of_step(database_now()):
        prepare_meeting.delay(meeting_id)


@shared_task
def prepare_meeting(meeting_id: int) -> None:
    """Plan what people are asked before one meeting."""
    asking.prepare(meeting_id, database_now())


@shared_task
def tidy_marks() -> None:
    """Remove marks of themes that are no longer counted. Safe to run twice."""
    theming.tidy(database_now())


@shared_task
def ask_whether_barriers_are_better() -> None:
    """Ask those affected wherever the time has come. Safe to run twice."""
    barrier_asking.ask_due(timezone.now())


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


@shared_task
def bring_back_asks() -> None:
    """Hand out each ask that nobody answered and whose time has come. Safe to run twice."""
    for ask_id in bringing_back.asks_due(timezone.now()):
        bring_back_ask.delay(ask_id)


@shared_task
def bring_back_ask(ask_id: int) -> None:
    """Bring one ask back, unless somebody answered it or another did so in the meantime."""
    bringing_back.bring_back(ask_id, timezone.now())


@shared_task
def ask_whether_given() -> None:
    """Hand out what each receiver should be asked about now. Safe to run twice."""
    for given_id in bringing_back.given_due(timezone.now()):
        ask_one_receiver.delay(given_id)


@shared_task
def ask_one_receiver(given_id: int) -> None:
    """Ask one receiver whether it was given, unless they said so in the meantime."""
    bringing_back.ask_whether_given(given_id, timezone.now())


@shared_task
def open_checkpoints() -> None:
    """Ask each person whose time has come whether it still fits. Safe to run twice."""
    checkpoints.open_due(timezone.now())
