"""A Celery worker for a fault run: `celery -A tests.faults.worker worker -B`."""

import django
from celery.signals import worker_init

from coprod.celery import app

__all__ = ["app"]


@worker_init.connect
def in_a_hurry(**_signal):
    """Before the worker's children are forked."""
    django.setup()
    from tests.faults import kind  # noqa: PLC0415 - needs the apps

    kind.set_up()
