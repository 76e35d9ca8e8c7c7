"""Publishes the figures of a month without Celery, or of a month that was missed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboards import months, snapshots


class Command(BaseCommand):
    """Publishes a month of each programme that has not published it yet."""

    help = "Publish the figures of a month that is over, for each programme that lacks them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the month."""
        parser.add_argument("--month", help="such as 2026-10; the last whole one if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish what is missing, one programme after the other."""
        now = timezone.now()
        try:
            month = months.parse(options["month"]) if options["month"] else months.last_whole(now)
        except ValueError as problem:
            raise CommandError("Name the month like this: --month 2026-10") from problem
        if months.end(month) > now:
            raise CommandError(f"{month:%Y-%m} is not over yet. Nothing was published.")
        programmes = snapshots.missing(month)
        for programme in programmes:
            snapshots.publish(programme, month, now)
        self.stdout.write(f"{month:%Y-%m}: {len(programmes)} programmes published.")
