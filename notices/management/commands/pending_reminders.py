"""Counts what still waits to be sent."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from notices.clock import database_now
from notices.models import SENT_BY_US, Delivery


class Command(BaseCommand):
    """Prints one number: how many messages wait. Reads only."""

    help = "Print how many messages wait to be sent by the site itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which of them."""
        parser.add_argument("--due", action="store_true", help="only those due now and not held")

    def handle(self, *args: object, **options: bool) -> None:
        """Count."""
        waiting = Delivery.objects.open().filter(channel__in=SENT_BY_US)
        if options["due"]:
            waiting = waiting.filter(next_try_at__lte=database_now()).not_held()
        self.stdout.write(str(waiting.count()))
