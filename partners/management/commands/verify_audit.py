"""Reads the whole log of what is sensitive, and says where it was tampered with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners import proving
from partners.models import AuditHead


class Command(BaseCommand):
    """Proves that no line of the log was changed, taken out or cut off."""

    help = "Check every line of the log. Fails, and names the first broken line of each log."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for marks that partners kept: they show what nobody here can undo."""
        parser.add_argument(
            "--mark", action="append", default=[], help="from a message; may be given several times"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how much was read, or where each log is broken first."""
        proof = proving.prove(options["mark"])
        names = {head.pk: str(head) for head in AuditHead.objects.select_related("partnership")}
        if proof.breaks:
            raise CommandError(
                "\n".join(
                    f"Log {each.chain} ({names.get(each.chain, 'unknown')}), line {each.number}: "
                    f"{each.why}."
                    for each in proof.breaks
                )
            )
        self.stdout.write(f"{proof.lines} lines in {proof.logs} logs are as they were written.")
