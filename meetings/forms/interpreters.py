"""Who is on the register of interpreters, and who is asked for a meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, by_name, choose_from
from meetings.models import BookingAnswer
from partners import languages, tongues
from partners.models import INTERPRETED, Gender, Interpreter, Membership, MembershipQuerySet
from partners.validators import validate_phone

LISTED = ("tongue_1", "tongue_2", "tongue_3")


class InterpreterForm(forms.Form):
    """Somebody who interprets or reads aloud: how to reach them, and what they can do."""

    needed_sometimes = ("name", "email", "phone", *LISTED)

    member = MembershipField(
        label=_("Is it a member?"),
        queryset=Membership.objects.none(),
        empty_label=_("No, somebody from outside"),
        required=False,
    )
    name = forms.CharField(label=_("Their name"), max_length=120, required=False)
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    phone = forms.CharField(
        label=_("Their phone number"),
        max_length=32,
        required=False,
        validators=[validate_phone],
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("In which language we write to them"), choices=languages.choices
    )
    tongue_1 = forms.ChoiceField(label=_("A language they work in"), required=False)
    tongue_2 = forms.ChoiceField(label=_("A second one"), required=False)
    tongue_3 = forms.ChoiceField(label=_("A third one"), required=False)
    other_tongues = forms.CharField(
        label=_("Other languages"),
        help_text=_("With commas between them."),
        max_length=3 * tongues.LONGEST,
        required=False,
    )
    reads_aloud = forms.BooleanField(label=_("They also read aloud"), required=False)
    gender = forms.ChoiceField(
        label=_("Gender, if they say so"),
        choices=[("", _("Not said")), *Gender.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("What to know to book them"), max_length=400, required=False,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: MembershipQuerySet, about: Interpreter | None = None,
        is_outside: bool = True, **kwargs: Any,
    ) -> None:  # fmt: skip
        initial = _written(about) if about else {"language": "en"}
        super().__init__(*args, **{"initial": initial, **kwargs})
        offered = [("", "-"), *tongues.choices()]
        for name in LISTED:
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if about is None:
            choose_from(self, "member", by_name(people))
        else:
            del self.fields["member"]
        self.asks_who = is_outside
        if not is_outside:
            for name in ("name", "email", "phone", "language"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask for a name and a way to reach them, and for what they can do."""
        said = super().clean() or {}
        if self.asks_who and not said.get("member"):
            self._clean_person(said)
        chosen = [said.get(name, "") for name in LISTED]
        chosen += [each.strip()[: tongues.LONGEST] for each in _parts(said.get("other_tongues"))]
        said["tongues"] = list(dict.fromkeys(filter(None, chosen)))
        wanted = 1 if said.get("reads_aloud") else 2
        if len(said["tongues"]) < wanted and not self.has_error("other_tongues"):
            self.add_error(
                "tongue_1",
                _("Say which languages they work between: two at least, or one to read aloud."),
            )
        return said

    def _clean_person(self, said: dict[str, Any]) -> None:
        if not said.get("name") and not self.has_error("name"):
            self.add_error("name", _("Write their name, or choose a member."))
        reached = {said.get("email"), said.get("phone")} - {"", None}
        if not reached and not (self.has_error("email") or self.has_error("phone")):
            self.add_error("email", _("Write an e-mail address or a phone number."))


def _parts(words: str | None) -> list[str]:
    return (words or "").replace("،", ",").split(",")


def _written(about: Interpreter) -> dict[str, Any]:
    """Return what stands on the register, as the form asks for it."""
    person = about.person
    codes = [each for each in about.tongues if each in {*tongues.SPOKEN, *tongues.SIGNED}]
    listed, rest = codes[: len(LISTED)], codes[len(LISTED) :]
    others = [each for each in about.tongues if each not in codes]
    return {
        "name": person.name,
        "email": person.household_email,
        "phone": person.phone,
        "language": person.language,
        "reads_aloud": about.reads_aloud,
        "gender": about.gender,
        "note": about.note,
        "other_tongues": ", ".join([*rest, *others]),
        **dict(zip(LISTED, listed, strict=False)),
    }


class AskForm(forms.Form):
    """Whom to ask, and for what: one line of the support page."""

    interpreter = forms.ModelChoiceField(queryset=Interpreter.objects.none())
    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in INTERPRETED])
    tongue = forms.CharField(max_length=tongues.LONGEST, required=False)

    def __init__(self, *args: Any, by: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = by.partnership.interpreters.listed().select_related("person")
        choose_from(self, "interpreter", rows)


class BookingAnswerForm(forms.Form):
    """What an interpreter told a facilitator."""

    answer = forms.ChoiceField(choices=BookingAnswer)
