"""Proposing, taking a position, answering objections, closing."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from charters.models import Decision, Guard, Method, Option, Rung, Stance
from meetings import wall_time
from meetings.forms.planning import choose_from
from meetings.forms.sharing import MeetingField
from meetings.forms.times import ClockField, DayField, day_problem
from meetings.forms.words import ForSomebodyForm, OwnWordsForm, long_text
from meetings.models import Meeting, Resource
from partners.models import Partnership
from translations.forms import TranslatedFieldsMixin
from translations.reading import read, set_text

# On the form; more can be added on the decision's page.
OPTIONS = [_("First option"), _("Second option"), _("Third option"), _("Fourth option")]
NEWEST = 100  # resources, of which to tick some


class ReadingField(forms.ModelMultipleChoiceField):
    """Resources to read before deciding, by title, in the language of the page."""

    def label_from_instance(self, resource: Resource) -> str:
        """Return the title, and whether everyone needs to read it."""
        title = read(resource, "title", get_language()).text
        if not resource.is_essential:
            return title
        return gettext("%(title)s (everyone needs to read it)") % {"title": title}


class OptionField(forms.ModelChoiceField):
    """One of a decision's options, in the language of the page."""

    def label_from_instance(self, option: Option) -> str:
        """Return its words."""
        return read(option, "text", get_language()).text


class MomentsForm(forms.Form):
    """Days and clock times that name moments in the partnership's zone."""

    def __init__(self, *args: Any, zone: ZoneInfo, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now

    def moment(self, day: str, at: str) -> datetime | None:
        """Return the moment that two fields name; None after saying what is wrong with them."""
        on, clock = self.cleaned_data.get(day), self.cleaned_data.get(at)
        if on is None or clock is None:
            return None
        if problem := day_problem(on, self.now, self.zone):
            self.add_error(day, problem)
            return None
        return self._on_the_wall(on, clock, at)

    def _on_the_wall(self, on: date, clock: time, at: str) -> datetime | None:
        try:
            return wall_time.check(on, clock, self.zone)[0]
        except wall_time.Ambiguous as twice:
            return twice.second  # nobody loses the hour that comes twice
        except wall_time.Nonexistent:
            self.add_error(at, _("Clocks go forward then and leave this time out. Choose another."))
            return None


class ProposeForm(TranslatedFieldsMixin, MomentsForm):
    """A new decision: the question, what to know, options, how and until when it is decided."""

    translated = {
        "question": forms.CharField(label=_("What we decide"), max_length=300),
        "background": long_text(_("What to know"), max_length=5000),
        **{
            f"option_{number}": forms.CharField(label=label, max_length=300)
            for number, label in enumerate(OPTIONS, start=1)
        },
    }
    needed = ["question"]
    publishes = True

    method = forms.ChoiceField(
        label=_("How we decide"), choices=Method, widget=forms.RadioSelect, initial=Method.CONSENT
    )
    is_secret = forms.BooleanField(
        label=_("A secret ballot: nobody can find out who chose what"), required=False
    )
    meeting = MeetingField(
        label=_("For which meeting"), queryset=Meeting._default_manager.none(), required=False,
        empty_label=_("Not for one meeting"),
    )  # fmt: skip
    opens_on = DayField(label=_("Day from which people can take a position"), required=False,
                        help_text=_("Leave it empty to open now."))  # fmt: skip
    opens_time = ClockField(label=_("Time at which it opens"), required=False)
    closes_on = DayField(label=_("Day on which it closes"))
    closes_time = ClockField(label=_("Time at which it closes"))
    rung_claimed = forms.TypedChoiceField(
        label=_("How far this decision is shared"), choices=Rung, coerce=int,
        widget=forms.RadioSelect, initial=Rung.CO_DECIDED,
        help_text=_("Afterwards we ask people with lived experience how they saw it."),
    )  # fmt: skip
    rung_words = forms.CharField(
        label=_("The same in your own words"), required=False, max_length=300
    )
    reading = ReadingField(
        label=_("What to read first"), queryset=Resource._default_manager.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(
        self, *args: Any, partnership: Partnership, resources: QuerySet[Resource], **kwargs: Any
    ) -> None:
        super().__init__(*args, partnership=partnership, zone=partnership.zone, **kwargs)
        self.partnership, self.rules = partnership, partnership.working_rules
        self.fields["method"].initial = self.rules.decision_method
        if not (self.rules.secret_ballots_allowed or self.data.get("is_secret")):
            del self.fields["is_secret"]
        choose_from(self, "meeting", partnership.meetings.upcoming(self.now))
        choose_from(self, "reading", resources.filter(pk__in=resources.values("pk")[:NEWEST]))
        if not resources.exists():
            del self.fields["reading"]

    def clean(self) -> dict[str, Any]:
        """Want an end after the beginning, two options for a vote, a vote for a secret ballot."""
        cleaned = super().clean()
        opens, closes = self._opens(), self.moment("closes_on", "closes_time")
        if closes and closes <= self.now:
            self.add_error("closes_time", _("This time has passed. Choose a later one."))
        elif closes and opens and closes <= opens:
            self.add_error("closes_on", _("The decision must close after it opens."))
        if cleaned.get("method") == Method.VOTE and len(self._option_texts()) < 2:
            self.add_error("method", _("A vote needs at least two options to choose from."))
        if cleaned.get("is_secret") and cleaned.get("method") != Method.VOTE:
            self.add_error("is_secret", _("Only a vote can be secret."))
        if cleaned.get("is_secret") and not self.rules.secret_ballots_allowed:
            self.add_error("is_secret", _("Your working rules do not allow secret ballots."))
        cleaned["opens_at"], cleaned["closes_at"] = opens, closes
        return cleaned

    def _opens(self) -> datetime | None:
        if not self.cleaned_data.get("opens_on"):
            return self.now
        if not self.cleaned_data.get("opens_time"):
            self.add_error("opens_time", _("Write the time as hours and minutes: 17:30."))
        return self.moment("opens_on", "opens_time")

    def _option_texts(self) -> list[dict[str, str]]:
        texts = [self.texts(f"option_{number}") for number, _label in enumerate(OPTIONS, start=1)]
        return [by_language for by_language in texts if by_language]

    def decision(self) -> Decision:
        """Return the decision that was filled in, not saved."""
        cleaned = self.cleaned_data
        decision = Decision(
            partnership=self.partnership,
            **{name: cleaned[name] for name in ("method", "meeting", "rung_claimed")},
            is_secret=cleaned.get("is_secret", False),
            opens_at=cleaned["opens_at"], closes_at=cleaned["closes_at"],
            rung_words=cleaned["rung_words"],
            rung_words_language=get_language() if cleaned["rung_words"] else "",
        )  # fmt: skip
        for field in ("question", "background"):
            for code, text in self.texts(field).items():
                set_text(decision, field, code, text)
        return decision

    def options(self) -> list[Option]:
        """Return the options that were filled in, not saved."""
        options = []
        for by_language in self._option_texts():
            option = Option()
            for code, text in by_language.items():
                set_text(option, "text", code, text)
            options.append(option)
        return options


class DecisionTextsForm(TranslatedFieldsMixin, forms.Form):
    """The words of a decision, in each language."""

    translated = {name: ProposeForm.translated[name] for name in ("question", "background")}
    needed = ["question"]


class OptionTextsForm(TranslatedFieldsMixin, forms.Form):
    """The words of one option, in each language. `option` is one that is there already, or new."""

    translated = {"text": forms.CharField(label=_("An option"), max_length=300)}
    needed = ["text"]

    def __init__(self, *args: Any, about: Option | None = None, **kwargs: Any) -> None:
        super().__init__(*args, about=about, **kwargs)
        self.option = about or Option()


class PositionForm(OwnWordsForm):
    """What I say to the proposal."""

    stance = forms.ChoiceField(
        label=_("My position"), choices=Stance, widget=forms.RadioSelect,
        error_messages={"required": _("Choose a position.")},
    )  # fmt: skip
    option = OptionField(
        label=_("Which option"), queryset=Option._default_manager.none(), required=False,
        widget=forms.RadioSelect, empty_label=None,
    )  # fmt: skip
    reason = long_text(
        _("Why"), max_length=2000, rows=3, required=False,
        help_text=_("An objection needs a reason, so that it can be answered. Everyone reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = decision.options.order_by("position", "pk")
        choose_from(self, "option", options)
        if decision.is_secret or not options:
            del self.fields["option"]
        if decision.is_secret:
            open_ones = (Stance.OBJECT, Stance.MORE_TIME)
            stances = cast("forms.ChoiceField", self.fields["stance"])
            stances.choices = [(each.value, each.label) for each in open_ones]

    def clean(self) -> dict[str, Any]:
        """Want a reason for an objection, and an option from whoever agrees."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stance = cleaned.get("stance")
        if stance == Stance.OBJECT and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("An objection needs a reason, so that it can be answered."))
        agrees = stance in (Stance.AGREE, Stance.CONCERNS)
        if agrees and "option" in self.fields and not cleaned.get("option"):
            self.add_error("option", _("Choose the option that you agree with."))
        return cleaned


class PositionForSomebodyForm(PositionForm, ForSomebodyForm):
    """A position as another person said it."""


class BallotForm(forms.Form):
    """One secret vote."""

    option = OptionField(
        label=_("My vote"), queryset=Option._default_manager.none(), widget=forms.RadioSelect,
        empty_label=None, error_messages={"required": _("Choose one option.")},
    )  # fmt: skip

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "option", decision.options.order_by("position", "pk"))


class BallotForSomebodyForm(BallotForm, ForSomebodyForm):
    """A vote as another person asked for it. Whoever writes it down knows it; no table does."""


class ObjectionAnswerForm(OwnWordsForm):
    """How an objection was met."""

    answer = long_text(_("How it is answered"), max_length=2000, rows=3)


class CloseForm(TranslatedFieldsMixin, OwnWordsForm):
    """What was decided and why; and why it could not wait, where a promise is not kept."""

    translated = {"outcome": long_text(_("What was decided, and why"), max_length=4000)}
    needed = ["outcome"]

    chosen = OptionField(
        label=_("Which option was chosen"), queryset=Option._default_manager.none(),
        widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("Choose the option that was chosen.")},
    )  # fmt: skip
    review_on = DayField(label=_("When we look at it again"), required=False)

    def __init__(
        self,
        *args: Any,
        decision: Decision,
        broken: Iterable[Guard],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, partnership=decision.partnership, **kwargs)
        self.guards, self.now, self.zone = list(broken), now, decision.partnership.zone
        choose_from(self, "chosen", decision.options.order_by("position", "pk"))
        if not decision.options.exists():
            del self.fields["chosen"]
        for guard in self.guards:
            self.fields[f"why_{guard}"] = long_text(
                guard.label, max_length=400, rows=2,
                help_text=_("Say why it could not wait. Everyone will read it, with your name."),
                error_messages={"required": _("Say why it could not wait, or wait.")},
            )  # fmt: skip
        if not self.guards:
            del self.fields["language"]
        else:
            self.order_fields([name for name in self.fields if name != "language"])

    def clean_review_on(self) -> date | None:
        """Want a day to come."""
        on: date | None = self.cleaned_data["review_on"]
        if on and (problem := day_problem(on, self.now, self.zone)):
            raise forms.ValidationError(problem)
        return on

    def ending(self) -> dict[str, Any]:
        """Return what closing.close() wants to know."""
        cleaned = self.cleaned_data
        return {
            "outcome": self.texts("outcome"),
            "chosen": cleaned.get("chosen"),
            "review_on": cleaned["review_on"],
            "reasons": {guard: cleaned[f"why_{guard}"] for guard in self.guards},
            "language": cleaned.get("language") or get_language(),
        }


class MoreTimeForm(MomentsForm):
    """A later close."""

    closes_on = ProposeForm.base_fields["closes_on"]
    closes_time = ProposeForm.base_fields["closes_time"]

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, zone=decision.partnership.zone, **kwargs)
        self.stands = decision.closes_at

    def clean(self) -> dict[str, Any]:
        """Want a moment to come that is later than the one that stands."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        closes = self.moment("closes_on", "closes_time")
        if closes and closes <= max(self.stands, self.now):
            self.add_error("closes_on", _("Choose a time that is later than the one now."))
        cleaned["closes_at"] = closes
        return cleaned


class DropForm(OwnWordsForm):
    """Why a proposal is taken back."""

    because = long_text(_("Why it is taken back"), max_length=400, rows=3)


class RungForm(forms.Form):
    """How far a decision was shared with me."""

    rung = forms.TypedChoiceField(
        label=_("How far was this decision shared with you?"), choices=Rung, coerce=int,
        widget=forms.RadioSelect, error_messages={"required": _("Choose one.")},
    )  # fmt: skip


class RungForSomebodyForm(RungForm, ForSomebodyForm):
    """The same, as another person said it."""
