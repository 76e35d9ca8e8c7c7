"""Lets the database itself refuse to change or remove a line of the log, whichever code asks.

Installed after each migration, because a table that SQLite rebuilds loses its triggers.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

TABLE = "partners_auditevent"
REFUSAL = "the log is only ever added to"

SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_keeps_{event.lower()} BEFORE {event} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for event in ("UPDATE", "DELETE")
]
POSTGRESQL_FUNCTION = (
    "CREATE OR REPLACE FUNCTION partners_refuse_change() RETURNS trigger AS "
    f"$$ BEGIN RAISE EXCEPTION USING MESSAGE = '{REFUSAL}', "
    "ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
)
POSTGRESQL = [
    f"CREATE TRIGGER {TABLE}_keeps_{event.lower()} BEFORE {event} ON {TABLE} "
    f"FOR EACH {each} EXECUTE FUNCTION partners_refuse_change()"
    # By row where there are rows: `loaddata` asks to update a line before it adds it.
    for event, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
]
POSTGRESQL_THERE = """
SELECT pg_get_triggerdef(oid, true) FROM pg_trigger
WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'
"""


def install(using: str = "default", **kwargs: Any) -> None:
    """Make the triggers, where the table is there. Safe to run again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            make_missing(cursor, TABLE, POSTGRESQL)
            return
        for statement in SQLITE:
            cursor.execute(statement)


def make_missing(cursor: CursorWrapper, table: str, triggers: Iterable[str]) -> None:
    """Make those of a table's triggers that are not there as they should be, on PostgreSQL.

    Each is written as PostgreSQL itself writes it. To make one, nobody may be writing in the table:
    so a run that changes nothing makes none.
    """
    cursor.execute(POSTGRESQL_THERE, [table])
    there = {definition for (definition,) in cursor.fetchall()}
    for trigger in triggers:
        if trigger not in there:
            cursor.execute(trigger.replace("CREATE", "CREATE OR REPLACE", 1))


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as only the owner of the database can. `install` brings them back."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for event in ("update", "delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_keeps_{event}{on_table}")
