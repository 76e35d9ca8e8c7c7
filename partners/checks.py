"""What is looked at before the site starts: that keys are what they should be."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from partners import vault
from partners.models import Motivation
from partners.vault import KEY_SIZE


@register(Tags.security)
def check_master_keys(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a master key that is not 32 bytes in base64."""
    if all(_is_key(key) for key in [settings.MASTER_KEY, *settings.MASTER_KEY_FALLBACKS]):
        return []
    hint = "Make one as .env.example says."
    message = "A MASTER_KEY, or one of MASTER_KEY_FALLBACKS, is not 32 bytes in base64."
    return [Error(message, hint=hint, id="partners.E001")]


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_SIZE
    except binascii.Error:
        return False


@register(Tags.security)
def check_keys(**kwargs: Any) -> list[CheckMessage]:
    """Refuse a master key that opens none of the people's keys; warn if others can read them."""
    if check_master_keys() or not settings.KEYS_DIR.exists():
        return []
    found: list[CheckMessage] = []
    if settings.KEYS_DIR.stat().st_mode & 0o077:
        hint = f"chmod -R go= {settings.KEYS_DIR}"
        found.append(Warning("Others can look into KEYS_DIR.", hint=hint, id="partners.W001"))
    if not vault.master_key_fits():
        hint = "Put the key that was used before into MASTER_KEY_FALLBACKS."
        message = "MASTER_KEY does not open the keys in KEYS_DIR."
        found.append(Error(message, hint=hint, id="partners.E002"))
    return found


@register(Tags.database)
def check_keys_are_there(*, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start without the keys of words that are there: new ones would not open them."""
    if vault.is_begun() or not any(map(_holds_sealed_words, databases or [])):
        return []
    hint = "Is the disk there? Else restore the backup of KEYS_DIR."
    message = "There are sealed words in the database, but no keys in KEYS_DIR."
    return [Error(message, hint=hint, id="partners.E003")]


def _holds_sealed_words(alias: str) -> bool:
    is_migrated = Motivation._meta.db_table in connections[alias].introspection.table_names()
    return is_migrated and Motivation.objects.using(alias).exists()
