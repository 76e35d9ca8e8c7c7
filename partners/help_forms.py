"""Naming a helper: who, for what, and until when."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners import helping
from partners.help_grants import TOO_LONG, Scope
from partners.models import Membership, MembershipQuerySet


class HelperField(forms.ModelChoiceField):
    """A member of the partnership, by name."""

    def label_from_instance(self, membership: Membership) -> str:
        """Return the name."""
        return membership.person.name


class HelperForm(forms.Form):
    """Who may answer for a person, in what, and until which day."""

    helper = HelperField(
        label=_("Who may help"),
        queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"),
        help_text=_(
            "Somebody of this group. Is it a relative or friend from outside? Ask your facilitator"
            " to invite them first, as family or carer."
        ),
        error_messages={"required": _("Choose who may help.")},
    )
    scope = forms.MultipleChoiceField(
        label=_("What they may answer"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Never your journal, why you come, or a secret vote."),
        error_messages={"required": _("Tick at least one thing.")},
    )
    until_on = forms.DateField(
        label=_("Until which day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("At most twelve months. It ends at the end of this day."),
        error_messages={"invalid": TOO_LONG, "required": TOO_LONG},
    )

    def __init__(
        self, *args: Any, membership: Membership, by: Membership | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        people: MembershipQuerySet = helping.who_may_help(membership)
        field: Any = self.fields["helper"]
        field.queryset = people.exclude(pk=by.pk) if by else people

    def clean_until_on(self) -> date:
        """Want a day that is not over yet, within twelve months, where the person lives."""
        day, now = self.cleaned_data["until_on"], timezone.now()
        person = self.membership.person
        today = now.astimezone(person.zone).date()
        if not today <= day <= helping.latest_day(person, now):
            raise forms.ValidationError(TOO_LONG)
        return day
