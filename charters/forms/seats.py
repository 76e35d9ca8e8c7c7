"""Seats in governing bodies, the pool of reviewers, asking for a review, and giving one."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from charters.models import Reviewer, Seat
from meetings.forms.planning import MembershipField, choose_from
from meetings.forms.times import DayField, day_problem
from meetings.forms.words import OwnWordsForm, long_text
from meetings.models import Resource
from partners import languages
from partners.models import Membership, MembershipQuerySet, Partnership
from translations.forms import TranslatedFieldsMixin
from translations.reading import read


class SeatForm(TranslatedFieldsMixin, forms.Form):
    """A seat that is kept for somebody with lived experience."""

    translated = {
        "body": forms.CharField(label=_("Which body"), max_length=200),
        "support": forms.CharField(label=_("Support that is given"), max_length=400),
    }
    needed = ["body"]

    reserved_on = DayField(label=_("Kept since"))
    filled_by = MembershipField(
        label=_("Who fills it"), queryset=Membership._default_manager.none(), required=False,
        empty_label=_("Nobody yet"),
    )  # fmt: skip
    filled_on = DayField(label=_("Filled since"), required=False)
    ended = forms.BooleanField(label=_("This seat is no longer kept"), required=False)

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "filled_by", people.order_by("person__name", "pk"))
        if self.about is None:
            del self.fields["ended"]
        else:
            names = ("reserved_on", "filled_by", "filled_on")
            self.initial = {**self.initial, **{name: getattr(self.about, name) for name in names}}

    def clean(self) -> dict[str, Any]:
        """Want a person and a day together, and a seat before somebody sits on it."""
        cleaned = super().clean()
        who, since = cleaned.get("filled_by"), cleaned.get("filled_on")
        if bool(who) != bool(since) and not {"filled_by", "filled_on"} & set(self.errors):
            self.add_error("filled_on", _("Say who fills the seat and since when."))
        kept = cleaned.get("reserved_on")
        if since and kept and since < kept:
            self.add_error("filled_on", _("The seat was not kept before that day."))
        return cleaned

    def write(self, seat: Seat, now: datetime) -> Seat:
        """Write what was filled in onto `seat`, and save it."""
        self.write_texts(seat)
        for name in ("reserved_on", "filled_by", "filled_on"):
            setattr(seat, name, self.cleaned_data[name])
        seat.ended_at = now if self.cleaned_data.get("ended") else None
        seat.save()
        return seat


class ReviewerForm(OwnWordsForm):
    """On which terms I review."""

    topics = long_text(
        _("What I know about, in my words"), max_length=1000, rows=4,
        help_text=_("As: living with diabetes, night shifts, filling in forms."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages I review in"), choices=languages.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    format = forms.CharField(
        label=_("How I like to get it"), required=False, max_length=200,
        help_text=_("As: on paper, in large print, read to me on the phone."),
    )  # fmt: skip
    a_month = forms.IntegerField(
        label=_("How many a month, at most"), min_value=1, max_value=20, initial=1
    )
    recognition = forms.CharField(
        label=_("The payment or thanks I wish for"), required=False, max_length=200
    )
    conflicts = forms.CharField(
        label=_("What I should not review"), required=False, max_length=400,
        help_text=_("As: anything about the clinic where I work. You need not say why."),
    )  # fmt: skip
    mentor = MembershipField(
        label=_("Who may help me"), queryset=Membership._default_manager.none(), required=False,
        empty_label=_("Nobody"),
    )  # fmt: skip
    is_named = forms.BooleanField(label=_("My name may be shown with my reviews"), required=False)
    is_paused = forms.BooleanField(label=_("Do not ask me for now"), required=False)

    OWN = ("languages", "format", "a_month", "recognition", "conflicts", "mentor", "is_named")

    def __init__(
        self, *args: Any, reviewer: Reviewer | None, people: MembershipQuerySet, **kwargs: Any
    ) -> None:
        if reviewer:
            kwargs["initial"] = {name: getattr(reviewer, name) for name in self.OWN} | {
                "topics": reviewer.topics,
                "language": reviewer.topics_language,
                "is_paused": bool(reviewer.paused_at),
            }
        super().__init__(*args, **kwargs)
        choose_from(self, "mentor", people.order_by("person__name", "pk"))

    def write(self, reviewer: Reviewer, now: datetime) -> Reviewer:
        """Write what was filled in onto `reviewer`, and save it."""
        cleaned = self.cleaned_data
        for name in self.OWN:
            setattr(reviewer, name, cleaned[name])
        reviewer.topics, reviewer.topics_language = cleaned["topics"], cleaned["language"]
        reviewer.paused_at = (reviewer.paused_at or now) if cleaned["is_paused"] else None
        reviewer.save()
        return reviewer


class ResourceField(forms.ModelChoiceField):
    """A resource, by title, in the language of the page."""

    def label_from_instance(self, resource: Resource) -> str:
        """Return the title."""
        return read(resource, "title", get_language()).text


class AskReviewForm(forms.Form):
    """What to review, and by when."""

    resource = ResourceField(label=_("What to review"), queryset=Resource._default_manager.none())
    due_on = DayField(label=_("By when"))

    def __init__(
        self,
        *args: Any,
        resources: QuerySet[Resource],
        partnership: Partnership,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, partnership.zone
        choose_from(self, "resource", resources)

    def clean_due_on(self) -> date:
        """Want a day to come."""
        on: date = self.cleaned_data["due_on"]
        if problem := day_problem(on, self.now, self.zone):
            raise forms.ValidationError(problem)
        return on


class ReviewForm(OwnWordsForm):
    """A review, in the reviewer's own words."""

    review = long_text(_("My review"), max_length=10000, rows=8)


class WhatChangedForm(TranslatedFieldsMixin, forms.Form):
    """What changed because of a review."""

    translated = {
        "what_changed": long_text(_("What changed because of this review"), max_length=4000)
    }
    needed = ["what_changed"]
