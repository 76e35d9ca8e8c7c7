"""Saying something, writing it down for somebody, answering it, and saying what is not right."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from charters.models import Input, Outcome
from charters.models.inputs import ABOUT
from meetings.forms.words import ForSomebodyForm, OwnWordsForm, long_text
from partners.models import Membership, Partnership
from translations.forms import TranslatedFieldsMixin
from translations.reading import read

NEWEST = 40  # of each kind, to choose what an input is about
ABOUT_WORDS = {
    "decision": _("A decision"),
    "meeting": _("A meeting"),
    "resource": _("Something to read"),
    "agreement": _("An agreement"),
}


class SayForm(OwnWordsForm):
    """Something I want to say, about one thing or anything."""

    said = long_text(
        _("What I want to say"), max_length=5000, rows=6,
        help_text=_("In your own words and your own language. You get an answer, with a reason."),
    )  # fmt: skip
    about = forms.ChoiceField(label=_("What it is about"), required=False)
    shown_as_group = forms.BooleanField(
        label=_("Show others only which group I belong to, not my name"), required=False,
        help_text=_("The facilitators who answer can still work out who it was in a small group."),
    )  # fmt: skip

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        cast("forms.ChoiceField", self.fields["about"]).choices = about_choices(partnership)

    def said_by(self, membership: Membership) -> Input:
        """Return what was said, not saved."""
        cleaned = self.cleaned_data
        kind, _dash, pk = cleaned["about"].partition("-")
        about = {f"{kind}_id": int(pk)} if kind else {}
        return Input(
            partnership=self.partnership, membership=membership, said=cleaned["said"],
            language=cleaned["language"], shown_as_group=cleaned["shown_as_group"], **about,
        )  # fmt: skip


class SayForSomebodyForm(SayForm, ForSomebodyForm):
    """What somebody said, as somebody else writes it down."""


def about_choices(partnership: Partnership) -> list[Any]:
    """Return all that an input can be about, the newest first, by kind."""
    groups: list[Any] = [("", _("Anything"))]
    for kind, field in ABOUT.items():
        rows = getattr(partnership, f"{kind}s").order_by("-pk")[:NEWEST]
        choices = [
            (f"{kind}-{row.pk}", read(row, field, get_language()).text or str(row)) for row in rows
        ]
        if choices:
            groups.append((ABOUT_WORDS[kind], choices))
    return groups


class WordsForm(OwnWordsForm):
    """Other words for what was written down."""

    said = SayForm.base_fields["said"]


class InputAnswerForm(TranslatedFieldsMixin, forms.Form):
    """What became of an input, and why, in at least one language."""

    translated = {"reason": long_text(_("Why"), max_length=4000)}
    needed = ["reason"]

    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=Outcome, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )  # fmt: skip
    stood = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DisputeForm(OwnWordsForm):
    """What is not right about an answer."""

    because = long_text(_("What is not right"), max_length=2000, rows=3)
