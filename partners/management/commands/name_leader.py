"""Names who leads a programme, and so sees the numbers of its partnerships, or ends that."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners import starting
from partners.languages import CODES
from partners.models import Person, Programme


class Command(BaseCommand):
    """Lets a person see a programme's numbers. They need not belong to a partnership."""

    help = "Name a leader of a programme, who signs in by e-mail and sees its numbers; or end that."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask who it is, and of which programme."""
        parser.add_argument("--programme", help="as in its address; not needed if there is one")
        begins_or_ends = parser.add_mutually_exclusive_group(required=True)
        begins_or_ends.add_argument("--name")
        begins_or_ends.add_argument("--end", action="store_true", help="they lead it no longer")
        parser.add_argument("--email", required=True)
        parser.add_argument("--language", default="en", choices=CODES)
        parser.add_argument("--timezone", default="UTC", help='as in "Europe/London"')

    def handle(self, *args: Any, **options: Any) -> str:
        """Check everything before anything is saved."""
        programme = self._programme(options["programme"])
        if options["end"]:
            return self._end(programme, options["email"])
        person = Person(
            name=options["name"],
            email=options["email"].lower(),
            language=options["language"],
            timezone=options["timezone"],
        )
        try:
            person.full_clean(exclude=["password"], validate_unique=False)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        is_new = starting.name_leader(programme, person)
        answer = "can now sign in and see" if is_new else "could see already"
        return f"{person.email} {answer}: /programmes/{programme.slug}/"

    def _end(self, programme: Programme, email: str) -> str:
        if starting.end_leading(programme, email):
            return f"{email} can no longer see: /programmes/{programme.slug}/"
        raise CommandError(f"Nobody who signs in with {email} leads {programme.name}.")

    def _programme(self, slug: str | None) -> Programme:
        programmes = Programme.objects.order_by("pk")
        found = list(programmes.filter(slug=slug) if slug else programmes[:2])
        if len(found) == 1:
            return found[0]
        known = "\n".join(f"  {each.slug}  {each.name}" for each in programmes)
        raise CommandError(f"Name one of these with --programme:\n{known}")
