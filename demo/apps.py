"""The demo app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """A believable world to try coprod in. Installed in demo mode only."""

    name = "demo"
    verbose_name = _("demo")
