"""Sessions, sealed in the database.

A dump then tells neither which codes were mailed and wait to be typed, nor what a person has open.
"""

import base64
import json
from typing import Any

from django.contrib.sessions.backends import db

from partners import sealing
from partners.sealing import CannotOpen

SMALLEST = 2048  # bytes: what a session holds besides the usual must not show in its size


class SessionStore(db.SessionStore):
    """Sessions whose content is sealed with the master key and bound to their own row."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the content sealed, as text."""
        filled = sealing.fill_up(json.dumps(session_dict), smallest=SMALLEST)
        return seal(filled, self.session_key)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return the content; none if it does not open, which signs the person out."""
        try:
            return json.loads(sealing.words_in(unseal(session_data, self.session_key)))
        except CannotOpen:
            return {}


def seal(content: bytes, session_key: str | None) -> str:
    """Return a session's content sealed with the present master key."""
    sealed = sealing.encrypt(next(sealing.master_keys()), content, f"session:{session_key}")
    return base64.b64encode(sealed).decode()


def unseal(session_data: bytes | str, session_key: str | None) -> bytes:
    """Return what `seal` was given. Raises CannotOpen."""
    try:
        sealed = base64.b64decode(session_data)
    except ValueError as error:
        raise CannotOpen from error
    return sealing.open_with_any(sealed, f"session:{session_key}")
