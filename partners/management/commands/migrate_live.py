"""Brings the tables up to date while people work."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners import migrating


class Command(BaseCommand):
    """As `migrate`, but nobody's page waits: it lets go of what is in use, and tries again."""

    help = "Apply migrations while people work. May be run again at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long to keep trying."""
        parser.add_argument("--for", type=float, default=600, dest="seconds", help="seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and say what was done."""
        try:
            busy = migrating.migrate(
                patience=timedelta(seconds=options["seconds"]), say=self.stdout.write
            )
        except migrating.TooBusy as problem:
            raise CommandError(
                "A table was in use all the time. What was applied so far is whole. Run it again, "
                "or look for a transaction that does not end."
            ) from problem
        self.stdout.write(f"The tables are up to date. A table was in use {busy} times.")
