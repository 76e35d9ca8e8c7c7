"""Forms of the outbox and the call sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.calling import Asking, Outcome, asked_in
from notices.models import State
from partners.models import Person

BIGGEST_KEY = 2**63 - 1


class OutboxForm(forms.Form):
    """Which deliveries to show."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("Kind of message"), required=False)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST_KEY, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", _("All"))]
        self.fields["state"].choices = anything + State.choices
        self.fields["kind"].choices = anything + [
            (kind.name, kind.label) for kind in kinds.all_kinds()
        ]


class CallForm(forms.Form):
    """What came of a phone call, and what the person answered."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), widget=forms.RadioSelect, choices=Outcome
    )

    def __init__(self, *args: Any, asked: Iterable[Asking], caller: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asking in asked:
            self.fields[asking.name] = forms.ChoiceField(
                label=asked_in(caller.language, asking),
                choices=asking.question.choices(asking.obj),
                initial=asking.current,
                required=False,
                widget=forms.RadioSelect,
            )
        self.order_fields([*(name for name in self.fields if name != "outcome"), "outcome"])
