"""The secrets of an invitation: the address in a link, and the short code on paper.

Both are derived from the invitation's nonce with the secret key, so that whoever renders a message
later can write them again, while the database alone cannot: it holds the nonce and hashes.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LOOK_ALIKES = str.maketrans("OIL", "011")
CODE_LENGTH = 10  # characters of 5 bits; guessing is limited where codes are entered
TOKEN_BYTES = 16  # 128 bits


def token_of(nonce: str, token_hash: str) -> str:
    """Return the token whose hash is stored, also after the secret key was changed."""
    tokens = [_token(nonce, key) for key in _keys()]
    return next((token for token in tokens if hash_token(token) == token_hash), tokens[0])


def new_token(nonce: str) -> str:
    """Return the token for a fresh nonce."""
    return _token(nonce, settings.SECRET_KEY)


def hash_token(token: str) -> str:
    """Return what the database holds of a token. Never raises, whatever was in the address."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def code_of(nonce: str, code_hash: str) -> str:
    """Return the short code whose hash is stored, also after the secret key was changed."""
    codes = [(_code(nonce, key), key) for key in _keys()]
    found = (code for code, key in codes if _hash_code(code, key) == code_hash)
    return next(found, codes[0][0])


def new_code(nonce: str) -> str:
    """Return the short code for a fresh nonce."""
    return _code(nonce, settings.SECRET_KEY)


def hash_code(code: str) -> str:
    """Return what the database holds of a short code."""
    return _hash_code(code, settings.SECRET_KEY)


def possible_hashes(typed: str) -> list[str]:
    """Return the hashes under which a code that somebody typed may be stored.

    Empty if it cannot be a code. Lower case, spaces, hyphens, O for 0 and I or L for 1 are fine.
    """
    code = tidy(typed)
    if len(code) != CODE_LENGTH or any(letter not in ALPHABET for letter in code):
        return []
    return [_hash_code(code, key) for key in _keys()]


def tidy(typed: str) -> str:
    """Return what was typed without case, spaces, hyphens and look-alikes."""
    kept = "".join(letter for letter in typed.upper() if letter.isalnum())
    return kept.translate(LOOK_ALIKES)


def grouped(code: str) -> str:
    """Return a code as it is printed, in two halves: "7K2QP-M4XTA"."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def _keys() -> Iterator[str]:
    yield settings.SECRET_KEY
    yield from settings.SECRET_KEY_FALLBACKS


def _mac(key: str, purpose: str, text: str) -> bytes:
    return hmac.digest(key.encode(), f"invitation {purpose}:{text}".encode(), "sha256")


def _token(nonce: str, key: str) -> str:
    return base64.urlsafe_b64encode(_mac(key, "token", nonce)[:TOKEN_BYTES]).decode().rstrip("=")


def _code(nonce: str, key: str) -> str:
    return "".join(ALPHABET[byte % 32] for byte in _mac(key, "code", nonce)[:CODE_LENGTH])


def _hash_code(code: str, key: str) -> str:
    return _mac(key, "code hash", code).hex()
