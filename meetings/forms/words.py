"""Fields that forms share in which people write own words, or somebody writes them down."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, choose_from
from partners import languages
from partners.models import Membership, MembershipQuerySet


def long_text(label: Any, *, max_length: int, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """Return a field for several lines. Empty and too long say so, and keep what was typed."""
    return forms.CharField(
        label=label, max_length=max_length, widget=forms.Textarea({"rows": rows}), **kwargs
    )


class OwnWordsForm(forms.Form):
    """Words in the language they are written in: the page's, unless the writer says otherwise."""

    language = forms.ChoiceField(label=_("The language I write in"), choices=languages.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language())
        self.order_fields([*(name for name in self.fields if name != "language"), "language"])


class ForSomebodyForm(forms.Form):
    """What another person told a facilitator: who it was. The rest is theirs."""

    member = MembershipField(
        label=_("Who told you"),
        queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who told you.")},
    )

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "member", people.with_person().order_by("person__name", "pk"))
        self.order_fields(["member"])
