"""Periodic jobs of reflection, give and take, and barriers."""

from celery import shared_task
from django.utils import timezone

from reflections import bringing_back


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
