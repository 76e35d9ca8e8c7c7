"""Adds partnerships with an account a role, for programs that test from outside."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from demo import seeding


class Command(BaseCommand):
    """Prints the accounts as JSON, each with a session that is signed in. Runs in a demo only."""

    help = "Add partnerships whose people can be used at once. Prints accounts.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how much there shall be."""
        parser.add_argument("--partnerships", type=int, default=1)
        parser.add_argument("--roles", action="store_true", help="an account a group and a role")
        parser.add_argument(
            "--canaries", action="store_true", help="words that nobody else may ever be shown"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed and print."""
        seeding.refuse_on_a_real_site()
        accounts = seeding.seed_world(
            partnerships=options["partnerships"],
            roles=options["roles"],
            canaries=options["canaries"],
            now=timezone.now(),
        )
        found = {
            "base_url": settings.BASE_URL,
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "accounts": [asdict(account) for account in accounts],
        }
        self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
