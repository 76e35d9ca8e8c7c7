"""Tells the welcome page whether any open call is listed."""

from django import template
from django.utils import timezone

from charters import calling

register = template.Library()


@register.simple_tag
def listed_calls() -> bool:
    """Say whether some partnership looks for people on the public list now."""
    return calling.listed(timezone.now()).exists()
