"""Takes away the second factor of somebody who lost it, so that they can add another."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from partners import auditing, session_limits
from partners.models import Action, Person


class Command(BaseCommand):
    """For somebody who has neither their phone nor a recovery code. docs/security.md says when."""

    help = "Forget the passkeys, the app and the recovery codes of one person; end their sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whose, and who knows them."""
        parser.add_argument("--email", required=True, help="the address they sign in with")
        parser.add_argument(
            "--seen-by", required=True, help="address of a facilitator who saw them and says so"
        )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Forget them, and write down who answers for it."""
        person, facilitator = self._person(options["email"]), self._person(options["seen_by"])
        shared = facilitator.memberships.facilitating().filter(
            partnership__memberships__in=person.memberships.active()
        )
        if person == facilitator or not shared.exists():
            raise CommandError("Another facilitator of a partnership of theirs must answer for it.")
        Authenticator.objects.filter(user=person).delete()
        session_limits.end(person)
        auditing.record(
            Action.SIGN_IN_CHANGED, by=facilitator, about=person, fields=["forgotten"], obj=person
        )
        self.stdout.write(f"{person.email} can add a second factor after signing in by code.")

    def _person(self, email: str) -> Person:
        found = Person.objects.filter(email__iexact=email).first()
        if found is None:
            raise CommandError(f"Nobody signs in with {email}.")
        return found
