"""Bringing the tables up to date while people work.

Changing a table needs it alone for a moment. A statement that waits for that behind somebody's long
transaction makes everybody else wait behind itself; so it waits a blink, lets go, and tries again.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AddIndex, RemoveIndex

LONGEST_WAIT = timedelta(milliseconds=200)  # for a table that others use
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=0.5), timedelta(seconds=4)
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's code


class TooBusy(Exception):
    """A table was in use all the time. What was done so far stays, and is whole."""


def migrate(*, patience: timedelta, say: Callable[[str], object]) -> int:
    """Apply what is missing, each migration by itself. Return how often a table was in use.

    Raises TooBusy when `patience` is at an end.
    """
    if connection.vendor != "postgresql" or _is_new():
        call_command("migrate", interactive=False, verbosity=0)
        return 0
    end, busy, pauses = time.monotonic() + patience.total_seconds(), 0, _pauses()
    missing = _missing()
    while True:
        before, is_done = missing, _is_applied(missing[0] if missing else None)
        missing = _missing()
        # Not only if it is done: what follows a migration may find a table in use after it.
        for migration in before[: len(before) - len(missing)]:
            say(str(migration))
        if is_done and not before:
            return busy
        if is_done:
            pauses = _pauses()
            continue
        busy += 1
        pause = next(pauses)
        if time.monotonic() + pause > end:
            raise TooBusy
        time.sleep(pause)


def _pauses() -> Iterator[float]:
    """Wait longer each time, and by chance: who is in the table may come and go in a rhythm."""
    pause = FIRST_PAUSE
    while True:
        yield pause.total_seconds() * random.uniform(0.5, 1)  # noqa: S311 - no secret
        pause = min(2 * pause, LONGEST_PAUSE)


def _is_applied(migration: Migration | None) -> bool:
    """Apply one, with what follows it, unless a table is in use."""
    try:
        _apply(migration)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _is_new() -> bool:
    """Say whether the database is empty: then nobody is here to be disturbed."""
    return not _executor().loader.applied_migrations


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connection)


def _missing() -> list[Migration]:
    executor = _executor()
    return [it for it, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _apply(migration: Migration | None) -> None:
    """Apply one; after the last, see once more to what follows all of them."""
    # What is made without a transaction disturbs nobody, and must not be left half done.
    is_careful = migration is None or migration.atomic
    with connection.cursor() as cursor:
        milliseconds = LONGEST_WAIT / timedelta(milliseconds=1) if is_careful else 0
        cursor.execute("SET lock_timeout = %s", [int(milliseconds)])
    names = [migration.app_label, migration.name] if migration else []
    try:
        call_command("migrate", *names, interactive=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")


# For migrations that touch tables with rows; each needs `atomic = False`


class AddIndexLive(AddIndex):
    """Makes an index while people write, where the database can. SQLite makes it at once."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Make it, unless the model lives in another database."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, **_concurrently(schema_editor))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Take it away again."""
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, **_concurrently(schema_editor))


class RemoveIndexLive(RemoveIndex):
    """Takes an index away while people write, where the database can."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Take it away."""
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            schema_editor.remove_index(model, index, **_concurrently(schema_editor))

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Make it again."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            schema_editor.add_index(model, index, **_concurrently(schema_editor))


def _concurrently(schema_editor: object) -> dict[str, bool]:
    vendor = schema_editor.connection.vendor  # type: ignore[attr-defined]
    return {"concurrently": True} if vendor == "postgresql" else {}
