"""Lets the database itself refuse to change or remove a line of the log, whichever code asks.

Installed after each migration, because a table that SQLite rebuilds loses its triggers.
"""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "partners_auditevent"
REFUSAL = "the log is only ever added to"

SQLITE = [
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_keeps_{event.lower()} BEFORE {event} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for event in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE OR REPLACE FUNCTION partners_refuse_change() RETURNS trigger AS "
    f"$$ BEGIN RAISE EXCEPTION USING MESSAGE = '{REFUSAL}', "
    "ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
    *(
        f"CREATE OR REPLACE TRIGGER {TABLE}_keeps_{event.lower()} BEFORE {event} ON {TABLE} "
        f"FOR EACH {each} EXECUTE FUNCTION partners_refuse_change()"
        # By row where there are rows: `loaddata` asks to update a line before it adds it.
        for event, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ),
]


def install(using: str = "default", **kwargs: Any) -> None:
    """Make the triggers, where the table is there. Safe to run again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away, as only the owner of the database can. `install` brings them back."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        for event in ("update", "delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_keeps_{event}{on_table}")
