"""The notices app."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """What we told whom."""

    name = "notices"
    verbose_name = _("notices")

    def ready(self) -> None:
        """Register this app's own kinds and checks."""
        for module in (
            "audit_marks",
            "checks",
            "emergencies",
            "erasing",
            "handing_over",
            "helping",
            "inviting",
            "needing",
            "own_tables",
            "receipts",
            "recording",
        ):
            import_module(f"notices.{module}")
