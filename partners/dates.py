"""Days and times as people of a language write them (CLDR, by Babel), always with their zone."""

from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_time, get_timezone_location, get_timezone_name
from django.utils.translation import gettext, override

from partners.languages import locale_of


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Return (name, name) of each zone a person may choose: places, and UTC."""
    places = sorted(name for name in available_timezones() if is_place(name))
    return [(name, name.replace("_", " ")) for name in ["UTC", *places]]


def is_place(name: str) -> bool:
    """Say whether a zone name is a place (Africa/Cairo), not an abbreviation or a file."""
    area, _slash, place = name.partition("/")
    areas = {
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe",
        "Indian", "Pacific",
    }  # fmt: skip
    return bool(place) and area in areas


def is_zone(name: str) -> bool:
    """Say whether `name` is a zone a person may choose. Never raises, whatever was typed."""
    return name == "UTC" or (is_place(name) and name in _known_zones())


@cache
def _known_zones() -> frozenset[str]:
    """Return all zone names. Finding them walks through a directory, which takes milliseconds."""
    return frozenset(available_timezones())


def end_of(value: date, zone: ZoneInfo) -> datetime:
    """Return the midnight at which a day is over in a zone."""
    return datetime.combine(value + timedelta(days=1), time.min, tzinfo=zone)


def day(value: date, language: str) -> str:
    """Return the day in words: "Thursday, December 3, 2026"."""
    # Not by the value itself, which may be a moment: two that are equal may be on different days.
    return _day(value.toordinal(), language)


@lru_cache(maxsize=1_000)
def _day(ordinal: int, language: str) -> str:
    """Return it as worked out before: the people of a meeting are told the same few days."""
    return format_date(date.fromordinal(ordinal), "full", locale=locale_of(language))


def clock(value: datetime, language: str) -> str:
    """Return the time of day of an aware moment, in the zone it carries: "5:30 PM"."""
    return format_time(value, "short", locale=locale_of(language))


def zone_name(zone: ZoneInfo, language: str) -> str:
    """Return the zone as people call it: "Los Angeles time", "UTC"."""
    if zone.key == "UTC":
        return "UTC"
    return _zone_name(zone.key, language)


@cache
def _zone_name(key: str, language: str) -> str:
    locale = locale_of(language)
    city = get_timezone_location(ZoneInfo(key), locale=locale, return_city=True)
    with override(language):
        # Translators: a time zone named by its city, as in "Los Angeles time".
        return gettext("%(city)s time") % {"city": city}


def moment(value: datetime, language: str, zone: ZoneInfo) -> str:
    """Return day, time and zone: "Thursday, December 3, 2026, 5:30 PM (Los Angeles time)"."""
    local = value.astimezone(zone)
    with override(language):
        # Translators: a moment in full, as in "Thursday, December 3, 5:30 PM (Los Angeles time)".
        return gettext("%(day)s, %(time)s (%(zone)s)") % {
            "day": day(local.date(), language),
            "time": clock(local, language),
            "zone": zone_name(zone, language),
        }


def offset_name(value: datetime, language: str) -> str:
    """Return which of two equal wall times this is: "Pacific Daylight Time"."""
    return get_timezone_name(value, locale=locale_of(language))
