"""What is looked at before the site starts: keys, and the ways to database, Redis and mail."""

import base64
import binascii
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
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


@register(Tags.security, deploy=True)
def check_ways(**kwargs: Any) -> list[CheckMessage]:
    """Ask for TLS, with a certificate that is checked, on every way to another machine."""
    database, redis = settings.DATABASES["default"], urlsplit(settings.CELERY_BROKER_URL)
    is_verified = database.get("OPTIONS", {}).get("sslmode") in {"verify-full", "verify-ca"}
    is_checked = redis.scheme == "rediss" and "ssl_cert_reqs=none" not in redis.query.lower()
    scanner = urlsplit(f"//{settings.CLAMAV}").hostname  # None for a socket
    is_sealed = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    return [
        *_ask_for_tls("DATABASE_URL", database["HOST"], is_verified, "?sslmode=verify-full"),
        *_ask_for_tls("REDIS_URL", redis.hostname, is_checked, "rediss://"),
        *_ask_for_tls("EMAIL_HOST", settings.EMAIL_HOST, is_sealed, "EMAIL_USE_TLS=True"),
        *_ask_for_tls("CLAMAV", scanner, has_tls=False, asked="a tunnel, as clamd speaks no TLS"),
    ]


def _ask_for_tls(name: str, host: str | None, has_tls: bool, asked: str) -> list[CheckMessage]:
    """Warn of a way to `host` that others on it could read; mention one between containers.

    Names without a dot come from docker compose or Kubernetes, on a network of their own. On one
    machine nobody else can listen there; between several that is up to the network.
    """
    if has_tls or not host or _is_this_machine(host):
        return []
    message = f"{name} leads to {host} without TLS that looks at certificates."
    if "." in host or ":" in host:
        hint = f"It wants {asked}; .env.example says more."
        return [Warning(message, hint=hint, id="partners.W002")]
    hint = (
        "That is right if this is the name of a container on this machine. Between machines, as on"
        f" most Kubernetes, encrypt the network of the containers, or use {asked}."
    )
    return [Info(message, hint=hint, id="partners.I001")]


def _is_this_machine(host: str) -> bool:
    """Say whether what goes to this host, or socket, stays on the machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.startswith("/") or host == "localhost"
