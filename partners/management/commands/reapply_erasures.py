"""Erases again, after a restore, who was erased since the backup was made."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from partners import erasing


class Command(BaseCommand):
    """Goes through the list beside the keys; to be run after a restore, before anybody comes in."""

    help = "Erase again everybody on the list in KEYS_DIR who is back with a restored backup."

    def handle(self, *args: object, **options: object) -> None:
        """Erase, and say how many."""
        again = erasing.erase_again(timezone.now())
        self.stdout.write(f"Erased {again} people again.")
