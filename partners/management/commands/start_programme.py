"""Starts the very first programme, so that somebody can sign in and invite the others."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from partners import starting
from partners.languages import CODES
from partners.models import Partnership, Person, Programme


class Command(BaseCommand):
    """Creates a programme, its first partnership, and the person who facilitates it."""

    help = "Start a programme with one partnership and one facilitator, who signs in by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the names, and how to reach the facilitator."""
        parser.add_argument("name", help="what the programme is called")
        parser.add_argument("--partnership", required=True, help="what the partnership is called")
        parser.add_argument("--facilitator-name", required=True)
        parser.add_argument("--facilitator-email", required=True)
        parser.add_argument(
            "--language", default="en", choices=CODES, help="of the facilitator and these names"
        )
        parser.add_argument("--timezone", default="UTC", help='as in "Europe/London"')

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything before anything is saved."""
        language, zone = options["language"], options["timezone"]
        facilitator = Person(
            name=options["facilitator_name"],
            email=options["facilitator_email"].lower(),
            language=language,
            timezone=zone,
        )
        with translation.override(language):  # the names are written in this language
            programme = Programme(name=options["name"])
            partnership = Partnership(
                name=options["partnership"], languages=[language], timezone=zone
            )
            try:
                facilitator.full_clean(exclude=["password"])
                partnership.full_clean(exclude=["slug", "programme"])
            except ValidationError as error:
                raise CommandError("\n".join(error.messages)) from error
            membership = starting.start_programme(
                programme, partnership, facilitator, now=timezone.now()
            )
        self.stdout.write(
            f"{facilitator.name} can now sign in with {facilitator.email} "
            f"and invite people: {membership.partnership.get_absolute_url()}"
        )
