"""The reflections app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReflectionsConfig(AppConfig):
    """How it goes."""

    name = "reflections"
    verbose_name = _("reflections")

    def ready(self) -> None:
        """Register what this app tells people, and what it asks them."""
        import_module("reflections.kinds")
