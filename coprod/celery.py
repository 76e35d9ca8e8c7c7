"""The Celery application: an alarm clock for work whose schedule stands in the database."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import before_task_publish, setup_logging, task_postrun, task_prerun

from coprod import logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coprod.settings")

app = Celery("coprod")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_logs_as_they_are(**kwargs: Any) -> None:
    """Keep Celery from setting up logs: the settings have done so."""


@before_task_publish.connect
def pass_on_reference(headers: dict[str, Any], **kwargs: Any) -> None:
    """Have a task say in its lines which request it comes from."""
    headers["reference"] = logs.reference()


@task_prerun.connect
def take_up_reference(task: Task, **kwargs: Any) -> None:
    """Begin a task's lines with the request's reference, else with one of its own."""
    logs.refer_to((task.request.headers or {}).get("reference") or logs.new_reference())


@task_postrun.connect
def put_down_reference(**kwargs: Any) -> None:
    """Let what the worker itself writes carry none."""
    logs.refer_to("")
