"""Sealing: words that only their owner may read, unreadable in the database and in backups.

AES-256-GCM with the master key, which never enters the database. The first byte is the format's
version, the next twelve the nonce. Each ciphertext is bound to the row and person it belongs to,
so that one copied to another row does not open.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
NONCE_SIZE = 12  # bytes


class CannotOpen(Exception):
    """The ciphertext was changed, moved to another row, or sealed with another key."""


def _cipher() -> AESGCM:
    return AESGCM(base64.b64decode(settings.MASTER_KEY))


def seal(text: str, bound_to: str) -> bytes:
    """Return `text` encrypted, to be opened only with the same `bound_to`."""
    nonce = os.urandom(NONCE_SIZE)
    return VERSION + nonce + _cipher().encrypt(nonce, text.encode(), bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> str:
    """Return the text that `seal` was given. Raises CannotOpen."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise CannotOpen
    nonce, ciphertext = sealed[1 : 1 + NONCE_SIZE], sealed[1 + NONCE_SIZE :]
    try:
        return _cipher().decrypt(nonce, ciphertext, bound_to.encode()).decode()
    except InvalidTag as error:
        raise CannotOpen from error
