"""Signs people out on all their devices."""

from typing import Any

from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners import session_limits
from partners.models import Person


class Command(BaseCommand):
    """For a lost phone whose owner cannot sign in, or, for everybody, after a break-in."""

    help = "End the sessions of one person, or of everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whose."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--person", type=int, help="the number that logs call them by")
        whose.add_argument("--email", help="the address they sign in with")
        whose.add_argument("--everybody", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """End them."""
        if options["everybody"]:
            ended, _kinds = Session.objects.all().delete()
        else:
            ended = session_limits.end(self._person(options["person"], options["email"]))
        self.stdout.write(f"{ended} sessions ended.")

    def _person(self, pk: int | None, email: str | None) -> Person:
        people = Person.objects.filter(pk=pk) if pk else Person.objects.filter(email__iexact=email)
        found = people.first()
        if found is None:
            raise CommandError("There is nobody of this number or address.")
        return found
