"""Keys that a real site must not start with: those of the example, and short ones."""

import base64
import binascii
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 50  # characters of SECRET_KEY, as Django's own check asks for
SIZE = 32  # bytes of MASTER_KEY
FEWEST = 5  # different ones
OF_THE_EXAMPLE = "your-own-machine"  # in both keys of .env.example, which everybody can read
KNOWN = {"coprod", "postgres", "password", "admin", "root", "changeme"}  # of databases
HERE = ("localhost", "127.0.0.1", "::1")


def refuse_weak_keys(secret_key: str, master_key: str, base_url: str) -> None:
    """Stop the start of a site that others can reach if its keys are known or can be guessed.

    `manage.py check` says it too, but a web server or a worker does not run it.
    """
    if _is_here(base_url):
        return
    master = _decoded(master_key)
    if len(secret_key) < SHORTEST or len({*secret_key}) < FEWEST:
        raise ImproperlyConfigured("SECRET_KEY is too short. Make one as .env.example says.")
    if len(master) != SIZE or len({*master}) < FEWEST:
        raise ImproperlyConfigured("MASTER_KEY is weak. Make one as .env.example says.")
    if OF_THE_EXAMPLE in secret_key or OF_THE_EXAMPLE.encode() in master:
        raise ImproperlyConfigured("This is a key of .env.example, which everybody knows.")


def refuse_known_password(password: str, base_url: str) -> None:
    """Stop the start of a site that others can reach if its database has a usual password."""
    if password in KNOWN and not _is_here(base_url):
        raise ImproperlyConfigured("The database has a password that everybody knows.")


def _is_here(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return host in HERE or host.endswith(".localhost")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
