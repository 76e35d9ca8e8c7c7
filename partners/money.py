"""Amounts of money as people of a language write them (CLDR, by Babel); currencies by ISO 4217."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.core import get_global
from babel.numbers import format_currency, get_currency_name, get_currency_precision
from babel.numbers import get_territory_currencies as used_in
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.languages import POP, direction, locale_of

FROM_LEFT = "\N{LEFT-TO-RIGHT ISOLATE}"
MARKS = "\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}"


@cache
def currencies() -> list[str]:
    """Return the codes of the currencies that people somewhere pay with today."""
    places = get_global("territory_currencies")
    return sorted({code for place in places for code in used_in(place)})


@cache
def currency_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of each currency, named and ordered as in `language`."""
    names = [(code, get_currency_name(code, locale=locale_of(language))) for code in currencies()]
    return [(code, f"{name} ({code})") for code, name in sorted(names, key=lambda pair: pair[1])]


def validate_currency(code: str) -> None:
    """Raise ValidationError unless people pay with this currency somewhere."""
    if code not in currencies():
        raise ValidationError(_("This currency is not known. Choose one from the list."))


def amount(value: Decimal, currency: str, language: str) -> str:
    """Return an amount as people of `language` write it: "$25.00", "25,00 US$".

    Where people write from right to left it is one piece, read from the left, whatever stands
    beside: in the order of CLDR's own marks the sign of a currency falls apart ("$US").
    """
    written = format_currency(value, currency, locale=locale_of(language))
    if direction(language) == "ltr":
        return written
    return f"{FROM_LEFT}{written.strip(MARKS)}{POP}"


def whole(value: Decimal, currency: str) -> Decimal:
    """Return an amount to the smallest coin of its currency."""
    return value.quantize(Decimal(1).scaleb(-get_currency_precision(currency)), ROUND_HALF_UP)


def is_whole(value: Decimal, currency: str) -> bool:
    """Say whether one can pay exactly this much in the currency."""
    return whole(value, currency) == value
