"""Tags that print what an action against a barrier costs."""

from decimal import Decimal

from babel.numbers import format_currency
from django import template

from partners.languages import locale_of

register = template.Library()


@register.simple_tag(takes_context=True)
def price(context: template.Context, amount: Decimal, currency: str) -> str:
    """Print an amount of money as people of the page's language write it: "$1,200.00"."""
    return format_currency(amount, currency, locale=locale_of(context["LANGUAGE_CODE"]))
