"""The translations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TranslationsConfig(AppConfig):
    """In which words."""

    name = "translations"
    verbose_name = _("translations")
