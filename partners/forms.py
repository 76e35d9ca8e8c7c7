"""What facilitators say about people and about the partnership."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from partners import languages, zones
from partners.me_forms import LEADS
from partners.models import Carrier, Membership, Partnership, Programme, WorkingRules
from partners.roles import Group, Role
from partners.validators import validate_phone
from partners.zones import ZoneField

LIMITS = {"relational_minutes": 480, "reflection_minutes": 480}  # else 365
LIMITS |= {"review_months": 60, "checkpoint_months": 24}


class InviteForm(forms.Form):
    """Whom to invite, in which language, and how the invitation reaches them."""

    needed_sometimes = ("email", "phone")  # which one, the carrier says

    name = forms.CharField(label=_("Their name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Their language"),
        choices=languages.choices,
        help_text=_("The invitation is written in it. They can choose another."),
    )
    carrier = forms.ChoiceField(
        label=_("How the invitation reaches them"), choices=Carrier, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    is_shared = forms.BooleanField(
        label=_("Others read this mailbox too"),
        required=False,
        help_text=_("Then messages go there, but nobody can sign in with it."),
    )
    phone = forms.CharField(
        label=_("Their phone number"),
        max_length=32,
        required=False,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )
    group = forms.ChoiceField(label=_("Group"), choices=Group)
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.PARTNER)
    timezone = ZoneField(label=_("The city whose time they live by"))

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones.offer(self.fields["timezone"], partnership.timezone)
        self.initial.setdefault("timezone", partnership.timezone)
        self.initial.setdefault("carrier", Carrier.EMAIL)
        self.initial.setdefault("language", next(iter(partnership.languages), "en"))

    def clean(self) -> dict[str, Any]:
        """Ask for an address where the invitation goes by e-mail."""
        cleaned = super().clean() or {}
        by_mail = cleaned.get("carrier") == Carrier.EMAIL
        if by_mail and not cleaned.get("email") and "email" not in self.errors:
            self.add_error(
                "email", _("Write the address to send it to, or choose a letter instead.")
            )
        return cleaned


class PlaceForm(forms.ModelForm):
    """The group a person belongs to, and what they may do."""

    class Meta:
        model = Membership
        fields = ["group", "role"]


class TranslatedForm(forms.ModelForm):
    """A form with the same texts once a language; at least one language must be written."""

    translated: list[str] = []  # fields written in each language; the first must exist in one

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = codes
        for code in codes:
            for name in self.translated:
                self._add(name, code)

    def _add(self, name: str, code: str) -> None:
        """Add the field for `name` in one language."""
        localized = build_localized_fieldname(name, code)
        field = self._meta.model._meta.get_field(localized).formfield(required=False)
        field.label = self._meta.model._meta.get_field(name).verbose_name
        field.widget.attrs |= {"lang": code, "dir": languages.direction(code)}
        field.initial = getattr(self.instance, localized, None)
        self.fields[localized] = field

    def clean(self) -> dict[str, Any]:
        """Ask for the first text in at least one language."""
        cleaned = super().clean() or {}
        names = [build_localized_fieldname(self.translated[0], code) for code in self.codes]
        if not any(cleaned.get(name) or name in self.errors for name in names):
            self.add_error(names[0], _("Write this in at least one language."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save the texts with the rest."""
        for code in self.codes:
            for name in self.translated:
                localized = build_localized_fieldname(name, code)
                setattr(self.instance, localized, self.cleaned_data[localized])
        return super().save(commit)

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields that are the same in every language."""
        localized = {
            build_localized_fieldname(name, code) for name in self.translated for code in self.codes
        }
        return [field for field in self if field.name not in localized]

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The fields of each language, with what to call it."""
        return [
            {
                "code": code,
                "name": languages.own_name(code),
                "direction": languages.direction(code),
                "fields": [self[build_localized_fieldname(name, code)] for name in self.translated],
            }
            for code in self.codes
        ]


class PartnershipForm(TranslatedForm):
    """What the partnership is called in each language, and how it works."""

    languages_used = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=languages.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In these you are asked to write what everyone reads."),
    )
    timezone = ZoneField(label=_("The city whose time the partnership meets by"))

    translated = ["name", "purpose"]

    class Meta:
        model = Partnership
        fields = ["stage", "timezone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, codes=languages.CODES, **kwargs)
        zones.offer(self.fields["timezone"], self.instance.timezone)
        self.initial["languages_used"] = self.instance.languages

    def save(self, commit: bool = True) -> Partnership:
        """Save the languages with the rest."""
        self.instance.languages = self.cleaned_data["languages_used"]
        return super().save(commit)


class NewPartnershipForm(PartnershipForm):
    """A new partnership in a programme of which the person facilitates another."""

    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none())

    class Meta(PartnershipForm.Meta):
        fields = ["programme", "stage", "timezone"]

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["programme"]
        choice.queryset = programmes
        self.initial.setdefault("programme", programmes.first())


class RulesForm(forms.ModelForm):
    """The partnership's promises as numbers."""

    reminder_leads = forms.MultipleChoiceField(
        label=_("Reminders before a meeting"),
        choices=LEADS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reminder.")},
    )

    class Meta:
        model = WorkingRules
        fields = [
            *("reminder_leads", "reading_days", "follow_up_days", "support_days"),
            *("feedback_days", "payment_days", "lived_experience_quorum"),
            *("relational_minutes", "reflection_minutes", "review_months", "checkpoint_months"),
            *("decision_method", "secret_ballots_allowed"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                field.max_value = LIMITS.get(name, 365)
                field.validators.append(MaxValueValidator(field.max_value))
                field.widget.attrs["max"] = field.max_value
