"""Writing a question for the group, and the same question in another language."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Membership
from reflections.models import Lens, Prompt
from translations.forms import TranslatedFieldsMixin


class PromptForm(TranslatedFieldsMixin, forms.Form):
    """A question to think about, in at least one language, and which way of looking it is."""

    translated = {
        "text": forms.CharField(
            label=_("The question"), max_length=300, widget=forms.Textarea({"rows": 2})
        ),
    }
    needed = ["text"]

    lens = forms.ChoiceField(
        label=_("Which way of looking"), choices=Lens, widget=forms.RadioSelect,
        error_messages={"required": _("Choose which way of looking it is.")},
    )  # fmt: skip

    def prompt(self, by: Membership) -> Prompt:
        """Return the question as it was filled in, not saved."""
        prompt = Prompt(
            partnership=by.partnership, written_by=by, lens=self.cleaned_data["lens"]
        )  # fmt: skip
        self.write_texts(prompt)
        return prompt


class PromptWordsForm(TranslatedFieldsMixin, forms.Form):
    """A question in the languages in which it is missing. What was written stays as it is."""

    translated = PromptForm.translated

    def __init__(self, *args: Any, about: Prompt, **kwargs: Any) -> None:
        super().__init__(*args, about=about, **kwargs)
        for name, text in self.saw.items():
            self.fields[name].disabled = bool(text)
