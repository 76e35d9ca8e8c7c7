"""Moves the demo's world from SQLite to PostgreSQL as docs/operating.md says, and back to compare.

Run by hand; it takes some minutes:

    python -m tests.operating.moving

PostgreSQL and SQLite write the same value differently, so rows are compared between the SQLite file
it began with and another one, made from what PostgreSQL holds in the end.
"""

import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs/operating.md").read_text()
# Rows that each database makes for itself.
ITS_OWN = {"django_migrations", "sqlite_sequence", "shared_cache"}


def command(name):
    """Take the guide's own words for a command."""
    section = GUIDE.partition("## From SQLite to PostgreSQL")[2].partition("\n## ")[0]
    return shlex.split(re.search(rf"^ *manage ({name} .*?)( && .*)?$", section, re.M).group(1))


class Site:
    """One database, and commands on it."""

    def __init__(self, url, directory):
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DEMO": "True",
            "TEST_DIRECTORY": str(directory),
            "DATABASE_URL": url,
        }

    def manage(self, *words):
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT, env=self.environment, check=True, text=True, stdout=subprocess.PIPE,
        ).stdout  # fmt: skip

    def make(self):
        self.manage("migrate", "--verbosity", "0")
        self.manage("createcachetable")

    def follow(self, name, file=""):
        self.manage(*[file if word == "/tmp/all.exact" else word for word in command(name)])

    def take_in(self, file):
        self.make()
        self.follow("shell")
        self.follow("loaddata", file)


def rows_of(file):
    """Return what stands in each table of a SQLite file, and how often."""

    def rows(table):
        return Counter(
            repr([*map(in_order, row)]) for row in line.execute(f"SELECT * FROM {table}")
        )

    with closing(sqlite3.connect(file)) as line:
        tables = line.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {table: rows(table) for (table,) in tables if table not in ITS_OWN}


def in_order(value):
    """Sort the keys of JSON: PostgreSQL keeps them, but not their order."""
    if isinstance(value, str) and value.startswith(("{", "[")):
        try:
            return json.dumps(json.loads(value), sort_keys=True)
        except ValueError:
            pass
    return value


def main():
    with tempfile.TemporaryDirectory() as directory, postgres.running() as server:
        files = [f"{directory}/{name}.sqlite3" for name in ("first", "second")]
        first, second = (Site(f"sqlite:///{file}", directory) for file in files)
        new = Site(server.url, directory)
        first.make()
        first.manage("load_demo")
        first.manage("hold_ledger")
        started = time.monotonic()
        first.follow("dumpdata", f"{directory}/1.exact")
        new.take_in(f"{directory}/1.exact")
        print(f"Moved in {time.monotonic() - started:.0f} s")  # noqa: T201
        print(new.manage("verify_audit").strip())  # noqa: T201
        new.follow("dumpdata", f"{directory}/2.exact")
        second.take_in(f"{directory}/2.exact")
        before, after = map(rows_of, files)
    different = sorted(table for table in before if before[table] != after.get(table))
    rows = sum(found.total() for found in before.values())
    print(f"{len(before)} tables, {rows} rows; different: {', '.join(different) or 'none'}")  # noqa: T201
    return len(different)


if __name__ == "__main__":
    sys.exit(main())
