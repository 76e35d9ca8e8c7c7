"""Lets PostgreSQL itself show rows of a journal only to whoever names their owner.

A query that forgets its filter then returns nothing. The rule holds for the owner of the tables
too, which is the role the site works with; only a superuser passes by it. Installed after each
migration, as `charters.guards` is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction

TABLES = ["reflections_entry", "reflections_draft", "reflections_journallock"]
SETTING = "coprod.journal_owner"
# As PostgreSQL itself writes it, so that a rule that is there is known again.
CONDITION = f"(owner = (NULLIF(current_setting('{SETTING}'::text, true), ''::text))::uuid)"

RULE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS owner_only ON {table};
CREATE POLICY owner_only ON {table} USING {condition};
"""
THERE = """
SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
WHERE pg_class.oid = %s::regclass AND relrowsecurity AND relforcerowsecurity
AND polname = 'owner_only' AND polpermissive AND polcmd = '*' AND polroles = '{0}'
AND pg_get_expr(polqual, polrelid) = %s AND polwithcheck IS NULL
"""
NAME = """
WITH named AS MATERIALIZED (SELECT current_setting(%s, true) AS before)
SELECT before, set_config(%s, %s, true) FROM named
"""


def install(using: str = "default", **kwargs: Any) -> None:
    """Make the rules, where the tables are there. Safe to run again.

    To make one, nobody may even be reading the table: so those that are there stay.
    """
    with connections[using].cursor() as cursor:
        if connections[using].vendor != "postgresql":
            return
        there = set(connections[using].introspection.table_names(cursor))
        for table in there.intersection(TABLES):
            cursor.execute(THERE, [table, CONDITION])
            if not cursor.fetchone():
                cursor.execute(RULE.format(table=table, condition=CONDITION))


@contextmanager
def only_rows_of(owner: UUID) -> Iterator[None]:
    """Work where the rows of one owner are there, and no others; in a transaction, for that."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        before = _name(str(owner))
        yield
        _name(before)


def _name(owner: str) -> str:
    """Name the owner until the transaction ends; return who was named before."""
    with connection.cursor() as cursor:
        cursor.execute(NAME, [SETTING, SETTING, owner])
        return cursor.fetchone()[0] or ""
