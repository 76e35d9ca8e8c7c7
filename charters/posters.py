"""Posters of open calls: one page in one language, with the address, a picture of it, and a number.

The picture is drawn from our own address; all words come as data.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from charters import calls_by_text
from charters.models import Call
from notices.pictures import qr_of
from partners import dates
from partners.languages import direction
from partners.typesetting import typeset
from translations.reading import read

PAGE = (Path(__file__).parent / "paper" / "poster.typ").read_bytes()


def make(call: Call, language: str) -> bytes:
    """Return the PDF of a call in one language. Raises CannotSet."""
    return typeset(PAGE, content(call, language))


def content(call: Call, language: str) -> dict[str, Any]:
    """Return everything that stands on the poster."""
    address = settings.BASE_URL + call.public_address
    with override(language):
        return {
            "lang": language.split("-")[0],
            "direction": direction(language),
            "title": str(read(call, "title", language)),
            "parts": _parts(call, language),
            "how": gettext("How to answer"),
            "picture": qr_of(f"{address}?read={language}"),
            "picture_is": gettext("A picture of the address, for a phone camera"),
            "scan": gettext("Point the camera of a phone here, or open:"),
            "address": address.split("://", 1)[1],
            "by_phone": _by_phone(call, language),
            "by_text": _by_text(call, language),
            "until": gettext("You can answer until %(day)s.")
            % {"day": dates.day(call.closes_on, language)},
        }


def _parts(call: Call, language: str) -> list[dict[str, str]]:
    parts = {
        "about": gettext("What it is about"),
        "asks": gettext("What it asks of you"),
        "offers": gettext("What you get in return"),
        "support": gettext("Help to take part"),
    }
    found = [{"title": title, "words": str(read(call, name, language))} for name, title in
             parts.items()]  # fmt: skip
    return [part for part in found if part["words"]]


def _by_phone(call: Call, language: str) -> dict[str, str]:
    return {
        "title": gettext("Call us"),
        "number": call.phone,
        "about": ", ".join(filter(None, [call.contact, str(read(call, "phone_times", language))])),
    }


def _by_text(call: Call, language: str) -> dict[str, str]:
    text = calls_by_text.how(call, language)
    return {
        "title": gettext("Or send this as a text message:"),
        "to": gettext("To this number:"),
        "words": text["words"] if text else "",
        "number": text["number"] if text else "",
    }
