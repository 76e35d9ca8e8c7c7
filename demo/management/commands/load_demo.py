"""Load the demo world, once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from demo import world


class Command(BaseCommand):
    """Loads the demo's people, partnerships and meetings, unless they are there already."""

    help = "Load the demo world, unless it is there already."

    def handle(self, *args: object, **options: object) -> None:
        """Build the world around today."""
        built = world.build(timezone.now())
        self.stdout.write(
            "The demo world is ready." if built else "The demo world was there already."
        )
