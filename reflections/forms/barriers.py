"""Reporting a barrier, agreeing on an action and saying how it goes, and whether it is better."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, by_name, choose_from
from meetings.forms.times import DayField, day_problem
from meetings.forms.words import ForSomebodyForm, OwnWordsForm, long_text
from partners.models import Membership, MembershipQuerySet, Partnership
from partners.roles import Group
from reflections.catalogue import CATALOGUE, Level, at
from reflections.models import (
    Barrier,
    BarrierAction,
    ClosingOutcome,
    Money,
    Outlook,
    Severity,
    Word,
)
from translations.forms import TranslatedFieldsMixin

OWN = "own-"  # before the level, where the catalogue does not name it
DONE, MOVED, NOT_DONE = "done", "moved", "not_done"


def which_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Return what may be in the way, by level: what the catalogue names, and something else."""
    return [
        (
            level.label,
            [
                *((entry.code, entry.name) for entry in at(level)),
                (f"{OWN}{level}", _("Something else")),
            ],
        )
        for level in Level
    ]


class WhichSelect(forms.RadioSelect):
    """The catalogue, folded by level, with a sentence that says what each looks like."""

    template_name = "reflections/barrier_which.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Open the level that holds what was chosen, and say what each looks like."""
        context = super().get_context(name, value, attrs)
        context["levels"] = [
            {"name": level, "options": options, "is_open": any(o["selected"] for o in options)}
            for level, options, _index in context["widget"]["optgroups"]
        ]
        for level in context["levels"]:
            for option in level["options"]:
                entry = CATALOGUE.get(option["value"])
                option["looks_like"] = entry.looks_like if entry else ""
        return context


class ReportForm(OwnWordsForm):
    """What is in the way, whom it affects, and how bad it is."""

    which = forms.ChoiceField(
        label=_("What is in the way?"), choices=which_choices, widget=WhichSelect,
        error_messages={"required": _("Choose what is in the way, or “Something else”.")},
    )  # fmt: skip
    said = long_text(
        _("In your own words"), max_length=2000, required=False,
        help_text=_("What happens? Say nothing about anybody's health: it is not needed."),
    )  # fmt: skip
    affected = forms.MultipleChoiceField(
        label=_("Whom does it affect?"), choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one group that it affects.")},
    )  # fmt: skip
    severity = forms.ChoiceField(
        label=_("How is it now?"), choices=Severity.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is now.")},
    )  # fmt: skip
    outlook = forms.ChoiceField(
        label=_("And if nothing is done?"), choices=Outlook.choices, widget=forms.RadioSelect,
        initial=Outlook.SAME,
    )  # fmt: skip
    shown_as_group = forms.BooleanField(
        label=_("Show others only which group I belong to, not my name"), required=False,
        help_text=_("In a small group, people can still work out who it was."),
    )  # fmt: skip

    needed_sometimes = ["said"]

    @classmethod
    def of(cls, barrier: Barrier, data: Any) -> "ReportForm":
        """Return the form filled with what stands now."""
        names = ("said", "affected", "severity", "outlook", "shown_as_group")
        initial = {name: getattr(barrier, name) for name in names}
        initial["which"] = barrier.code or f"{OWN}{barrier.level}"
        if barrier.language:
            initial["language"] = barrier.language
        return cls(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Want own words for what the catalogue does not name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_own = cleaned.get("which", "").startswith(OWN)
        if is_own and not cleaned.get("said") and "said" not in self.errors:
            self.add_error("said", _("Say in your own words what is in the way."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by the names of a barrier's fields."""
        cleaned = dict(self.cleaned_data)
        which = cleaned.pop("which")
        cleaned.pop("member", None)
        entry = CATALOGUE.get(which)
        cleaned["level"] = entry.level if entry else which.removeprefix(OWN)
        cleaned["code"] = entry.code if entry else ""
        cleaned["language"] = cleaned["language"] if cleaned["said"] else ""
        return cleaned

    def barrier(self, membership: Membership) -> Barrier:
        """Return the barrier as this person reports it, not saved."""
        return Barrier(partnership=membership.partnership, membership=membership, **self.values())


class ReportForSomebodyForm(ReportForm, ForSomebodyForm):
    """What somebody reports, as somebody else writes it down."""

    shown_as_group = forms.BooleanField(
        label=_("Show others only which group they belong to, not their name"), required=False
    )


class MoneyForm(forms.Form):
    """What an action costs, and whether the money is there."""

    money = forms.ChoiceField(
        label=_("Does it need money?"), choices=Money.choices, widget=forms.RadioSelect,
        initial=Money.NONE,
        help_text=_("“Not found yet” is a good answer if it is true. Then everyone knows."),
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("How much"), min_value=Decimal("0.01"), max_digits=12, decimal_places=2,
        required=False,
    )  # fmt: skip
    currency = forms.CharField(
        label=_("Currency"), max_length=3, required=False, help_text=_("Three letters, like EUR."),
        widget=forms.TextInput({"dir": "ltr", "autocapitalize": "characters"}),
    )  # fmt: skip
    held_by = forms.CharField(
        label=_("Who holds the money"), max_length=160, required=False,
        help_text=_("If it is there: the person or the organisation."),
    )  # fmt: skip
    budget_line = forms.CharField(label=_("What it is for"), max_length=300, required=False)

    @classmethod
    def of(cls, action: BarrierAction, data: Any) -> "MoneyForm":
        """Return the form filled with what stands now."""
        return cls(data, initial={name: getattr(action, name) for name in cls.base_fields})

    def clean_currency(self) -> str:
        """Want a currency that exists."""
        currency: str = self.cleaned_data["currency"].upper()
        if currency and currency not in list_currencies():
            raise forms.ValidationError(_("This currency is not known. Write it like EUR or USD."))
        return currency

    def clean(self) -> dict[str, Any]:
        """Want an amount with its currency, and for money that is there, who holds it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        money = cleaned.get("money")
        if money == Money.NONE:
            self._forget(cleaned)
        if money == Money.FOUND:
            self._want(cleaned, "amount", _("Write how much it is."))
            self._want(cleaned, "held_by", _("Write who holds the money."))
        elif "held_by" in cleaned:
            cleaned["held_by"] = ""
        if cleaned.get("amount"):
            self._want(cleaned, "currency", _("Write in which currency it is."))
        elif cleaned.get("currency") and "amount" not in self.errors:
            cleaned["currency"] = ""
        return cleaned

    def _forget(self, cleaned: dict[str, Any]) -> None:
        """Forget what was typed about money that is not needed, mistakes included."""
        for name in ("amount", "currency", "held_by", "budget_line"):
            self.errors.pop(name, None)
            cleaned[name] = None if name == "amount" else ""

    def _want(self, cleaned: dict[str, Any], name: str, sentence: Any) -> None:
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, sentence)

    def values(self) -> dict[str, Any]:
        """Return what was filled in, by the names of an action's fields."""
        values = {name: self.cleaned_data[name] for name in MoneyForm.base_fields}
        values["budget_language"] = get_language() if values["budget_line"] else ""
        return values


WHAT = long_text(_("What we do"), max_length=600, rows=3)


class ActionForm(TranslatedFieldsMixin, MoneyForm):
    """What we do about a barrier, who takes it on, by when, and what it costs."""

    translated = {"what": WHAT}
    needed = ["what"]

    owner = MembershipField(
        label=_("Who takes it on"), queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"),
        help_text=_("They are asked, and may say no."),
        error_messages={"required": _("Choose whom to ask. It may be you.")},
    )  # fmt: skip
    due_on = DayField(label=_("By when"))
    stood = forms.IntegerField(required=False, widget=forms.HiddenInput)
    field_order = ["owner", "due_on"]

    def __init__(
        self,
        *args: Any,
        partnership: Partnership,
        people: MembershipQuerySet,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        self.zone, self.now = partnership.zone, now
        choose_from(self, "owner", by_name(people))

    @property
    def needed_sometimes(self) -> list[str]:
        """The fields not to call optional: which are needed depends on the money."""
        return [*super().needed_sometimes, "amount", "currency", "held_by"]

    def clean_due_on(self) -> date:
        """Want a day to come."""
        day: date = self.cleaned_data["due_on"]
        if problem := day_problem(day, self.now, self.zone):
            raise forms.ValidationError(problem)
        return day

    def action(self) -> BarrierAction:
        """Return the action as it was filled in, not saved."""
        action = BarrierAction(
            owner=self.cleaned_data["owner"], due_on=self.cleaned_data["due_on"], **self.values()
        )
        self.write_texts(action)
        return action


class ActionWordsForm(TranslatedFieldsMixin, forms.Form):
    """What we do about a barrier, in each language."""

    translated = {"what": WHAT}
    needed = ["what"]


class DeclineForm(OwnWordsForm):
    """Why somebody cannot take an action on, if they want to say so."""

    because = long_text(
        _("Why not"), max_length=2000, rows=2, required=False,
        help_text=_("You need not say. Only the facilitators read it."),
    )  # fmt: skip


class ProgressForm(OwnWordsForm):
    """How an action goes, or what became of it."""

    how = forms.ChoiceField(
        label=_("How does it go?"), widget=forms.RadioSelect,
        choices=[
            (DONE, _("It is done")), *Word.choices, (MOVED, _("It has to move")),
            (NOT_DONE, _("It will not be done")),
        ],
        error_messages={"required": _("Choose how it goes.")},
    )  # fmt: skip
    moved_to = DayField(label=_("To which day"), required=False)
    words = long_text(
        _("Say more"), max_length=2000, rows=3, required=False,
        help_text=_("What was done; or why it has to move or cannot be done. Everyone reads it."),
    )  # fmt: skip

    needed_sometimes = ["moved_to", "words"]

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now

    def clean(self) -> dict[str, Any]:
        """Want a reason where it moves or is not done, and a day to come where it moves."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        how, day = cleaned.get("how"), cleaned.get("moved_to")
        if how in (MOVED, NOT_DONE) and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say why, so that everyone knows."))
        if how != MOVED:
            self.errors.pop("moved_to", None)
        elif not day and "moved_to" not in self.errors:
            self.add_error("moved_to", _("Say to which day."))
        elif day and (problem := day_problem(day, self.now, self.zone)):
            self.add_error("moved_to", problem)
        return cleaned


class NotBetterForm(OwnWordsForm):
    """What is not better."""

    said = long_text(_("What is not better"), max_length=2000, rows=3)


class NotBetterForSomebodyForm(NotBetterForm, ForSomebodyForm):
    """The same, as somebody else writes it down."""


class CloseBarrierForm(TranslatedFieldsMixin, forms.Form):
    """How a barrier is closed, and what people told us."""

    translated = {
        "heard": long_text(
            _("We asked. This is what people told us"), max_length=4000,
            help_text=_("Everyone reads it. Name nobody."),
        )
    }  # fmt: skip
    needed = ["heard"]

    outcome = forms.ChoiceField(
        label=_("How it stands"), choices=ClosingOutcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands.")},
    )  # fmt: skip
