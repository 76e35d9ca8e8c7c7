"""Brings the demo's database, static files and people up to date, in one process."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Create or update the tables, the static files and the demo's people."

    def handle(self, *args: str, **options: object) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable")
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo")
