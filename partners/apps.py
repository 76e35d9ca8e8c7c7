"""The partners app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Who works together."""

    name = "partners"
    verbose_name = _("partners")

    def ready(self) -> None:
        """Register what is checked before the site starts, and what is kept of a person."""
        import_module("partners.checks")
        import_module("partners.recorded_rows")
        import_module("partners.own_tables")
