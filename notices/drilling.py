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
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from notices import holding
from notices.clock import database_now
from notices.models import Delivery
from partners import erasing, proving
from partners.fingerprints import Fingerprint, fingerprints
from partners.models import Person
from partners.roles import Role


class DrillFailed(Exception):
    """Why the copy could not be made, in the words of the program that made it."""


@dataclass(frozen=True)
class Drill:
    """What a practised restore showed. `different` is None if there was nothing to compare with."""

    tables: int
    rows: int
    different: list[str] | None  # tables
    audit_lines: int
    audit_breaks: int
    erased_again: int
    erased_back: int  # people on the list of the erased who have a name all the same
    due_before: int
    would_send: int  # although the ledger is on hold
    signed_in: bool | None  # None if nobody is there who could
    backup_seconds: float
    restore_seconds: float
    seconds: float  # all of it

    @property
    def succeeded(self) -> bool:
        """Whether the copy is whole and works, and nothing is sent or back that must not be."""
        wrong = [self.different, self.audit_breaks, self.erased_back, self.would_send]
        return not any(wrong) and self.signed_in is not False


def practise(programs: str = "", backup: str = "") -> Drill:
    """Back up, restore into a database of its own, try all that follows a restore, and remove it.

    The database in use is only read. With `backup`, that one is restored instead of a new one, and
    there is nothing to compare it with. `programs` is the directory of pg_dump and pg_restore, if
    they are not on the path. Raises DrillFailed.
    """
    started = time.monotonic()
    copy = _postgresql_copy if connection.vendor == "postgresql" else _sqlite_copy
    with copy(programs, backup) as made, _reading(made.name):
        restored = list(fingerprints())
        proof = proving.prove()
        erased_again = erasing.erase_again(database_now())
        before = _due()
        holding.hold(now=database_now())
        return Drill(
            tables=len(restored),
            rows=sum(each.rows for each in restored),
            different=_different(made.original, restored),
            audit_lines=proof.lines,
            audit_breaks=len(proof.breaks),
            erased_again=erased_again,
            erased_back=_erased_back(),
            due_before=before,
            would_send=_due(),
            signed_in=_somebody_signs_in(),
            backup_seconds=made.backup_seconds,
            restore_seconds=made.restore_seconds,
            seconds=time.monotonic() - started,
        )


def _different(original: list[Fingerprint] | None, restored: list[Fingerprint]) -> list[str] | None:
    if original is None:
        return None
    return sorted({each.table for each in {*original} ^ {*restored}})


def _erased_back() -> int:
    """Count the people on the list of the erased who have a name."""
    named = (
        Person.objects.filter(pk=pk, vault=holder).exclude(name="")
        for pk, holder in erasing.erased()
    )
    return sum(people.exists() for people in named)


def _somebody_signs_in() -> bool | None:
    """Let somebody come in, without the mail with a code, and open their own page."""
    people = Person.objects.filter(is_active=True, email__isnull=False, memberships__left_at=None)
    person = people.exclude(memberships__role=Role.FACILITATOR).order_by("pk").first()
    if person is None:
        return None
    host = urlsplit(settings.BASE_URL)
    client = Client(raise_request_exception=False, SERVER_NAME=host.hostname)
    client.force_login(person)
    page = client.get(reverse("partners:me"), secure=host.scheme == "https")
    return page.status_code == HTTPStatus.OK


@dataclass(frozen=True)
class Copy:
    """A restored database, and what the one in use held at the moment it shows."""

    name: str
    original: list[Fingerprint] | None
    backup_seconds: float
    restore_seconds: float


@contextmanager
def _sqlite_copy(_programs: str, backup: str) -> Iterator[Copy]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "restored.sqlite3"
        started = time.monotonic()
        if backup:
            shutil.copy(backup, path)
            yield Copy(str(path), None, 0, time.monotonic() - started)
            return
        with transaction.atomic():  # nobody else writes meanwhile
            original = list(fingerprints())
            _copy_file(connection.settings_dict["NAME"], path)
        yield Copy(str(path), original, time.monotonic() - started, 0)


def _copy_file(source: str | Path, copy: Path) -> None:
    address = f"{Path(source).resolve().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True)) as here,
        closing(sqlite3.connect(copy)) as there,
    ):
        here.backup(there)


@contextmanager
def _postgresql_copy(programs: str, backup: str) -> Iterator[Copy]:
    name = f"{connection.settings_dict['NAME']}_drill"
    with tempfile.TemporaryDirectory() as directory:
        dump = Path(backup) if backup else Path(directory) / "dump"
        started = time.monotonic()
        original = None if backup else _dump(programs, dump)
        dumped = time.monotonic()
        _execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
        try:
            at_once = ("--jobs", str(os.cpu_count() or 1))
            options = ("--no-owner", "--exit-on-error", *at_once, "--dbname", name)
            _run(programs, "pg_restore", *options, dump)
            yield Copy(name, original, dumped - started, time.monotonic() - dumped)
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
