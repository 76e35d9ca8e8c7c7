"""Practises a restore and says what came of it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notices import drilling


class Command(BaseCommand):
    """Backs up, restores, compares, and removes the copy. The site may go on meanwhile."""

    help = "Practise a restore: is every row there, and would the restored site send nothing?"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where PostgreSQL's programs are."""
        parser.add_argument("--programs", default="", help="directory of pg_dump and pg_restore")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fail if a table differs, or if a message would go out."""
        try:
            drill = drilling.practise(options["programs"])
        except drilling.DrillFailed as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"Backed up in {drill.backup_seconds:.1f} s, "
            f"restored in {drill.restore_seconds:.1f} s: "
            f"{drill.tables} tables, {drill.rows} rows.\n"
            f"Messages due: {drill.due_before}. Sent by themselves after the restore, "
            f"with the ledger on hold: {drill.would_send}."
        )
        if not drill.succeeded:
            different = ", ".join(drill.different) or "none"
            raise CommandError(f"The drill failed. Tables that differ: {different}.")
        self.stdout.write("The copy holds the same, and is removed.")
