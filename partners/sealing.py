"""Sealing: AES-256-GCM, with keys that never enter the database.

The first byte is the format's version, the next twelve the nonce. Each ciphertext is bound to what
it belongs to, so that one copied to another row does not open. `seal` uses the master key, for what
the site itself must open (second-factor secrets, each person's key: see `partners.vault`).
"""

import base64
import os
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = b"\x01"
NONCE_SIZE = 12  # bytes
LENGTH_SIZE = 4  # bytes before filled-up words that say how long they are
GROWTH = 4  # how much larger the next size is


class CannotOpen(Exception):
    """The ciphertext was changed, cut, moved to another row, or sealed with another key."""


def encrypt(key: bytes, content: bytes, bound_to: str) -> bytes:
    """Return `content` encrypted with a key of 32 bytes, to be opened with the same `bound_to`."""
    nonce = os.urandom(NONCE_SIZE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, content, bound_to.encode())


def decrypt(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Return what `encrypt` was given. Raises CannotOpen."""
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise CannotOpen
    nonce, ciphertext = sealed[1 : 1 + NONCE_SIZE], sealed[1 + NONCE_SIZE :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound_to.encode())
    except (InvalidTag, ValueError) as error:  # ValueError: too short for a nonce
        raise CannotOpen from error


def fill_up(words: str, *, smallest: int) -> bytes:
    """Return `words` filled up to one of few sizes, so that a ciphertext tells little of them."""
    content = words.encode(errors="surrogatepass")
    size = smallest
    while size < LENGTH_SIZE + len(content):
        size *= GROWTH
    return (len(content).to_bytes(LENGTH_SIZE) + content).ljust(size, b"\0")


def words_in(filled: bytes) -> str:
    """Return the words that `fill_up` was given."""
    end = LENGTH_SIZE + int.from_bytes(filled[:LENGTH_SIZE])
    return filled[LENGTH_SIZE:end].decode(errors="surrogatepass")


def master_keys() -> Iterator[bytes]:
    """Yield the master key in use, then those it replaced."""
    for key in [settings.MASTER_KEY, *settings.MASTER_KEY_FALLBACKS]:
        yield base64.b64decode(key)


def seal(text: str, bound_to: str) -> bytes:
    """Return `text` encrypted with the master key."""
    return encrypt(next(master_keys()), text.encode(), bound_to)


def unseal(sealed: bytes, bound_to: str) -> str:
    """Return the text that `seal` was given. Raises CannotOpen."""
    return open_with_any(sealed, bound_to).decode()


def open_with_any(sealed: bytes, bound_to: str) -> bytes:
    """Return what was sealed with the master key, or with one it replaced. Raises CannotOpen."""
    for key in master_keys():
        try:
            return decrypt(key, sealed, bound_to)
        except CannotOpen:
            continue
    raise CannotOpen
