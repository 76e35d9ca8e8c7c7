"""What is in the database, as one line a table: two databases with equal lines hold the same."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# Whatever the order of its rows: each row's hash is a number, and the numbers are added up.
OF_POSTGRESQL = """
    SELECT count(*), coalesce(sum(('x' || substr(h, 1, 16))::bit(64)::bigint::numeric), 0)
    FROM (SELECT md5(t::text) AS h FROM {table} AS t) AS hashes
"""
SIZE = 2**64


@dataclass(frozen=True)
class Fingerprint:
    """How many rows a table has, and what stands in them."""

    table: str
    rows: int
    digest: str

    def __str__(self) -> str:
        return f"{self.table} {self.rows} {self.digest}"


def fingerprints() -> Iterator[Fingerprint]:
    """Take the fingerprint of each table, as the database's role sees it.

    PostgreSQL shows rows of journals only to a role that passes by row security, as for a backup.
    """
    for table in sorted(connection.introspection.table_names()):
        read = _by_postgresql if connection.vendor == "postgresql" else _row_by_row
        rows, total = read(connection.ops.quote_name(table))
        yield Fingerprint(table, rows, f"{total % SIZE:016x}")


def _by_postgresql(table: str) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(OF_POSTGRESQL.format(table=table))
        rows, total = cursor.fetchone()
    return rows, int(total)


def _row_by_row(table: str) -> tuple[int, int]:
    rows, total = 0, 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names that the database gave
        for row in cursor:
            rows += 1
            total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest()[:8])
    return rows, total
