"""Checks of what is stored as a list or as a name."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.dates import is_zone
from partners.languages import CODES

PHONE = re.compile(r"\+?[0-9 ()./-]{4,30}")
INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164
CHANNELS = frozenset({"email", "text", "call", "post"})
LEAD = re.compile(r"P(?:(\d{1,2})D)?(?:T(\d{1,2})H)?")


def validate_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone that a person may choose."""
    if not is_zone(name):
        raise ValidationError(_("This time zone is not known. Choose one from the list."))


def validate_languages(codes: list[str]) -> None:
    """Raise ValidationError unless every one of `codes` is a language of this site."""
    if not isinstance(codes, list) or any(code not in CODES for code in codes):
        raise ValidationError(_("One of these languages is not known. Choose from the list."))


def validate_phone(number: str) -> None:
    """Raise ValidationError unless somebody could dial `number`."""
    if not PHONE.fullmatch(number):
        raise ValidationError(
            _("Write the phone number with digits, as you would dial it: +1 555 0100.")
        )


def international(number: str) -> str:
    """Return a phone number as the world dials it (E.164): "+12135550142".

    Raises ValidationError, which says what to do, if it names no country or cannot be one.
    """
    dialled = re.sub(r"[ ()./-]", "", number)
    dialled = re.sub(r"^00", "+", dialled)
    if not dialled.startswith("+"):
        raise ValidationError(
            _("Start the number with + and the code of the country: +1 213 555 0142.")
        )
    if not INTERNATIONAL.fullmatch(dialled):
        raise ValidationError(
            _("This number is too short or too long for a text message. Please check it.")
        )
    return dialled


def validate_channels(channels: list[str]) -> None:
    """Raise ValidationError unless every one of `channels` is a way to reach people."""
    if not isinstance(channels, list) or any(name not in CHANNELS for name in channels):
        raise ValidationError(_("One of these ways is not known. Choose from the list."))


def parse_lead(lead: str) -> timedelta:
    """Return an ISO 8601 duration in days or hours ("P7D", "PT2H") as a length of time.

    Raises ValueError if it is none, or nothing.
    """
    found = LEAD.fullmatch(lead) if isinstance(lead, str) else None
    if found is None or not any(found.groups()):
        raise ValueError(lead)
    days, hours = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours)


def validate_leads(leads: list[str] | None) -> None:
    """Raise ValidationError unless every lead time is a length in days or hours."""
    try:
        for lead in leads or []:
            parse_lead(lead)
    except ValueError as error:
        raise ValidationError(_("A reminder needs a number of days or hours before.")) from error
