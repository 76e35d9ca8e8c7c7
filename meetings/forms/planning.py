"""Planning a meeting: what it is about, when and where, and changing that later."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings import repeating, wall_time
from meetings.forms.times import ClockField, DayField, WhenForm, day_problem
from meetings.models import AgendaItem, ItemKind, Meeting, TimeOption
from partners.models import Membership, MembershipQuerySet, Partnership
from translations.forms import TranslatedFieldsMixin

TIMES_TO_PROPOSE = 5


class MembershipField(forms.ModelChoiceField):
    """A person of the partnership, by name."""

    def label_from_instance(self, membership: Membership) -> str:
        """Return the name."""
        return membership.person.name

    def offer(self, people: Iterable[Membership]) -> None:
        """Offer people whom the page has read already, by name, and ask nothing about them."""
        in_order = sorted(people, key=lambda each: (each.person.name, each.pk))
        self.choices = [("", self.empty_label), *((it.pk, it.person.name) for it in in_order)]
        self.boundaries = [each for each in in_order if each.boundary]


def by_name(people: MembershipQuerySet) -> MembershipQuerySet:
    """Return people with their names, in the order of them."""
    return people.with_person().order_by("person__name", "pk")


def choose_from(form: forms.BaseForm, name: str, rows: QuerySet) -> None:
    """Let a field of the form choose among these rows, and no others."""
    cast("forms.ModelChoiceField", form.fields[name]).queryset = rows


def link_field(**kwargs: Any) -> forms.URLField:
    """Return a field for a web address; nothing but http and https."""
    invalid = _("Write a whole web address that starts with https://")
    errors = {"invalid": invalid}
    field = forms.URLField(assume_scheme="https", max_length=500, error_messages=errors, **kwargs)
    field.validators = [URLValidator(schemes=["http", "https"])]
    return field


class TextsForm(TranslatedFieldsMixin, forms.Form):
    """What a meeting is about, in each language."""

    translated = {
        "title": forms.CharField(label=_("Title"), max_length=200),
        "purpose": forms.CharField(
            label=_("What we want to reach"), max_length=4000, widget=forms.Textarea({"rows": 3})
        ),
    }
    needed = ["title"]


class ChangeForm(TextsForm):
    """What a meeting is about, and who leads it."""

    chair = MembershipField(
        label=_("Who leads the meeting"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("We decide there"),
    )

    def __init__(self, *args: Any, about: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = {"chair": about.chair_id}
        super().__init__(*args, about=about, **kwargs)
        choose_from(self, "chair", by_name(about.partnership.memberships.taking_part()))

    def write(self, meeting: Meeting) -> list[str]:
        """Write what was filled in onto the meeting, without saving. Return the fields' names."""
        meeting.chair = self.cleaned_data["chair"]
        return [*self.write_texts(meeting), "chair"]


class PlaceForm(forms.Form):
    """Where a meeting is, and how to join from elsewhere."""

    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=300,
        help_text=_("Building, room, street. Say how to get in without steps."),
    )
    online_url = link_field(label=_("Link to join online"), required=False)
    dial_in = forms.CharField(
        label=_("Phone number to join by phone"),
        required=False,
        max_length=120,
        help_text=_("With the code to enter, if there is one."),
    )

    @classmethod
    def of(cls, meeting: Meeting, data: Any) -> "PlaceForm":
        """Return the form filled with what stands now."""
        initial = {name: getattr(meeting, name) for name in cls.base_fields}
        return cls(data, initial=initial)


class Mode(models.TextChoices):
    """How the time of a meeting comes about."""

    ONCE = "once", _("At one time")
    REPEAT = "repeat", _("Again and again, at the same time of day")
    ASK = "ask", _("I propose a few times and ask what works")


class PlanForm(TranslatedFieldsMixin, WhenForm):
    """A meeting that does not exist yet."""

    translated = TextsForm.translated
    needed = TextsForm.needed
    publishes = True

    mode = forms.ChoiceField(
        label=_("When is it?"), choices=Mode, widget=forms.RadioSelect, initial=Mode.ONCE
    )
    frequency = forms.ChoiceField(
        label=_("How often"), choices=repeating.Frequency, required=False, initial="fortnightly"
    )
    until = DayField(
        label=_("Until which day"),
        required=False,
        help_text=_("Leave this and the next one out if there is no end yet."),
    )
    count = forms.IntegerField(
        label=_("Or how many times"), required=False, min_value=2, max_value=60
    )
    place = PlaceForm.base_fields["place"]
    online_url = PlaceForm.base_fields["online_url"]
    dial_in = PlaceForm.base_fields["dial_in"]
    chair = ChangeForm.base_fields["chair"]
    starts_with_time = forms.BooleanField(
        label=_("Start the agenda with time to arrive, and end it with time to reflect"),
        required=False,
        initial=True,
    )

    def __init__(
        self, *args: Any, partnership: Partnership, members: list[Membership], **kwargs: Any
    ) -> None:
        super().__init__(
            *args,
            partnership=partnership,
            members=members,
            initial={"timezone": partnership.timezone},
            **kwargs,
        )
        choose_from(self, "chair", by_name(partnership.memberships.taking_part()))
        self.fields["local_date"].required = self.fields["local_time"].required = False
        for number in range(1, TIMES_TO_PROPOSE + 1):
            self.fields[f"day_{number}"] = DayField(label=_("Day"), required=False)
            self.fields[f"time_{number}"] = ClockField(label=_("Start"), required=False)
        self.options: list[TimeOption] = []
        self.rule = ""

    @property
    def mode_chosen(self) -> str:
        """How the time comes about, as it stands in the form now."""
        return self["mode"].value() or Mode.ONCE

    @property
    def needed_sometimes(self) -> list[str]:
        """The fields not to call optional: which are needed depends on the chosen way."""
        first_two = [field.name for pair in self.option_fields[:2] for field in pair]
        return [*super().needed_sometimes, "local_date", "local_time", "frequency", *first_two]

    @property
    def wants_time(self) -> bool:
        """Whether one day and time are given now."""
        return self.mode_chosen != Mode.ASK

    @property
    def option_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The pairs of fields for proposed times."""
        numbers = range(1, TIMES_TO_PROPOSE + 1)
        return [(self[f"day_{number}"], self[f"time_{number}"]) for number in numbers]

    def clean(self) -> dict[str, Any]:
        """Want a time, a rule or proposals, whichever was chosen. The rest is not looked at."""
        cleaned = super().clean()
        unused: dict[str, list[str]] = {
            Mode.ONCE: ["rule", "ask"],
            Mode.REPEAT: ["ask"],
            Mode.ASK: ["when", "rule"],
        }
        for part in unused.get(self.mode_chosen, []):
            self._forgive(part)
        if self.wants_time:
            for name in ("local_date", "local_time"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Fill this in, so that people know when."))
        if self.mode_chosen == Mode.REPEAT:
            self._clean_rule(cleaned)
        if self.mode_chosen == Mode.ASK:
            self._clean_options(cleaned)
        return cleaned

    def _forgive(self, part: str) -> None:
        """Forget mistakes in fields that the chosen way does not use."""
        options = [field.name for pair in self.option_fields for field in pair]
        fields = {
            "when": ["local_date", "local_time"],
            "rule": ["frequency", "until", "count"],
            "ask": options,
        }
        for name in fields[part]:
            self.errors.pop(name, None)

    def _clean_rule(self, cleaned: dict[str, Any]) -> None:
        """Make the rule by which the meeting repeats."""
        day, until, count = (cleaned.get(name) for name in ("local_date", "until", "count"))
        if until and count:
            sentence = _("Say until which day, or how many times: one of the two.")
            self.add_error("until", sentence)
        elif until and day and until <= day:
            self.add_error("until", _("The last day must come after the first."))
        elif day and cleaned.get("frequency") and not (until and self._too_far(until)):
            self.rule = repeating.rule_from(cleaned["frequency"], day, until=until, count=count)

    def _too_far(self, until: date) -> bool:
        problem = day_problem(until, self.now, ZoneInfo("UTC"))
        if problem:
            self.add_error("until", problem)
        return bool(problem)

    def _clean_options(self, cleaned: dict[str, Any]) -> None:
        """Want at least two times that exist and have not passed."""
        for day_field, time_field in self.option_fields:
            day, at = cleaned.get(day_field.name), cleaned.get(time_field.name)
            if {day_field.name, time_field.name} & set(self.errors):
                continue
            if bool(day) != bool(at):
                self.add_error(time_field.name if day else day_field.name, _("Fill in both."))
            elif day and at:
                self._add_option(day_field.name, time_field.name, day, at)
        if len(self.options) < 2 and not self.errors:
            self.add_error("day_1", _("Propose at least two times, so that people can choose."))

    def _add_option(self, day_name: str, time_name: str, day: date, at: time) -> None:
        zone = ZoneInfo(self.cleaned_data.get("timezone") or "UTC")
        if problem := day_problem(day, self.now, zone):
            self.add_error(day_name, problem)
            return
        try:
            moment = wall_time.check(day, at, zone)[0]
        except wall_time.Ambiguous as twice:
            moment = twice.first
        except wall_time.Nonexistent as gap:
            sentence = _("Clocks leave this time out on that day. Take %(before)s or %(after)s.")
            words = {"before": f"{gap.before:%H:%M}", "after": f"{gap.after:%H:%M}"}
            self.add_error(time_name, sentence % words)
            return
        if moment <= self.now:
            self.add_error(time_name, _("This time has passed. Choose a later one."))
        elif any((option.local_date, option.local_time) == (day, at) for option in self.options):
            self.add_error(time_name, _("You propose this time twice."))
        else:
            self.options.append(TimeOption(local_date=day, local_time=at))

    def meeting(self, by: Membership) -> Meeting:
        """Return the meeting as it was filled in, not saved."""
        names = ["minutes", "timezone", "place", "online_url", "dial_in", "chair"]
        meeting = Meeting(
            partnership=by.partnership,
            created_by=by,
            **{name: self.cleaned_data[name] for name in names},
        )
        if self.wants_time:
            meeting.set_wall_time(
                self.cleaned_data["local_date"],
                self.cleaned_data["local_time"],
                later_of_two=self.later_of_two,
            )
        self.write_texts(meeting)
        return meeting


class CancelForm(TranslatedFieldsMixin, forms.Form):
    """Why a meeting is cancelled, in each language."""

    translated = {
        "cancelled_because": forms.CharField(
            label=_("Why it is cancelled"), max_length=400, widget=forms.Textarea({"rows": 2})
        ),
    }
    needed = ["cancelled_because"]


class AgendaItemForm(TranslatedFieldsMixin, forms.Form):
    """One thing on the agenda."""

    translated = {"title": forms.CharField(label=_("What it is about"), max_length=200)}
    needed = ["title"]

    kind = forms.ChoiceField(
        label=_("What it is for"),
        choices=ItemKind,
        widget=forms.RadioSelect,
        initial=ItemKind.CONSULT,
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=480, initial=15)

    @classmethod
    def of(cls, item: AgendaItem, data: Any, **kwargs: Any) -> "AgendaItemForm":
        """Return the form filled with what stands now."""
        initial = {"kind": item.kind, "minutes": item.minutes}
        return cls(data, about=item, initial=initial, **kwargs)

    def write(self, item: AgendaItem) -> AgendaItem:
        """Write what was filled in onto `item`, without saving."""
        self.write_texts(item)
        item.kind, item.minutes = self.cleaned_data["kind"], self.cleaned_data["minutes"]
        return item


class GoAheadForm(forms.Form):
    """Why a meeting goes ahead although somebody's essential need is not met."""

    reason = forms.CharField(
        label=_("Why we go ahead anyway"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everyone in the partnership reads this. Do not name anybody's need."),
    )
