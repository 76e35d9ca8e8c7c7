"""Choosing a passage, and who may read it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import by_name, choose_from
from meetings.forms.taking_part import MembershipsField
from meetings.forms.words import OwnWordsForm, long_text
from partners.models import Membership
from reflections import sharing
from reflections.forms.journal import PageField


class Readers(TextChoices):
    """With whom a passage is shared."""

    SOME = "some", _("With the people I tick")
    ALL = "all", _("With everyone who is in the partnership now")


class PassageForm(OwnWordsForm):
    """The words to share, and with whom. Nothing is shared before it was shown as they see it."""

    words = long_text(
        _("What they will read"), max_length=sharing.LIMIT, rows=8,
        help_text=_("Take out all that is only yours. What you wrote for yourself stays as it is."),
        error_messages={"required": _("Write what they will read.")},
    )  # fmt: skip
    to = forms.ChoiceField(
        label=_("With whom?"), choices=Readers, widget=forms.RadioSelect, initial=Readers.SOME,
        error_messages={"required": _("Choose with whom.")},
    )  # fmt: skip
    people = MembershipsField(
        label=_("People"), queryset=Membership._default_manager.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Somebody you chose has left meanwhile. Look at the list again."),
            "invalid_pk_value": _("Choose people from the list."),
        },
    )  # fmt: skip
    uid = PageField(required=False)

    needed_sometimes = ("people",)

    def __init__(self, *args: Any, author: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("uid", uuid4())
        self.possible = by_name(sharing.possible_readers(author))
        choose_from(self, "people", self.possible)

    def clean(self) -> dict[str, Any]:
        """Want at least one reader."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        some = cleaned.get("to") == Readers.SOME
        if some and "people" not in self.errors and not cleaned.get("people"):
            self.add_error("people", _("Tick at least one person, or choose everyone."))
        if cleaned.get("to") == Readers.ALL and not self.possible:
            self.add_error("to", _("Nobody else is in the partnership yet."))
        return cleaned

    @property
    def readers(self) -> list[Membership]:
        """Who will read it."""
        everyone = self.cleaned_data["to"] == Readers.ALL
        return list(self.possible if everyone else self.cleaned_data["people"])
