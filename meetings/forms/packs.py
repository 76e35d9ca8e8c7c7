"""Printing a meeting for one person: whose pack, how large, and whom they may call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices.forms import LetterForm
from notices.sheets import wants_large_print
from partners.models import Membership, MembershipQuerySet

LARGE = "large"
SIZES = [
    ("", _("As the person asked for")),
    ("normal", _("Normal print")),
    (LARGE, _("Large print")),
]


class PackForm(forms.Form):
    """How to print a pack."""

    size = forms.ChoiceField(
        label=_("Size of the letters"), choices=SIZES, required=False, widget=forms.RadioSelect
    )

    def is_large(self, membership: Membership) -> bool:
        """Say whether to print large for a person: as chosen, else as they asked for."""
        size = self.cleaned_data["size"]
        return size == LARGE or (not size and wants_large_print(membership))


class PackForSomebodyForm(LetterForm, PackForm):
    """Whose pack to print, and a number that they may call."""

    member = forms.ModelChoiceField(Membership._default_manager.none(), widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member: Any = self.fields["member"]
        member.queryset = people
