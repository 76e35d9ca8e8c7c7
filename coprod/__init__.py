"""Configuration: settings, addresses and the task queue. Wires all apps together; imported by none."""

from coprod.celery import app as celery_app

__all__ = ["celery_app"]
