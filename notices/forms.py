"""Forms of the outbox and the call sheet."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from notices import answers, kinds
from notices.calling import Asking, Outcome, asked_in
from notices.models import State
from notices.on_paper import Line
from partners.help_grants import HelpGrant
from partners.join_forms import CodeForm
from partners.languages import direction
from partners.models import Person
from partners.validators import validate_phone

Asked = tuple[answers.Question, Model]
BIGGEST_KEY = 2**63 - 1


def _states() -> list[tuple[str, Any]]:
    return [("", _("All")), *State.choices]


def _kinds() -> list[tuple[str, Any]]:
    return [("", _("All")), *((kind.name, kind.label) for kind in kinds.all_kinds())]


def name_of(question: answers.Question, row: Model) -> str:
    """Return the name of a question's field."""
    return f"{question.letter}{row.pk}"


def words_in(language: str, question: answers.Question, row: Model) -> str:
    """Return a question in a language."""
    with override(language):
        return str(question.ask(row))


def words_as_html(person: Person, question: answers.Question, row: Model) -> SafeString:
    """Return a question as the person reads it, marked with their language."""
    words = words_in(person.language, question, row)
    in_language = (person.language, person.direction, words)
    return format_html('<span lang="{}" dir="{}">{}</span>', *in_language)


class OutboxForm(forms.Form):
    """Which deliveries to show."""

    state = forms.ChoiceField(label=_("State"), choices=_states, required=False)
    kind = forms.ChoiceField(label=_("Kind of message"), choices=_kinds, required=False)
    before = forms.IntegerField(
        required=False, min_value=1, max_value=BIGGEST_KEY, widget=forms.HiddenInput
    )


class HelpForm(forms.Form):
    """What a helper answers for a person: each question in both their languages."""

    def __init__(
        self,
        *args: Any,
        asked: Iterable[Asked],
        grant: HelpGrant,
        helper: Person,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        theirs = grant.membership.person
        for question, row in asked:
            field = forms.ChoiceField(
                label=words_in(helper.language, question, row),
                choices=question.choices(row),
                initial=question.current(row),
                required=False,
                widget=forms.RadioSelect,
            )
            if theirs.language != helper.language:
                field.help_text = words_as_html(theirs, question, row)
            self.fields[name_of(question, row)] = field


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
    """Return the question in the person's language, if that is not the page's, and what is known.

    The template prints it as it is; every part is escaped here.
    """
    if line.language == get_language():
        return ""
    way = direction(line.language)
    return format_html('<span lang="{}" dir="{}">{}</span>', line.language, way, line.theirs)
