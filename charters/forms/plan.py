"""Adding to the plan, and saying what became of something planned."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from charters.models import Activity, ActivityOutcome
from meetings.forms.money import AmountField, want_whole
from meetings.forms.times import DayField
from meetings.forms.words import OwnWordsForm, long_text
from partners.models import Membership, Stage
from translations.forms import TranslatedFieldsMixin

SPAN = timedelta(days=5 * 365)


class ActivityForm(TranslatedFieldsMixin, forms.Form):
    """Something to do together: what, by when, at which stage, with which money."""

    translated = {"what": forms.CharField(label=_("What we plan to do"), max_length=300)}
    needed = ["what"]

    on = DayField(label=_("By which day"))
    stage = forms.ChoiceField(label=_("Stage of the work"), choices=Stage)
    budget = AmountField(label=_("Money set aside"), required=False)

    def __init__(self, *args: Any, currency: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, self.today = currency, today
        if currency:
            self.fields["budget"].label = _("Money set aside (%(currency)s)") % {
                "currency": currency
            }
        else:
            del self.fields["budget"]

    def clean_on(self) -> date:
        """Want a day that is not absurdly far."""
        on: date = self.cleaned_data["on"]
        if abs(on - self.today) > SPAN:
            raise forms.ValidationError(_("This day is too far away. Check the year."))
        return on

    def clean(self) -> dict[str, Any]:
        """Want money that can be spent."""
        cleaned = super().clean()
        want_whole(self, "budget", self.currency)
        return cleaned

    def activity(self, by: Membership, now: datetime) -> Activity:
        """Return what was planned, unsaved."""
        data = self.cleaned_data
        activity = Activity(
            partnership=by.partnership, on=data["on"], stage=data["stage"],
            budget=data.get("budget"), currency=self.currency, planned_by=by, planned_at=now,
        )  # fmt: skip
        self.write_texts(activity)
        return activity


class CloseActivityForm(OwnWordsForm):
    """What became of something planned. That it was not done is as good to know."""

    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=ActivityOutcome, widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )  # fmt: skip
    told = long_text(_("What happened, or why it was not done"), max_length=1000)
    spent = AmountField(label=_("Money spent"), required=False)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        names = ("outcome", "told", "spent")
        initial = {name: getattr(activity, name) for name in names if getattr(activity, name)}
        if activity.told_language:
            initial["language"] = activity.told_language
        super().__init__(*args, initial=initial, **kwargs)
        self.currency = activity.currency
        if self.currency:
            self.fields["spent"].label = _("Money spent (%(currency)s)") % {
                "currency": self.currency
            }
        else:
            del self.fields["spent"]

    def clean(self) -> dict[str, Any]:
        """Want money that can be spent."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        want_whole(self, "spent", self.currency)
        return cleaned
