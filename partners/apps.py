"""The partners app."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from partners import guards


class PartnersConfig(AppConfig):
    """Who works together."""

    name = "partners"
    verbose_name = _("partners")

    def ready(self) -> None:
        """Register what is checked and kept of a person; let the database keep the log."""
        import_module("partners.checks")
        import_module("partners.recorded_rows")
        import_module("partners.own_tables")
        import_module("partners.sign_in_log")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="partners.guards")
