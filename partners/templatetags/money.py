"""A tag that prints an amount of money for the reader of the page."""

from decimal import Decimal

from django import template

from partners.money import amount

register = template.Library()


@register.simple_tag(takes_context=True)
def money(context: template.Context, value: Decimal, currency: str) -> str:
    """Print an amount in the page's language."""
    return amount(value, currency, context["LANGUAGE_CODE"])
