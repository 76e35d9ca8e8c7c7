"""Time zones to choose from, by part of the world and city, named in the reader's language."""

from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.dates import is_place, is_zone
from partners.languages import locale_of

AREAS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic islands"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}


class ZoneSelect(forms.Select):
    """A long list, drawn quickly."""

    template_name = "components/zones.html"


class ZoneField(forms.ChoiceField):
    """A choice of the city whose time a person or a group lives by."""

    widget = ZoneSelect
    default_error_messages = {
        "invalid_choice": _("This time zone is not known. Choose one from the list.")
    }


def offer(field: forms.Field, current: str) -> None:
    """Offer every city in a ZoneField, and the zone chosen before, whatever its name."""
    cast("ZoneField", field).choices = choices(current)


def choices(current: str = "") -> list[tuple[Any, Any]]:
    """Return the zones as groups of choices. A `current` one under an older name is added."""
    groups = cities(get_language() or settings.LANGUAGE_CODE)
    listed = {name for _area, places in groups for name, _city in places}
    extra = [(current, current)] if is_zone(current) and current not in listed | {"UTC"} else []
    return [*extra, *((AREAS[area], places) for area, places in groups), ("UTC", "UTC")]


@cache
def cities(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return (area, [(zone, city)]) with each city once, sorted by its name in `language`."""
    named: dict[str, dict[str, str]] = {area: {} for area in AREAS}
    for zone in sorted(filter(is_place, available_timezones()), key=_is_old_name):
        named[zone.partition("/")[0]].setdefault(_city(zone, language), zone)
    return [
        (area, [(zone, city) for city, zone in sorted(places.items())])
        for area, places in named.items()
        if places
    ]


@cache
def _city(zone: str, language: str) -> str:
    name = get_timezone_location(ZoneInfo(zone), locale=locale_of(language), return_city=True)
    return str(name).rpartition("/")[2]


def _is_old_name(zone: str) -> tuple[bool, str]:
    """Sort names that differ from the city's own (Asia/Calcutta) after those that agree."""
    return zone.rpartition("/")[2].replace("_", " ") != _city(zone, "en"), zone
