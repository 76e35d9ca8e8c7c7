"""The meetings app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """When we meet."""

    name = "meetings"
    verbose_name = _("meetings")

    def ready(self) -> None:
        """Register what this app tells people, and what it asks them."""
        import_module("meetings.kinds")
        import_module("meetings.interpreter_kinds")
        import_module("meetings.money_kinds")
        import_module("meetings.suggesting")
        import_module("meetings.own_tables")
        import_module("meetings.texts")
        import_module("meetings.recorded_rows")
