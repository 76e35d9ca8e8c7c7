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


def _states() -> list[tuple[str, Any]]:
    return [("", _("All")), *State.choices]


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("All")), *((kind.name, kind.label) for kind in kinds.all_kinds())]


class OutboxForm(forms.Form):
    """Which deliveries to show."""

    state = forms.ChoiceField(label=_("State"), choices=_states, required=False)
    kind = forms.ChoiceField(label=_("Kind of message"), choices=_kinds, required=False)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST_KEY, widget=forms.HiddenInput
    )


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
