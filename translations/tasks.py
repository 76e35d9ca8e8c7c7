"""What Celery wakes: safe to run twice."""

from celery import shared_task
from django.utils import timezone

from translations import asking


@shared_task
def tell_what_is_there() -> None:
    """Tell people what they can read by now."""
    asking.tell_what_is_there(timezone.now())
