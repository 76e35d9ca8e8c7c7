"""The charters app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartersConfig(AppConfig):
    """What we agree."""

    name = "charters"
    verbose_name = _("charters")
