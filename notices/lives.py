"""Signs of life: while it works, a sender holds a lock that ends with its database connection.

So another sender sees at once that the holder of a row is dead, and need not wait until the lease
is over. SQLite has no such locks; there leases decide alone. See docs/decisions/0038.
"""

import zlib
from collections.abc import Iterable

from django.db import connection

SENDERS = 0x636F70  # our locks among others of the same database
TAKE = "SELECT pg_try_advisory_lock(%s, %s)"
LET_GO = "SELECT pg_advisory_unlock(%s, %s)"
HELD = """
    SELECT objid FROM pg_locks
    WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def show(name: str) -> None:
    """Show that the sender of this name lives, for as long as this connection does."""
    _ask(TAKE, name)


def hide(name: str) -> None:
    """Show it no more."""
    _ask(LET_GO, name)


def dead(names: Iterable[str]) -> list[str]:
    """Return those of the senders that are known to live no more."""
    if connection.vendor != "postgresql" or not (asked := list(names)):
        return []
    with connection.cursor() as cursor:
        cursor.execute(HELD, [SENDERS])
        living = {number for (number,) in cursor}
    return [name for name in asked if _number(name) not in living]


def _ask(question: str, name: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(question, [SENDERS, _number(name)])


def _number(name: str) -> int:
    """Return the number of a sender's lock, which a lock of two parts must have."""
    return zlib.crc32(name.encode()) & 0x7FFFFFFF  # it is signed when taken, and not when shown
