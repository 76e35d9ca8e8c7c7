"""The reflections app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from reflections import row_rules


class ReflectionsConfig(AppConfig):
    """How it goes."""

    name = "reflections"
    verbose_name = _("reflections")

    def ready(self) -> None:
        """Register what this app tells people and checks; let the database keep journals apart."""
        import_module("reflections.kinds")
        timing = import_module("meetings.timing")
        timing.also(import_module("reflections.prompting").for_a_room)
        import_module("reflections.suggesting")
        import_module("reflections.own_tables")
        import_module("reflections.texts")
        import_module("reflections.recorded_rows")
        parting = import_module("reflections.parting")
        joining = import_module("partners.joining")
        joining.also_when_leaving(parting.part)
        import_module("reflections.checks")
        post_migrate.connect(row_rules.install, sender=self, dispatch_uid="reflections.row_rules")
