"""Writing an open call, opening it, and answering one without an account."""

import secrets
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from charters import calling
from charters.calling import Said
from charters.models import Call
from meetings.forms.times import DayField, day_problem
from meetings.forms.words import long_text
from partners import dates, languages
from partners.validators import validate_phone
from translations.forms import TranslatedFieldsMixin


def phone_field(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field for a phone number of any country."""
    widget = forms.TextInput({"type": "tel", "dir": "ltr", "autocomplete": "tel"})
    return forms.CharField(
        label=label, max_length=32, required=False, validators=[validate_phone], widget=widget,
        **kwargs,
    )  # fmt: skip


class CallForm(TranslatedFieldsMixin, forms.Form):
    """What a call says in each language, until when, and whom to ask."""

    translated = {
        "title": forms.CharField(label=_("What we look for"), max_length=120),
        "about": long_text(_("What it is about"), max_length=2000, rows=3),
        "asks": long_text(_("What it asks of you: how much time, when, where"), max_length=2000,
                          rows=3),
        "offers": long_text(_("What you get in return: money, travel, meals, learning"),
                            max_length=2000, rows=3),
        "support": long_text(_("Help to take part: interpreters, rides, child care"),
                             max_length=2000, rows=3),
        "phone_times": forms.CharField(label=_("When somebody answers the phone"), max_length=200),
    }  # fmt: skip
    needed = calling.NEEDED
    PLAIN = ("contact", "phone", "shows_rates", "is_listed")

    closes_on = DayField(label=_("The last day to answer"))
    contact = forms.CharField(
        label=_("Whom people can ask for"), max_length=120, required=False,
        help_text=_("A name. Everybody can read it."),
    )  # fmt: skip
    phone = phone_field(_("The number to call"), help_text=_("Everybody can read it."))
    shows_rates = forms.BooleanField(label=_("Show what we pay"), required=False)
    is_listed = forms.BooleanField(
        label=_("Show it on the public list"), required=False,
        help_text=_("Otherwise only people who have the address or a poster find it."),
    )  # fmt: skip

    def __init__(self, *args: Any, now: datetime, has_rates: bool, **kwargs: Any) -> None:
        self.now, self.partnership = now, kwargs["partnership"]
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"
        if not has_rates:
            del self.fields["shows_rates"]
        if self.about is not None:
            names = ("closes_on", *self.PLAIN)
            self.initial = {**self.initial, **{name: getattr(self.about, name) for name in names}}

    def clean_closes_on(self) -> date:
        """Want a day to come. The day of a call that closed may stay."""
        day: date = self.cleaned_data["closes_on"]
        stays = self.about is not None and day == self.about.closes_on  # type: ignore[attr-defined]
        if not stays and (problem := day_problem(day, self.now, self.partnership.zone)):
            raise forms.ValidationError(problem)
        return day

    def clean(self) -> dict[str, Any]:
        """Want a number where times to call it are written."""
        cleaned = super().clean()
        has_times = any(cleaned.get(f"phone_times_{code.replace('-', '_')}")
                        for code in self.languages)  # fmt: skip
        if has_times and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number we should call."))
        return cleaned

    def write(self, call: Call) -> Call:
        """Write what was filled in onto `call`, and save it."""
        self.write_texts(call)
        for name in self.PLAIN:
            setattr(call, name, self.cleaned_data.get(name, False))
        call.closes_at = dates.end_of(self.cleaned_data["closes_on"], self.partnership.zone)
        call.save()
        return call


class OpenForm(forms.Form):
    """Opening a call, although some of the partnership's languages are missing."""

    anyway = forms.BooleanField(
        label=_("Open it now, without these languages"),
        error_messages={"required": _("Tick this, or wait for the translation.")},
    )

    def __init__(self, *args: Any, missing: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["anyway"]


class Reach(TextChoices):
    """How to reach somebody who answered."""

    CALL = "call", _("Call me")
    EMAIL = "email", _("Write me an e-mail")


class AnswerForm(forms.Form):
    """What somebody says who wants to take part: who they are, how to reach them, what they need.

    `homepage` is not shown: a program that fills in everything is stopped there. `once` tells one
    form that was sent twice from two forms.
    """

    needed_sometimes = ("email", "phone")  # which one, `reach` says

    name = forms.CharField(
        label=_("What we call you"), max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("How we reach you"), choices=Reach.choices, widget=forms.RadioSelect,
        initial=Reach.CALL,
    )  # fmt: skip
    phone = phone_field(_("Phone number"))
    email = forms.EmailField(
        label=_("E-mail address"), required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Your language"), choices=languages.choices)
    words = long_text(_("What you would like us to know"), max_length=2000, rows=3, required=False)
    needs = long_text(
        _("What you need to take part"), max_length=400, rows=2, required=False,
        help_text=_("A ride, an interpreter, child care ... You never have to say why."),
    )  # fmt: skip
    homepage = forms.CharField(required=False, max_length=200)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language())
        self.initial.setdefault("once", secrets.token_urlsafe(16))

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields that people see, and the mark of the form."""
        return [field for field in self if field.name != "homepage"]

    def clean(self) -> dict[str, Any]:
        """Want what the chosen way needs, and nothing where people see no field."""
        cleaned = super().clean() or self.cleaned_data
        reach = cleaned.get("reach")
        if reach == Reach.CALL and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number we should call."))
        if reach == Reach.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address for messages, or choose a phone call."))
        if cleaned.get("homepage") or "homepage" in self.errors:
            self.errors.pop("homepage", None)
            self.add_error(None, _("Something went wrong on the way. Send it once more."))
        return cleaned

    @property
    def said(self) -> Said:
        """What was filled in, as it is sealed."""
        names = ("name", "reach", "email", "phone", "words", "needs")
        return Said(**{name: self.cleaned_data[name] for name in names})

    @property
    def contact(self) -> str:
        """Where the answer says to reach somebody, to count how often one place is named."""
        return f"{self.cleaned_data['phone']} {self.cleaned_data['email']}".strip().lower()


class CalledForm(AnswerForm):
    """What somebody said who called, as a facilitator writes it down."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["homepage"]  # no program comes here
