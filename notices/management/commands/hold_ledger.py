"""Holds the ledger after a restore, or releases it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from notices import holding
from notices.models import Hold


class Command(BaseCommand):
    """Holds what is due by now; to be run after a restore, before any sender starts."""

    help = "Hold everything that is due by now, as after restoring a backup; or release it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--send", action="store_true", help="release: send what was held back")
        choice.add_argument("--drop", action="store_true", help="release: people had it already")

    def handle(self, *args: object, **options: bool) -> None:
        """Hold, or release every hold."""
        now = timezone.now()
        if not options["send"] and not options["drop"]:
            count = holding.hold(now=now)
            self.stdout.write(f"Held the ledgers of {count} partnerships.")
            return
        held = [
            holding.release(hold, send=options["send"], by=None, now=now)
            for hold in Hold.objects.filter(released_at=None)
        ]
        self.stdout.write(f"Released {sum(held)} deliveries of {len(held)} partnerships.")
