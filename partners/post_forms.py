"""Where letters go, as part of a form that asks how to reach a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Channel


class AddressTextarea(forms.Textarea):
    """A box for an address as it stands on an envelope."""

    def __init__(self) -> None:
        super().__init__({"rows": 4, "autocomplete": "street-address", "dir": "auto"})


def check_address(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """Ask for the address where somebody wants letters."""
    wants_letters = cleaned.get("channel") == Channel.POST
    if wants_letters and not cleaned.get("postal_address") and "postal_address" not in form.errors:
        form.add_error("postal_address", _("Write the address where letters should go."))
