"""Seals anew, with the present master key, all that an earlier one sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partners import rotating


class Command(BaseCommand):
    """Makes the old master key useless. May run while people use the site."""

    help = (
        "Seal everything anew with MASTER_KEY. First let every process know the old key as "
        "MASTER_KEY_FALLBACKS; afterwards empty that line."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was done, and fail if something did not open."""
        rotated = rotating.rotate(now=timezone.now())
        self.stdout.write(
            f"Sealed anew: the keys of {rotated.keys} people, {rotated.second_factors} second "
            f"factors, {rotated.sessions} sessions."
        )
        if rotated.unopened:
            raise CommandError(
                f"{rotated.unopened} did not open with any key and were left as they are. Keep the "
                "old key in MASTER_KEY_FALLBACKS until you know why."
            )
