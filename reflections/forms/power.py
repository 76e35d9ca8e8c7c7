"""Power maps: beginning one, saying what one sees, and closing it."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import MembershipField, choose_from
from partners import languages
from partners.models import Membership, MembershipQuerySet, Partnership
from partners.roles import Group
from reflections.models import PowerMap, PowerNote, PowerQuestion
from reflections.power_subjects import Subject, subjects
from translations.forms import TranslatedFieldsMixin
from translations.reading import set_text


class StartMapForm(TranslatedFieldsMixin, forms.Form):
    """Which decision the group looks at: one that is known here, or one in own words."""

    translated = {"title": forms.CharField(label=_("The decision, in our words"), max_length=300)}

    subject = forms.ChoiceField(label=_("Which decision do we look at?"), required=False)

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        self.subjects = {subject.address: subject for subject in subjects(partnership)}
        known = [(address, in_words(subject)) for address, subject in self.subjects.items()]
        choices = [("", _("Another one, in our own words")), *known]
        cast("forms.ChoiceField", self.fields["subject"]).choices = choices
        if not known:
            del self.fields["subject"]

    @property
    def needed_sometimes(self) -> list[str]:
        """Neither is optional: one of the two is needed."""
        return [*self.saw, "subject"]

    def clean(self) -> dict[str, Any]:
        """Want a decision that is known, or words in some language."""
        cleaned = super().clean()
        written = any(cleaned.get(name) or name in self.errors for name in self.saw)
        if not (cleaned.get("subject") or written or "subject" in self.errors):
            self.add_error(next(iter(self.saw)), _("Write which decision you look at."))
        return cleaned

    def write(self, power_map: PowerMap) -> PowerMap:
        """Write what was chosen onto the map, without saving."""
        self.write_texts(power_map)
        if subject := self.subjects.get(self.cleaned_data.get("subject", "")):
            power_map.address = subject.address
            for code, text in subject.title.items():
                set_text(power_map, "title", code, text)
        return power_map


def in_words(subject: Subject) -> str:
    """Return the words of a decision in the active language, else in the first there is."""
    texts = subject.title
    return texts.get(get_language() or "") or next(iter(texts.values()), subject.address)


class NoteForm(forms.Form):
    """What I see in a decision, in my own words, and which groups it is about."""

    question = forms.ChoiceField(
        label=_("Question"), choices=PowerQuestion, widget=forms.RadioSelect,
        error_messages={"required": _("Choose the question you answer.")},
    )  # fmt: skip
    said = forms.CharField(
        label=_("What I see"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Write about groups and roles, not about one person."),
    )  # fmt: skip
    names_groups = forms.MultipleChoiceField(
        label=_("Which groups is it about?"), choices=Group, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    shown_as_group = forms.BooleanField(
        label=_("Show others only which group I belong to, not my name"), required=False,
        help_text=_("In a small group, others can still work out who it was."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("The language I write in"), choices=languages.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language())

    @classmethod
    def of(cls, note: PowerNote, data: Any) -> "NoteForm":
        """Return the form filled with what stands now."""
        return cls(data, initial={name: getattr(note, name) for name in cls.base_fields})

    @property
    def changes(self) -> dict[str, Any]:
        """What was filled in, by the names of the model's fields."""
        return {name: self.cleaned_data[name] for name in NoteForm.base_fields}


class NoteForSomebodyForm(NoteForm):
    """What somebody told a facilitator."""

    member = MembershipField(
        label=_("Who told you"),
        queryset=Membership._default_manager.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who told you.")},
    )

    def __init__(self, *args: Any, people: MembershipQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "member", people.with_person().order_by("person__name", "pk"))
        self.order_fields(["member"])


class CloseMapForm(TranslatedFieldsMixin, forms.Form):
    """What the group will do differently, in at least one language."""

    translated = {
        "differently": forms.CharField(
            label=_("What we will do differently"), max_length=4000,
            widget=forms.Textarea({"rows": 4}),
        )
    }  # fmt: skip
    needed = ["differently"]
