"""What is looked at before the site starts: that whoever brings text messages can be asked."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

NEEDED = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
HERE = {"localhost", "127.0.0.1"}


@register(Tags.security)
def check_texts(**kwargs: Any) -> list[CheckMessage]:
    """Refuse text messages without an account, or with one whose password anybody could read."""
    if settings.TEXTS != "twilio":
        return []
    missing = [name for name in NEEDED if not getattr(settings, name)]
    hint = "docs/operating.md says where to find them."
    found: list[CheckMessage] = [
        Error(f"TEXTS is twilio, but {name} is empty.", hint=hint, id="notices.E001")
        for name in missing
    ]
    address = urlsplit(settings.TWILIO_URL)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in HERE):
        message = "TWILIO_URL does not start with https://."
        found.append(Error(message, hint="The password would be read.", id="notices.E002"))
    return found
