"""Configuration: settings, addresses, the task queue. Wires all apps together."""

from coprod.celery import app as celery_app

__all__ = ["celery_app"]
