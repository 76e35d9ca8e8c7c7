"""The charters app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from charters import guards


class ChartersConfig(AppConfig):
    """What we agree."""

    name = "charters"
    verbose_name = _("charters")

    def ready(self) -> None:
        """Register what we tell people; let the database keep what they signed."""
        import_module("charters.calls_by_text")
        import_module("charters.kinds")
        import_module("charters.suggesting")
        import_module("charters.own_tables")
        import_module("charters.texts")
        import_module("charters.recorded_rows")
        import_module("charters.helping")
        calendars = import_module("meetings.calendars")
        calendars.also(import_module("charters.calendar").dates_of)
        post_migrate.connect(guards.install, sender=self, dispatch_uid="charters.guards")
