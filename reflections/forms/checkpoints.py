"""Answering a checkpoint in quiet, being asked again, a last talk, and what was done for a goal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import by_name, choose_from
from meetings.forms.times import DayField, day_problem
from meetings.forms.words import MembershipField, OwnWordsForm, long_text
from partners.models import Membership, MembershipQuerySet
from partners.reason_forms import SealedForm
from reflections.models import Checkpoint, Fit, Part

LONGEST = 4000  # characters of one answer
SHARE = _("The facilitators may read this answer")


WISHES = [
    ("no", _("No, thank you")),
    ("facilitator", _("Yes, with a facilitator")),
    ("somebody", _("Yes, with somebody else")),
]


class CheckpointForm(SealedForm):
    """Does it still fit, what changed, what would help, what next. Each may be left out."""

    needed_sometimes = ("language", *Part.values)

    fit = forms.ChoiceField(
        label=Part.FIT.label, choices=Fit, required=False, widget=forms.RadioSelect
    )
    share_fit = forms.BooleanField(label=SHARE, required=False)
    changed = long_text(Part.CHANGED.label, max_length=LONGEST, rows=3, required=False)
    share_changed = forms.BooleanField(label=SHARE, required=False)
    helps = long_text(Part.HELPS.label, max_length=LONGEST, rows=3, required=False)
    share_helps = forms.BooleanField(label=SHARE, required=False)
    next = long_text(Part.NEXT.label, max_length=LONGEST, rows=3, required=False)
    share_next = forms.BooleanField(label=SHARE, required=False)

    def __init__(self, data: Any, *, checkpoint: Checkpoint, answers: Mapping[str, str]) -> None:
        shared = {f"share_{part}": True for part in checkpoint.shared}
        written = {**answers, **shared, "language": checkpoint.language}
        super().__init__(data, initial=written, stands=checkpoint.answered_at)

    @property
    def answers(self) -> dict[str, str]:
        """What was answered, by part."""
        return {part: self.cleaned_data[part] for part in Part.values}

    @property
    def shared(self) -> list[str]:
        """The parts that facilitators may read."""
        return [part for part in Part.values if self.cleaned_data[f"share_{part}"]]


class AskAgainForm(forms.Form):
    """The day on which I would like to be asked whether I come back, if any."""

    ask_again_on = DayField(
        label=_("Ask me again on this day"),
        required=False,
        help_text=_("One question, once. Leave it empty and nobody asks you."),
    )

    def __init__(self, *args: Any, checkpoint: Checkpoint, now: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"ask_again_on": checkpoint.ask_again_on})
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, checkpoint.membership.person.zone

    def clean_ask_again_on(self) -> date | None:
        """Want a day to come."""
        day: date | None = self.cleaned_data["ask_again_on"]
        if day and day <= self.now.astimezone(self.zone).date():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        if day and (problem := day_problem(day, self.now, self.zone)):
            raise forms.ValidationError(problem)
        return day


class ClosingWishForm(forms.Form):
    """With whom I would like to talk once more, and how they reach me."""

    wish = forms.ChoiceField(
        label=_("Would you like to talk with somebody once more?"),
        choices=WISHES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these. No is fine.")},
    )
    with_whom = MembershipField(
        label=_("With whom"),
        queryset=Membership._default_manager.none(),
        required=False,
        empty_label=_("Choose a person"),
    )
    reach = forms.CharField(
        label=_("How they reach you"),
        required=False,
        max_length=200,
        help_text=_("A phone number or an address. Only they see it, and only after you left."),
    )

    needed_sometimes = ("with_whom", "reach")

    def __init__(self, *args: Any, people: MembershipQuerySet | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:  # an observer, who does not see what people do not want to be asked
            del self.fields["with_whom"]
            wish = cast("forms.ChoiceField", self.fields["wish"])
            wish.choices = [(value, label) for value, label in WISHES if value != "somebody"]
        else:
            choose_from(self, "with_whom", by_name(people))

    def clean(self) -> dict[str, Any]:
        """Ask for the person and the way to reach, where they are needed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("wish") == "somebody" and not cleaned.get("with_whom"):
            if "with_whom" not in self.errors:
                self.add_error("with_whom", _("Choose with whom you would like to talk."))
        elif cleaned.get("wish") != "somebody":
            cleaned["with_whom"] = None
        wants = cleaned.get("wish") in ("facilitator", "somebody")
        if wants and not cleaned.get("reach") and "reach" not in self.errors:
            self.add_error("reach", _("Write how they can reach you after you left."))
        return cleaned


class GoalActionForm(OwnWordsForm):
    """What was done for somebody's goal, and when."""

    words = forms.CharField(
        label=_("What was done"),
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("They read it as you write it, and say whether it was right."),
    )
    done_on = DayField(label=_("When"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("done_on", today)

    def clean_done_on(self) -> date:
        """Want a day that has come: a promise is not done yet."""
        day: date = self.cleaned_data["done_on"]
        if day > self.today:
            raise forms.ValidationError(_("Write it down once it is done."))
        return day
