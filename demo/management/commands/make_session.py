"""Signs somebody in without a mail, for programs that test from outside."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from demo import seeding
from partners.models import Person


class Command(BaseCommand):
    """Prints a cookie, as `session=...`. Runs in a demo only."""

    help = "Print the cookie of a new session of somebody, found by name or e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who it is."""
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign in the one person of this name."""
        seeding.refuse_on_a_real_site()
        wanted = options["name"]
        found = Person.objects.filter(Q(name=wanted) | Q(email__iexact=wanted))[:2]
        if len(found) != 1:
            raise CommandError(
                f"{len(found) or 'No'} people have this name. Try an e-mail address."
            )
        self.stdout.write(f"{settings.SESSION_COOKIE_NAME}={seeding.session_of(found[0])}")
