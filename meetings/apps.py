"""The meetings app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """When we meet."""

    name = "meetings"
    verbose_name = _("meetings")
