"""The reflections app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReflectionsConfig(AppConfig):
    """How it goes."""

    name = "reflections"
    verbose_name = _("reflections")

    def ready(self) -> None:
        """Register what this app tells people and asks them, and what a room may think about."""
        import_module("reflections.kinds")
        timing = import_module("meetings.timing")
        timing.also(import_module("reflections.prompting").for_a_room)
