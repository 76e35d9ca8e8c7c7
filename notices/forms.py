"""Forms of the outbox and the call sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from notices import kinds
from notices.calling import Asking, Outcome, asked_in
from notices.models import State
from notices.on_paper import Line
from partners.help_grants import HelpGrant
from partners.join_forms import CodeForm
from partners.languages import direction
from partners.models import Person
from partners.reason_forms import OwnWordsForm
from partners.validators import validate_phone

BIGGEST_KEY = 2**63 - 1


def _states() -> list[tuple[str, Any]]:
    return [("", _("All")), *State.choices]


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("All")), *((kind.name, kind.label) for kind in kinds.all_kinds())]


def in_their_language(language: str, asking: Asking) -> SafeString:
    """Return a question as the person is asked it, marked with its language."""
    words, way = asked_in(language, asking), direction(language)
    return format_html('<span lang="{}" dir="{}">{}</span>', language, way, words)


class OutboxForm(forms.Form):
    """Which deliveries to show."""

    state = forms.ChoiceField(label=_("State"), choices=_states, required=False)
    kind = forms.ChoiceField(label=_("Kind of message"), choices=_kinds, required=False)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST_KEY, widget=forms.HiddenInput
    )


class EmergencyForm(OwnWordsForm):
    """Why somebody has to be reached at once. They read it themselves."""

    reason = forms.CharField(
        label=_("What has happened"),
        max_length=400,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("They read this. Write no more than the other facilitator has to know."),
    )


class HelpForm(forms.Form):
    """What a helper answers for a person: each question in both their languages."""

    def __init__(
        self,
        *args: Any,
        asked: Iterable[Asking],
        grant: HelpGrant,
        helper: Person,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        theirs = grant.membership.person
        for asking in asked:
            field = forms.ChoiceField(
                label=asked_in(helper.language, asking),
                choices=asking.question.choices(asking.obj),
                initial=asking.current,
                required=False,
                widget=forms.RadioSelect,
            )
            if theirs.language != helper.language:
                field.help_text = in_their_language(theirs.language, asking)
            self.fields[asking.name] = field


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


class LetterForm(forms.Form):
    """What stands on a letter beside its messages: a number to call."""

    phone = forms.CharField(
        label=_("Phone number that stands on the paper"),
        max_length=32,
        required=False,
        validators=[validate_phone],
        help_text=_("For people who want to ask something, or read you their answers."),
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )


class PaperCodeForm(CodeForm):
    """The code on an answer form, or beside one of its questions."""

    code = forms.CharField(
        label=_("Code on the paper"),
        max_length=40,
        help_text=_("Of the whole form, or of one question. Small letters are fine."),
        widget=CodeForm.base_fields["code"].widget,
    )


class PaperAnswersForm(forms.Form):
    """The answers on one form, by the numbers that are printed before them."""

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in lines:
            if line.is_open:
                self.fields[line.asking.name] = forms.ChoiceField(
                    label=line.ask,
                    choices=line.choices,
                    initial=line.asking.current,
                    required=False,
                    widget=forms.RadioSelect,
                    help_text=_on_the_paper(line),
                )


def _on_the_paper(line: Line) -> str:
    """Return the question in the person's language, if that is not the page's."""
    if line.language == get_language():
        return ""
    return in_their_language(line.language, line.asking)
