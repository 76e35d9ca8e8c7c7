"""A filter that prints a published number, or says that it is not shown."""

from django import template
from django.utils.formats import localize

from partners.publishing import NOT_SHOWN

register = template.Library()


@register.filter
def or_not_shown(number: float | None) -> str:
    """Print a number that `partners.publishing` returned; for None, why there is none."""
    return str(NOT_SHOWN) if number is None else str(localize(number))
