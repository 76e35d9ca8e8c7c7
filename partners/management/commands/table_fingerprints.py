"""Prints the fingerprint of each table, to compare a database with its copy."""

from typing import Any

from django.core.management.base import BaseCommand

from partners.fingerprints import fingerprints


class Command(BaseCommand):
    """Prints table, rows and digest, a line each. Reads only."""

    help = "Print each table's name, number of rows and digest; equal lines mean equal content."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        for fingerprint in fingerprints():
            self.stdout.write(str(fingerprint))
