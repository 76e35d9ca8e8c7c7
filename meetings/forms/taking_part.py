"""Answering, arranging support, and writing down what happened in a meeting."""

from collections.abc import Iterable
from typing import Any, Self, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, by_name, choose_from
from meetings.forms.times import DayField
from meetings.models import (
    LONGEST_ITEM,
    ActionItem,
    AgendaItem,
    Arrangement,
    ArrangementState,
    FollowUp,
    Meeting,
    Rsvp,
    TimeAnswer,
    TimeOption,
)
from meetings.protecting import Kept
from partners import languages
from partners.dates import clock, day
from partners.models import Membership, MembershipQuerySet
from translations.forms import TranslatedFieldsMixin


class ForSomebodyForm(forms.Form):
    """What another person told a facilitator: who it was, and their answer."""

    member = MembershipField(
        label=_("Who told you"),
        queryset=Membership.objects.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who told you.")},
    )

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "member", by_name(people))


class RsvpForm(forms.Form):
    """Will you be there?"""

    answer = forms.ChoiceField(
        label=_("Their answer"),
        choices=Rsvp,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )


class RsvpForSomebodyForm(RsvpForm, ForSomebodyForm):
    """Whether somebody will be there, as they said it."""

    field_order = ["member", "answer"]

    @classmethod
    def offering(cls, people: Iterable[Membership]) -> Self:
        """Return an empty form in which to choose among people who were read already."""
        form = cls(people=Membership.objects.none())
        cast("MembershipField", form.fields["member"]).offer(people)
        return form


class YesNoForm(forms.Form):
    """Was your support there?"""

    answer = forms.TypedChoiceField(
        choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda value: value == "yes"
    )


class FollowUpForm(forms.Form):
    """Could you open it?"""

    answer = forms.ChoiceField(
        label=_("Their answer"),
        choices=FollowUp.Answer,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )


class FollowUpForSomebodyForm(FollowUpForm, ForSomebodyForm):
    """Whether somebody could open it, as they said it."""

    field_order = ["member", "answer"]


class ArrangementForm(forms.Form):
    """How one support need stands for one meeting."""

    state = forms.ChoiceField(
        label=_("How it stands"), choices=ArrangementState, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("What was arranged, or why it is not possible"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The person reads this as you write it. Say who comes, when and where."),
    )
    note_language = forms.ChoiceField(
        label=_("The language you write that in"), choices=languages.choices, required=False
    )
    owner = MembershipField(
        label=_("Who takes care of it"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )

    needed_sometimes = ("note", "note_language")

    def __init__(
        self, *args: Any, arrangement: Arrangement, owners: MembershipQuerySet, **kwargs: Any
    ) -> None:
        initial = {
            "note_language": arrangement.note_language or get_language(),
            "state": arrangement.state,
            "note": arrangement.note,
            "owner": arrangement.owner_id,
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        choose_from(self, "owner", by_name(owners))

    def clean(self) -> dict[str, Any]:
        """Want a reason where something is not possible."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("state") == ArrangementState.NOT_POSSIBLE and not cleaned.get("note"):
            self.add_error("note", _("Say why it is not possible, so that the person knows."))
        return cleaned


class MembershipsField(forms.ModelMultipleChoiceField):
    """Several people of the partnership, by name."""

    def label_from_instance(self, membership: Membership) -> str:
        """Return the name."""
        return membership.person.name


class AttendanceForm(forms.Form):
    """Who was there."""

    there = MembershipsField(
        label=_("Who was there"),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave people out who were not there. Nobody is counted or ranked by this."),
    )

    def __init__(self, *args: Any, meeting: Meeting, people: MembershipQuerySet, **kwargs: Any):
        there = meeting.attendances.filter(was_there=True).values_list("membership", flat=True)
        kwargs["initial"] = {"there": list(there)}
        super().__init__(*args, **kwargs)
        choose_from(self, "there", by_name(people))


class TimeKeptForm(forms.Form):
    """Whether each time to relate and to reflect was kept, and how many minutes it really was."""

    def __init__(self, *args: Any, items: list[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            kept = None if item.was_kept is None else str(item.was_kept)
            length = item.minutes if item.held_minutes is None else item.held_minutes
            self.fields[f"kept_{item.pk}"] = forms.TypedChoiceField(
                label=_("Was this time kept?"), widget=forms.RadioSelect, initial=kept,
                choices=[("True", _("Yes, we took this time")), ("False", _("No, not really"))],
                coerce=lambda value: value == "True",
                error_messages={"required": _("Say whether this time was kept.")},
            )  # fmt: skip
            self.fields[f"minutes_{item.pk}"] = forms.IntegerField(
                label=_("How many minutes it really was"), min_value=0, max_value=LONGEST_ITEM,
                initial=length, help_text=_("About is good enough. It may be 0."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Want some minutes where time was kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for item in self.items:
            name = f"minutes_{item.pk}"
            if cleaned.get(f"kept_{item.pk}") and cleaned.get(name) == 0:
                self.add_error(name, _("If this time was kept, it took at least one minute."))
        return cleaned

    @property
    def parts(self) -> list[tuple[AgendaItem, list[forms.BoundField]]]:
        """Each item with its two fields."""
        return [
            (item, [self[f"kept_{item.pk}"], self[f"minutes_{item.pk}"]]) for item in self.items
        ]

    @property
    def said(self) -> list[Kept]:
        """What was said of each item."""
        cleaned = self.cleaned_data
        return [
            Kept(item, cleaned[f"kept_{item.pk}"], cleaned[f"minutes_{item.pk}"])
            for item in self.items
        ]


class NotesForm(TranslatedFieldsMixin, forms.Form):
    """What was said and agreed, in each language."""

    translated = {
        "notes": forms.CharField(
            label=_("Notes"), max_length=20000, widget=forms.Textarea({"rows": 10})
        ),
    }
    needed = ["notes"]


class ActionItemForm(TranslatedFieldsMixin, forms.Form):
    """Something a person said they would do."""

    translated = {"text": forms.CharField(label=_("What will be done"), max_length=300)}
    needed = ["text"]

    owner = MembershipField(label=_("Who does it"), queryset=Membership.objects.none())
    due_on = DayField(label=_("By when"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "owner", by_name(kwargs["partnership"].memberships.taking_part()))

    def action(self, meeting: Meeting) -> ActionItem:
        """Return the action item as it was filled in, not saved."""
        owner, due_on = self.cleaned_data["owner"], self.cleaned_data["due_on"]
        action = ActionItem(meeting=meeting, owner=owner, due_on=due_on)
        self.write_texts(action)
        return action


class TimesForm(forms.Form):
    """Which of the proposed times work for one person."""

    def __init__(
        self, *args: Any, options: list[TimeOption], language: str, given: dict[int, str], **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.options = {f"works_{option.pk}": option for option in options}
        for name, option in self.options.items():
            self.fields[name] = forms.ChoiceField(
                label=time_label(option, language),
                choices=TimeAnswer.Works,
                widget=forms.RadioSelect,
                required=False,
                initial=given.get(option.pk, ""),
            )

    def clean(self) -> dict[str, Any]:
        """Want an answer to at least one time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.answers:
            raise forms.ValidationError(_("Say of at least one time whether it works."))
        return cleaned

    @property
    def needed_sometimes(self) -> list[str]:
        """The fields not to call optional: at least one time needs an answer."""
        return list(self.options)

    @property
    def answers(self) -> dict[TimeOption, str]:
        """What was answered, for each time that was answered."""
        given = {option: self.cleaned_data.get(name) for name, option in self.options.items()}
        return {option: works for option, works in given.items() if works}


class TimesForSomebodyForm(TimesForm, ForSomebodyForm):
    """Which times work for somebody, as they said it."""


class ChooseTimeForm(forms.Form):
    """The time that was chosen in the end."""

    option = forms.ModelChoiceField(queryset=TimeOption.objects.none(), empty_label=None)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "option", meeting.time_options.all())


def time_label(option: TimeOption, language: str) -> str:
    """Return a proposed time in words, by the clock where the meeting is."""
    local = option.starts_at.astimezone(option.meeting.zone)
    return f"{day(local.date(), language)}, {clock(local, language)}"
