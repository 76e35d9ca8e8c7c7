"""Filters that print days and times for the reader of the page."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from partners import dates

register = template.Library()


@register.simple_tag(takes_context=True)
def moment(context: template.Context, value: datetime) -> str:
    """Print day, time and zone of a moment, in the page's language and its reader's zone."""
    return dates.moment(value, context["LANGUAGE_CODE"], timezone.get_current_timezone())


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: date | datetime) -> str:
    """Print a day in words, in the page's language."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return dates.day(value, context["LANGUAGE_CODE"])


@register.simple_tag(takes_context=True)
def clock(context: template.Context, value: datetime) -> str:
    """Print the time of day of a moment, in the page's language and its reader's zone."""
    return dates.clock(timezone.localtime(value), context["LANGUAGE_CODE"])
