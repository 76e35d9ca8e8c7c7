"""What a person says about themselves: languages, time, how and when to be reached."""

from datetime import time
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners import auditing, languages, zones
from partners.acting import who_acts
from partners.models import Channel, Membership, Person, offered_channels
from partners.post_forms import AddressTextarea, check_address
from partners.text_forms import TextsForm
from partners.validators import validate_phone
from partners.zones import ZoneField

LEADS = [
    ("P14D", _("Two weeks before")),
    ("P7D", _("Seven days before")),
    ("P3D", _("Three days before")),
    ("P1D", _("The day before")),
    ("PT2H", _("Two hours before")),
]
MUTABLE = [  # the values are the categories of notices, which know more than this app may
    ("reminders", _("Reminders of meetings")),
    ("changes", _("Changes of a meeting")),
    ("material", _("Notes and things to read")),
    ("follow_ups", _("Questions whether things worked")),
    ("agreements", _("Agreements, decisions and what became of what I said")),
    ("reflection", _("Reflection, give and take, and what is in the way")),
    ("log", _("The mark of the log of who opened what")),
]


class TimeInput(forms.TimeInput):
    """A time of day, as the browser of the reader writes it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class ReachForm(TextsForm, forms.ModelForm):
    """Language, time zone, and how to reach a person.

    Facilitators fill it in for people without an account, who tell them.
    """

    urgent_also = forms.MultipleChoiceField(
        label=_("When a meeting is moved or cancelled, also tell me by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    timezone = ZoneField(label=_("The city whose time you live by"))

    class Meta:
        model = Person
        fields = [
            *("name", "language", "timezone", "channel", "household_email", "phone"),
            *("postal_address", "urgent_also"),
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "channel": forms.RadioSelect,
            "postal_address": AddressTextarea(),
        }

    field_order = [
        *("name", "language", "timezone", "channel", "phone", "texts_ok", "postal_address"),
        *("urgent_also", "household_email"),
    ]

    def __init__(self, *args: Any, recorded_by: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recorded_by = recorded_by
        self.offer_texts(self.instance, by_somebody_else=recorded_by is not None)
        also: Any = self.fields["urgent_also"]
        also.choices = offered_channels()
        zones.offer(self.fields["timezone"], self.instance.timezone)
        self.fields["phone"].validators.append(validate_phone)
        self.fields["phone"].widget.attrs.update(type="tel", dir="ltr", autocomplete="tel")

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        cleaned = super().clean() or {}
        channel = cleaned.get("channel")
        if channel == Channel.CALL and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number we should call."))
        check_address(self, cleaned)
        before = {self.instance.channel, *self.instance.urgent_also}
        wants = {channel, *cleaned.get("urgent_also", [])} - before  # to take a yes back is enough
        self.check_texts(self.instance, cleaned, wants_texts=Channel.TEXT in wants)
        return cleaned

    @transaction.atomic
    def save(self, commit: bool = True) -> Person:
        """Save what changed, so that reminders move only if they have to."""
        self.instance.save_changes(self.changed_fields)
        self.save_texts(self.instance, recorded_by=self.recorded_by, now=timezone.now())
        if self.recorded_by:
            auditing.contact_changed(
                who_acts() or self.recorded_by, self.instance, self.changed_data
            )
        return self.instance

    @property
    def changed_fields(self) -> list[str]:
        """The fields of the person that this form changed."""
        return [name for name in self.changed_data if name in (self._meta.fields or [])]


class MeForm(ReachForm):
    """Everything a person may set about themselves."""

    also_reads = forms.MultipleChoiceField(
        label=_("I also read"),
        choices=languages.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("When something is not in your language yet, you get it in one of these."),
    )
    is_any_time = forms.BooleanField(label=_("You may reach me at any time"), required=False)
    reminder_leads = forms.MultipleChoiceField(
        label=_("When to remind me of a meeting"),
        choices=LEADS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to be reminded when your partnership reminds everyone."),
    )
    muted = forms.MultipleChoiceField(
        label=_("Messages I do not want"),
        choices=MUTABLE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(ReachForm.Meta):
        fields = [
            *ReachForm.Meta.fields,
            *("also_reads", "quiet_from", "quiet_until", "detail", "reminder_leads", "muted"),
        ]
        widgets = {
            **ReachForm.Meta.widgets,
            "detail": forms.RadioSelect,
            "quiet_from": TimeInput,
            "quiet_until": TimeInput,
        }
        labels = {
            "quiet_from": _("Do not reach me from"),
            "quiet_until": _("until"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance
        self.initial["is_any_time"] = person.quiet_from == person.quiet_until
        known = {lead for lead, _label in LEADS}
        own = [(lead, lead) for lead in person.reminder_leads or [] if lead not in known]
        leads: Any = self.fields["reminder_leads"]
        leads.choices = [*LEADS, *own]

    def clean_reminder_leads(self) -> list[str] | None:
        """None means: as the partnership does."""
        return self.cleaned_data["reminder_leads"] or None

    def clean(self) -> dict[str, Any]:
        """Any time is written as quiet hours that end where they start."""
        cleaned = super().clean()
        if cleaned.get("is_any_time"):
            cleaned["quiet_from"] = cleaned["quiet_until"] = time(0)
        elif cleaned.get("quiet_from") and cleaned.get("quiet_from") == cleaned.get("quiet_until"):
            self.add_error(
                "quiet_until",
                _("This is the same as the start. Tick that we may reach you at any time instead."),
            )
        return cleaned

    @property
    def changed_fields(self) -> list[str]:
        """The fields that changed, with quiet hours where "any time" was ticked or unticked."""
        quiet = ["quiet_from", "quiet_until"] if "is_any_time" in self.changed_data else []
        return [*super().changed_fields, *quiet]


class StrengthsForm(forms.ModelForm):
    """What a person brings."""

    class Meta:
        model = Membership
        fields = ["strengths"]
        help_texts = {
            "strengths": _("What you know, can do or have lived through. Everyone here sees it.")
        }
