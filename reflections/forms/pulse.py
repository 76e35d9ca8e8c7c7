"""Replying to a pulse: five statements, each of which may be left out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, choose_from
from partners.models import Membership, MembershipQuerySet
from reflections.models import Statement
from reflections.models.pulse import offered


class PulseForm(forms.Form):
    """What a person says to the five statements."""

    needed_sometimes = Statement.values  # the page says once that each may be left out

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for statement in Statement:
            self.fields[statement.value] = forms.ChoiceField(
                label=statement.label,
                choices=[(answer.value, answer.label) for answer in offered(statement)],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of these answers.")},
            )

    def clean(self) -> dict[str, Any]:
        """Want one answer at least: who sends nothing by mistake may still reply."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned[statement] for statement in Statement.values):
            raise ValidationError(_("Nothing is chosen yet. Choose one answer, or close the page."))
        return cleaned

    @property
    def answers(self) -> dict[str, str]:
        """The answers that were chosen, by statement."""
        return {statement: self.cleaned_data[statement] for statement in Statement.values}


class PulseForSomebodyForm(PulseForm):
    """What somebody told a facilitator."""

    member = MembershipField(
        label=_("Who told you"),
        queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who told you.")},
    )

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "member", people)
