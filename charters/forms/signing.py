"""Answering a version: signing it, or "not yet, because"; alone or with somebody's help."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from charters.models import SigningMode
from meetings.forms.planning import choose_from
from meetings.forms.words import MembershipField
from meetings.uploads import SharedFileField
from partners.languages import name_of
from partners.models import Membership, MembershipQuerySet

YES_NO = [("True", _("Yes")), ("False", _("No"))]


BY_HAND = (SigningMode.PHONE, SigningMode.PAPER, SigningMode.READ_ALOUD)


def speak_of_somebody(form: forms.Form, languages: Iterable[str]) -> None:
    """Word the questions for who writes down what another person answers."""
    mine = get_language() or "en"
    choices = [(code, name_of(code, mine)) for code in languages]
    cast("forms.ChoiceField", form.fields["language"]).choices = choices
    form.fields["answer"].label = _("Their answer")
    cast("forms.ChoiceField", form.fields["answer"]).choices = [
        ("signed", _("They sign this version")),
        ("not_yet", _("Not yet, because ...")),
    ]
    form.fields["understood"].label = _("They understood it")
    form.fields["because"].label = _("What is missing for them, in their words")


class AnswerVersionForm(forms.Form):
    """Signed or not yet, and whether it was understood."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("signed", _("I sign this version")), ("not_yet", _("Not yet, because ..."))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two. Both are good answers.")},
    )
    understood = forms.TypedChoiceField(
        label=_("I understood it"), choices=YES_NO, coerce=lambda value: value == "True",
        empty_value=None, widget=forms.RadioSelect, required=False,
    )  # fmt: skip
    because = forms.CharField(
        label=_("What is missing for you"), max_length=400, required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only if you say “not yet”. Everyone in the partnership can read it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Want a reason for "not yet", and an answer to whether it was understood for the other."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answer = cleaned.get("answer")
        if answer == "not_yet" and not cleaned.get("because") and "because" not in self.errors:
            self.add_error("because", _("Say what is missing for you, so that it can be changed."))
        if answer == "signed" and cleaned.get("understood") is None:
            self.add_error("understood", _("Say whether you understood it. A no is fine."))
        if answer == "signed":
            cleaned["because"] = ""
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """The answer, as signing takes it."""
        data = self.cleaned_data
        return {
            "is_signed": data["answer"] == "signed",
            "understood": data["understood"],
            "because": data["because"],
        }


class HelperAnswerForm(AnswerVersionForm):
    """An answer that a helper gives for somebody, who allowed it."""

    language = forms.ChoiceField(label=_("In which language they read or heard it"))

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speak_of_somebody(self, languages)

    @property
    def given(self) -> dict[str, Any]:
        """The answer, as signing takes it."""
        return {
            **super().given,
            "mode": SigningMode.HELPER,
            "language": self.cleaned_data["language"],
        }


class RecordAnswerForm(AnswerVersionForm):
    """An answer that somebody gave by phone, on paper, or when it was read to them."""

    member = MembershipField(
        label=_("Who answered"), queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who answered.")},
    )  # fmt: skip
    mode = forms.ChoiceField(
        label=_("How they answered"),
        choices=[choice for choice in SigningMode.choices if choice[0] in BY_HAND],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("In which language they read or heard it"))
    witness = forms.CharField(
        label=_("Who read it aloud, interpreted or was there"), max_length=120, required=False
    )
    scan = SharedFileField(
        label=_("A picture or scan of the paper"), max_length=250, required=False,
        help_text=_("Needed if they signed on paper. Only facilitators and the person see it."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: MembershipQuerySet, languages: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "member", people.with_person().order_by("person__name", "pk"))
        speak_of_somebody(self, languages)
        first = ["member", "mode", "language", "answer", "understood", "because"]
        self.order_fields(first)

    def clean(self) -> dict[str, Any]:
        """Paper comes with a scan; reading aloud with a name."""
        cleaned = super().clean()
        mode = cleaned.get("mode")
        if mode == SigningMode.READ_ALOUD and not cleaned.get("witness"):
            self.add_error("witness", _("Write who read it aloud or interpreted."))
        if mode == SigningMode.PAPER and not cleaned.get("scan") and "scan" not in self.errors:
            self.add_error("scan", _("Add a picture or scan of the paper they signed."))
        if mode != SigningMode.PAPER:
            cleaned["scan"] = None
        return cleaned

    @property
    def given(self) -> dict[str, Any]:
        """The answer, as signing takes it."""
        names = ("mode", "language", "witness", "scan")
        return super().given | {name: self.cleaned_data[name] for name in names}
