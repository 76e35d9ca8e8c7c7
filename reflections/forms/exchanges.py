"""Offering, asking, taking up, and saying what it was good for."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.taking_part import ForSomebodyForm
from partners import languages
from partners.models import Membership
from reflections.exchanges_questions import receiver_choices
from reflections.exchanging import Answer
from reflections.models import Direction, Exchange, ExchangeKind, Given, Principle, ShownTo

# What each principle means where people give and take: beside its name, so that one can choose.
PRINCIPLES = [
    (Principle.EQUITY.value, _("Equity: everyone can take part")),
    (Principle.REFLEXIVITY.value, _("Reflection: we think about how we work")),
    (Principle.RECIPROCITY.value, _("Give and take: everyone gets something they wanted")),
    (Principle.PERSONAL.value, _("Why we came: it fits what somebody wants to do or learn")),
    (Principle.RELATIONS.value, _("Agreements: we keep what we agreed")),
]


def long_text(label: Any, *, max_length: int, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """Return a field for several lines."""
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


class OfferForm(OwnWordsForm):
    """What I offer, in my own words."""

    direction = Direction.OFFER

    said = long_text(
        _("What I offer"), max_length=2000,
        help_text=_("In your own words and your own language. It stands until you take it back."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What kind it is"), choices=ExchangeKind)
    principles = forms.MultipleChoiceField(
        label=_("What it serves"), choices=PRINCIPLES, widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one. If you are not sure, choose “Give and take”."),
        },
    )  # fmt: skip

    OWN: tuple[str, ...] = ("kind", "principles", "said", "language")

    def __init__(self, *args: Any, about: Exchange | None = None, **kwargs: Any) -> None:
        if about is not None:
            stands = {name: getattr(about, name) for name in self.OWN}
            kwargs["initial"] = {**stands, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def exchange(self, membership: Membership) -> Exchange:
        """Return what was filled in as the offer or ask of `membership`, not saved."""
        filled = {name: self.cleaned_data[name] for name in self.OWN}
        return Exchange(
            partnership=membership.partnership, membership=membership, direction=self.direction,
            **filled,
        )  # fmt: skip


class AskForm(OfferForm):
    """What I ask for, in my own words."""

    direction = Direction.ASK

    said = long_text(
        _("What I ask for"), max_length=2000,
        help_text=_("In your own words and your own language. Everyone here may ask."),
    )  # fmt: skip
    for_group = forms.BooleanField(label=_("It is for the whole group"), required=False)
    shown_as_group = forms.BooleanField(
        label=_("Show others only which group I belong to, not my name"), required=False,
        help_text=_(
            "Who says yes sees your name. In a small group, others may still work out who it was."
        ),
    )  # fmt: skip

    OWN = (*OfferForm.OWN, "for_group", "shown_as_group")


class OfferForSomebodyForm(OfferForm, ForSomebodyForm):
    """What somebody offers, as they told it."""

    said = long_text(_("What they offer"), max_length=2000)


class AskForSomebodyForm(AskForm, ForSomebodyForm):
    """What somebody asks for, as they told it."""

    said = long_text(_("What they ask for"), max_length=2000)
    shown_as_group = forms.BooleanField(
        label=_("Show others only which group they belong to, not their name"), required=False
    )


class TakeUpForm(OwnWordsForm):
    """Taking up an offer, or saying yes to an ask."""

    note = long_text(
        _("A word to them"), max_length=1000, rows=3, required=False,
        help_text=_("As: when it suits you. It may stand in the message that they get."),
    )  # fmt: skip
    for_group = forms.BooleanField(label=_("It is for the whole group"), required=False)
    between_two = forms.BooleanField(
        label=_("Keep it between the two of us"), required=False,
        help_text=_("Nobody else sees it, and the message says nothing about it."),
    )  # fmt: skip

    def __init__(self, *args: Any, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if exchange.is_ask:
            del self.fields["for_group"]


class TakeUpForSomebodyForm(TakeUpForm, ForSomebodyForm):
    """The same, as somebody told it to a facilitator."""


class ConfirmForm(OwnWordsForm):
    """Whether it was given, and what it was good for."""

    answer = forms.ChoiceField(
        label=_("Was it given?"), choices=receiver_choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer. Each is a good one.")},
    )  # fmt: skip
    benefit = long_text(_("What it was good for"), max_length=2000, rows=3, required=False)
    shown_to = forms.ChoiceField(
        label=_("Who may read what it was good for"), choices=ShownTo, widget=forms.RadioSelect,
        initial=ShownTo.GIVER,
    )  # fmt: skip

    def __init__(self, *args: Any, given: Given, **kwargs: Any) -> None:
        stands = {"benefit": given.benefit, "shown_to": given.benefit_shown_to}
        if given.benefit_language:
            stands["language"] = given.benefit_language
        super().__init__(*args, **kwargs)
        self.initial = {**self.initial, **stands, **kwargs.get("initial", {})}

    def clean(self) -> dict[str, Any]:
        """Words on what it was good for go with a yes only."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said_no = cleaned.get("answer") in (Answer.NOT_YET, Answer.NOT_NEEDED)
        if cleaned.get("benefit") and said_no:
            self.add_error("answer", _("You say what it was good for. Was it given, then?"))
        return cleaned

    def says(self) -> dict[str, Any]:
        """Return what `exchanging.answer` wants to know."""
        cleaned = self.cleaned_data
        return {
            "value": cleaned["answer"],
            **{name: cleaned[name] for name in ("benefit", "shown_to", "language")},
        }


class ThankForm(OwnWordsForm):
    """Thanks, with words or without."""

    thanks = long_text(
        _("My words of thanks"), max_length=1000, rows=3, required=False,
        help_text=_("They get them as you write them. You can also thank without words."),
    )  # fmt: skip
