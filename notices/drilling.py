"""Practising a restore: a copy of the database, made and read as after a real loss."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from notices import holding
from notices.clock import database_now
from notices.models import Delivery
from partners.fingerprints import Fingerprint, fingerprints


class DrillFailed(Exception):
    """Why the copy could not be made, in the words of the program that made it."""


@dataclass(frozen=True)
class Drill:
    """What a practised restore showed."""

    tables: int
    rows: int
    different: list[str]  # tables
    due_before: int
    would_send: int  # although the ledger is on hold
    backup_seconds: float
    restore_seconds: float

    @property
    def succeeded(self) -> bool:
        """Whether the copy holds everything, and would send nothing by itself."""
        return not self.different and not self.would_send


def practise(programs: str = "") -> Drill:
    """Back up, restore into a database of its own, compare, hold its ledger, and remove it.

    The database in use is only read. `programs` is the directory of pg_dump and pg_restore, if
    they are not on the path. Raises DrillFailed.
    """
    copy = _postgresql_copy if connection.vendor == "postgresql" else _sqlite_copy
    with copy(programs) as (original, name, backup_seconds, restore_seconds), _reading(name):
        restored = list(fingerprints())
        before = _due()
        holding.hold(now=database_now())
        would_send = _due()
    return Drill(
        tables=len(original),
        rows=sum(each.rows for each in original),
        different=sorted({each.table for each in {*original} ^ {*restored}}),
        due_before=before,
        would_send=would_send,
        backup_seconds=backup_seconds,
        restore_seconds=restore_seconds,
    )


Copy = tuple[list[Fingerprint], str, float, float]


@contextmanager
def _sqlite_copy(programs: str) -> Iterator[Copy]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "restored.sqlite3"
        started = time.monotonic()
        with transaction.atomic():  # nobody else writes meanwhile
            original = list(fingerprints())
            source = f"{Path(connection.settings_dict['NAME']).resolve().as_uri()}?mode=ro"
            with (
                closing(sqlite3.connect(source, uri=True)) as here,
                closing(sqlite3.connect(path)) as there,
            ):
                here.backup(there)
        yield original, str(path), time.monotonic() - started, 0


@contextmanager
def _postgresql_copy(programs: str) -> Iterator[Copy]:
    name = f"{connection.settings_dict['NAME']}_drill"
    with tempfile.TemporaryDirectory() as directory:
        dump = Path(directory) / "dump"
        started = time.monotonic()
        original = _dump(programs, dump)
        dumped = time.monotonic()
        _execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
        try:
            _run(programs, "pg_restore", "--no-owner", "--exit-on-error", "--dbname", name, dump)
            yield original, name, dumped - started, time.monotonic() - dumped
        finally:
            _execute(f"DROP DATABASE {connection.ops.quote_name(name)}")


def _dump(programs: str, dump: Path) -> list[Fingerprint]:
    """Write a dump and return the fingerprints of the very moment it shows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        original = list(fingerprints())
        source = connection.settings_dict["NAME"]
        _run(programs, "pg_dump", "-Fc", "--snapshot", snapshot, "--file", dump, source)
    return original


def _run(programs: str, program: str, *arguments: str | Path) -> None:
    found = shutil.which(program, path=programs or None)
    if found is None:
        raise DrillFailed(f"There is no {program} here. Install PostgreSQL's client programs.")
    settings = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    own = {name: str(settings[key]) for name, key in named.items() if settings[key]}
    finished = subprocess.run(  # noqa: S603 - no shell
        [found, *arguments], env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise DrillFailed(f"{program}: {finished.stderr.strip()}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Have this process alone work on another database for a while."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _due() -> int:
    return Delivery.objects.due(database_now()).not_held().count()
