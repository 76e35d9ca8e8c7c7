"""What people will do differently: agreeing on it, changing it, saying what became of it."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, by_name, choose_from
from meetings.forms.sharing import MeetingField
from meetings.forms.times import DayField, day_problem
from meetings.forms.words import OwnWordsForm, long_text
from meetings.models import Meeting
from partners.models import Membership
from partners.roles import Permission
from reflections.models import ChangeOutcome, PracticeChange
from translations.forms import TranslatedFieldsMixin

NEWEST = 20  # meetings to choose from
USUALLY = timedelta(days=28)  # until it is looked at, if nobody says otherwise


class ChangeForm(TranslatedFieldsMixin, forms.Form):
    """What people will do differently, who sees to it, by when, and what it came out of."""

    translated = {
        "what": forms.CharField(
            label=_("What we will do differently"), max_length=300,
            widget=forms.Textarea({"rows": 2}),
            help_text=_("One thing that others would notice."),
        ),
    }  # fmt: skip
    needed = ["what"]

    owner = MembershipField(
        label=_("Who sees to it"), queryset=Membership.objects.none(), empty_label=None,
        error_messages={"invalid_choice": _("This person does not take part now. Choose another.")},
    )  # fmt: skip
    due_on = DayField(
        label=_("By when"),
        help_text=_("On that day we ask what became of it, and once more a week later."),
    )  # fmt: skip
    meeting = MeetingField(
        label=_("In which meeting we thought of it"), queryset=Meeting.objects.none(),
        required=False, empty_label=_("In none, or I do not remember"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, by: Membership, about: PracticeChange | None = None, now: datetime,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        partnership = by.partnership
        super().__init__(*args, partnership=partnership, about=about, **kwargs)
        self.by, self.now = by, now
        people = partnership.memberships.taking_part()
        if about:
            people |= partnership.memberships.active().filter(pk=about.owner_id)
        if not by.may(Permission.RECORD_FOR_OTHERS):
            people = people.filter(pk=by.pk)
        choose_from(self, "owner", by_name(people))
        held = partnership.meetings.standing().filter(starts_at__lte=now)
        newest = [*held.order_by("-starts_at", "-pk").values_list("pk", flat=True)[:NEWEST]]
        if about and about.meeting_id:
            newest.append(about.meeting_id)
        offered = partnership.meetings.filter(pk__in=newest).order_by("-starts_at", "-pk")
        choose_from(self, "meeting", offered)
        today = now.astimezone(partnership.zone).date()
        self.initial.setdefault("owner", about.owner_id if about else by.pk)
        self.initial.setdefault("due_on", about.due_on if about else today + USUALLY)
        self.initial.setdefault("meeting", about.meeting_id if about else None)

    def clean_due_on(self) -> Any:
        """A day to come; one that has passed only if it was there before."""
        day = self.cleaned_data["due_on"]
        stays = self.about is not None and day == self.about.due_on  # type: ignore[attr-defined]
        if not stays and (problem := day_problem(day, self.now, self.by.partnership.zone)):
            raise forms.ValidationError(problem)
        return day

    def write(self, change: PracticeChange) -> list[str]:
        """Write what was filled in onto the change, unsaved. Return the names of the fields."""
        names = ["owner", "due_on", "meeting"]
        for name in names:
            setattr(change, name, self.cleaned_data[name])
        return [*self.write_texts(change), *names]


class EndForm(OwnWordsForm):
    """What became of it, in one's own words."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"), choices=ChangeOutcome, widget=forms.RadioSelect,
        error_messages={"required": _("Choose what became of it.")},
    )  # fmt: skip
    said = long_text(
        _("What changed, or why not"), max_length=2000, rows=3, required=False,
        help_text=_("Everyone in the partnership reads this."),
    )  # fmt: skip

    needed_sometimes = ("said",)

    def clean(self) -> dict[str, Any]:
        """Want a reason where something is dropped."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        dropped = cleaned.get("outcome") == ChangeOutcome.DROPPED
        if dropped and not cleaned.get("said") and "said" not in self.errors:
            self.add_error("said", _("Say why. Something can be learned from that too."))
        return cleaned
