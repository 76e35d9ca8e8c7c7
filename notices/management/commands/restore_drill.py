"""Practises a restore and says what came of it."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notices import drilling

SIGNED_IN = {True: "works", False: "does not work", None: "nobody is there to try it with"}


class Command(BaseCommand):
    """Backs up, restores, compares, and removes the copy. The site may go on meanwhile."""

    help = (
        "Practise a restore: is every row there, the log whole, nobody erased back, somebody able "
        "to sign in, and would the restored site send nothing?"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where PostgreSQL's programs are."""
        parser.add_argument("--programs", default="", help="directory of pg_dump and pg_restore")
        parser.add_argument("--backup", default="", help="restore this one instead of a new one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail if anything is not as it should be."""
        try:
            drill = drilling.practise(options["programs"], options["backup"])
        except drilling.DrillFailed as problem:
            raise CommandError(str(problem)) from problem
        for line in report(drill):
            self.stdout.write(line)
        if not drill.succeeded:
            raise CommandError("The drill failed. Do not rely on this backup until you know why.")
        self.stdout.write("The copy is what it should be, and is removed.")


def report(drill: drilling.Drill) -> Iterator[str]:
    """Say what was found, a line each."""
    yield (
        f"Backed up in {drill.backup_seconds:.1f} s, restored in {drill.restore_seconds:.1f} s, "
        f"all in {drill.seconds:.1f} s: {drill.tables} tables, {drill.rows} rows."
    )
    if drill.different is None:
        yield "Tables that differ: not looked at, because the backup is of another moment."
    else:
        yield f"Tables that differ: {', '.join(drill.different) or 'none'}."
    yield f"The log: {drill.audit_lines} lines, {drill.audit_breaks} logs are broken."
    yield f"Erased again: {drill.erased_again}. Erased people who are back: {drill.erased_back}."
    yield (
        f"Messages due: {drill.due_before}. Sent by themselves after the restore, "
        f"with the ledger on hold: {drill.would_send}."
    )
    yield f"Signing in: {SIGNED_IN[drill.signed_in]}."
