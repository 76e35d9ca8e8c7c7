"""Saying what one sees in an evaluation, what will be done, and who was there."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from charters.models import EvaluationAction
from meetings.forms.planning import MembershipField, choose_from
from meetings.forms.times import DayField
from meetings.forms.words import ForSomebodyForm, OwnWordsForm, long_text
from partners.models import Membership, MembershipQuerySet
from translations.forms import TranslatedFieldsMixin


class RemarkForm(OwnWordsForm):
    """What I see, or what I answer, in my own words."""

    text = long_text(_("In my own words"), max_length=5000, rows=6)


class RemarkForSomebodyForm(RemarkForm, ForSomebodyForm):
    """What somebody said, as somebody else writes it down."""


class ActionForm(TranslatedFieldsMixin, forms.Form):
    """What will be done, by whom, by when."""

    translated = {"what": forms.CharField(label=_("What will be done"), max_length=300)}
    needed = ["what"]
    owner = MembershipField(
        label=_("Who does it"), queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"), error_messages={"required": _("Choose who does it.")},
    )  # fmt: skip
    due_on = DayField(label=_("By when"))

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "owner", people.with_person().order_by("person__name", "pk"))

    def written(self, action: EvaluationAction) -> EvaluationAction:
        """Return the action as it was typed, not saved."""
        self.write_texts(action)
        action.owner, action.due_on = self.cleaned_data["owner"], self.cleaned_data["due_on"]
        return action


class PresentForm(forms.Form):
    """Who was there when the group talked about it."""

    present = forms.ModelMultipleChoiceField(
        label=_("Who was there"), queryset=Membership._default_manager.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelMultipleChoiceField", self.fields["present"])
        field.queryset = people.with_person().order_by("person__name", "pk")
        field.label_from_instance = lambda member: member.person.name  # type: ignore[assignment, method-assign]
