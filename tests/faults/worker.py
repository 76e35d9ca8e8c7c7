"""Celery of a fault run: `celery -A tests.faults.worker worker`, and `... beat`."""

import django
from celery.signals import worker_init

from coprod.celery import app

__all__ = ["app"]


@worker_init.connect
def as_in_this_run(**_signal):
    """Before the worker's children are forked."""
    django.setup()
    from tests.faults import kinds  # noqa: PLC0415 - needs the apps

    kinds.set_up()
