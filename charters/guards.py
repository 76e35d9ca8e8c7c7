"""Lets the database itself refuse to change what was signed, whichever code asks.

Installed after each migration, because a table that SQLite rebuilds loses its triggers.
"""

from typing import Any

from django.db import connections

from partners.guards import make_missing

# Of a signature only its withdrawal is ever written later; of a text, nothing.
FIXED = {
    "charters_versiontext": ["version_id", "language", "body", "sha256"],
    "charters_version": [
        "agreement_id", "number", "change_class", "language", "rules", "needs_all",
        "needed_signatures", "needed_lived_experience", "opened_by_id", "opened_at",
    ],
    "charters_signature": [
        "version_id", "membership_id", "name", "language", "sha256", "is_signed", "understood",
        "not_yet_because", "mode", "witness", "statement", "scan", "scan_sha256",
        "recorded_by_id", "answered_at", "seal",
    ],
}  # fmt: skip
REFUSAL = "what people signed never changes"

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_stays BEFORE UPDATE OF {columns} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION charters_refuse_change() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = '{refusal}', ERRCODE = 'integrity_constraint_violation';
END $$ LANGUAGE plpgsql
"""
POSTGRESQL = (
    "CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION charters_refuse_change()"
)


def install(using: str = "default", **kwargs: Any) -> None:
    """Make the triggers, where the tables are there. Safe to run again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if not there.issuperset(FIXED):
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION.format(refusal=REFUSAL))
        for table, fixed in FIXED.items():
            columns = ", ".join(fixed)
            if connection.vendor == "postgresql":
                make_missing(cursor, table, [POSTGRESQL.format(table=table, columns=columns)])
            else:
                cursor.execute(SQLITE.format(table=table, columns=columns, refusal=REFUSAL))
