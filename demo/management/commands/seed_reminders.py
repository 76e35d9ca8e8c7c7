"""Plans reminders for many new people, for programs that test the sender from outside."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from demo import seeding
from notices.clock import database_now


class Command(BaseCommand):
    """Plans them by the database's clock. Runs in a demo only."""

    help = "Plan a reminder of a meeting for each of N new people, in the languages of the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, and when."""
        parser.add_argument("count", type=int)
        parser.add_argument("--due-in", type=float, default=0, help="seconds from now")
        parser.add_argument("--print-keys", action="store_true", help="as in X-Idempotency-Key")

    def handle(self, *args: Any, **options: Any) -> None:
        """Plan, and print the keys or their number."""
        seeding.refuse_on_a_real_site()
        due_in = timedelta(seconds=options["due_in"])
        keys = seeding.seed_reminders(options["count"], due_in=due_in, now=database_now())
        lines = keys if options["print_keys"] else [f"{len(keys)} reminders are planned."]
        for line in lines:
            self.stdout.write(line)
