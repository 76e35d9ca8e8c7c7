"""The dashboards app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """How it looks from above."""

    name = "dashboards"
    verbose_name = _("dashboards")
