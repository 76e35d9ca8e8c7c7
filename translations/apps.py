"""The translations app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    """In which words."""

    name = "translations"
    verbose_name = _("translations")

    def ready(self) -> None:
        """Register what this app tells people, and the words of partnerships."""
        import_module("translations.kinds")
        import_module("translations.own_tables")
        import_module("translations.texts")
