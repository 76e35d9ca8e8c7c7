"""The notices app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What we told whom."""

    name = "notices"
    verbose_name = _("notices")
