"""The dashboards app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """How it looks from above."""

    name = "dashboards"
    verbose_name = _("dashboards")

    def ready(self) -> None:
        """Let the apps below meet that do not know each other."""
        import_module("dashboards.power").let_them_meet()
