"""The forms of translators: words beside their source, a word of the glossary, asking for more."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from partners.languages import direction
from partners.models import Partnership
from partners.scanning import refuse_viruses
from translations.differences import Piece, compare
from translations.forms import as_quote, digest
from translations.models import Term
from translations.translating import Task
from translations.unread import promise_field

LONGEST = 20_000  # characters, where the text itself has no limit


class EditorForm(forms.Form):
    """The words in one language. It carries what the translator saw, so that nothing is lost."""

    words = forms.CharField(label=_("Translation"), required=False, widget=forms.Textarea)
    needed_sometimes = ("words",)  # to hand them in

    source = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, task: Task) -> None:
        self.task = task
        initial = {"words": task.begun, "source": task.source, "seen": task.seen}
        super().__init__(data, initial=initial)
        field = self.fields["words"]
        field.widget.attrs |= {"lang": task.language, "dir": direction(task.language)}
        field.widget.attrs["rows"] = 2 if task.longest and task.longest <= 200 else 8

    @property
    def is_to_keep(self) -> bool:
        """Whether the words are not finished. It is the safer of the two, so it is the default."""
        return self.data.get("then") != "hand_in"

    def clean_words(self) -> str:
        """Want words that fit, and some where they are handed in."""
        words: str = self.cleaned_data["words"].replace("\r\n", "\n").strip()
        longest = self.task.longest or LONGEST
        if len(words) > longest:
            sentence = _("This is too long: %(there)s characters. There is room for %(room)s.")
            raise ValidationError(sentence, params={"there": len(words), "room": longest})
        if not words and not self.is_to_keep:
            raise ValidationError(_("Write the translation first. You can also keep it for later."))
        return words

    def clean_source(self) -> str:
        """Return the first words as the translator saw them."""
        words: str = self.cleaned_data["source"].replace("\r\n", "\n").strip()
        return words

    def clean(self) -> dict[str, Any]:
        """Show what others changed meanwhile, beside what was typed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("seen") != self.task.seen:
            self.add_error("words", _CHANGED_BESIDE)
            self["words"].help_text = as_quote(self.task.begun, self.fields["words"])
        elif cleaned.get("source") != self.task.source and not self.is_to_keep:
            self.add_error("words", _CHANGED_SOURCE)
        if self.errors:
            self._show_what_is_there()
        return cleaned

    def _show_what_is_there(self) -> None:
        """Let the next attempt start from what stands now. What was typed stays."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("seen")] = self.task.seen
        data[self.add_prefix("source")] = self.task.source
        self.data = data

    @property
    def changes(self) -> list[Piece]:
        """What changed in the source: since the translator saw it, or since it was translated."""
        seen = self.cleaned_data.get("source", "") if hasattr(self, "cleaned_data") else ""
        if seen and seen != self.task.source:
            return compare(seen, self.task.source)
        return changes(self.task)


def changes(task: Task) -> list[Piece]:
    """Return what changed in the source since the translation was made from it."""
    row = task.row
    if row is None or row.from_version == task.text.version or not row.from_words:
        return []
    return compare(row.from_words, task.source)


_CHANGED_BESIDE = _(
    "Somebody else translated this while you were writing. Their words stand here beside yours."
    " Save again to keep yours."
)
_CHANGED_SOURCE = _(
    "The text itself changed while you were translating. What changed is marked above. Nothing you"
    " typed is lost: look at it, then hand it in again."
)


class SeenForm(forms.Form):
    """What a person saw when they said that a translation is right."""

    seen = forms.CharField(max_length=12, widget=forms.HiddenInput)
    source = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, task: Task) -> "SeenForm":
        """Return the form for what stands now."""
        return cls(initial={"seen": digest(task.words), "source": digest(task.source)})


class FileForm(forms.Form):
    """A file that comes back from an agency."""

    file = forms.FileField(
        label=_("The file that came back"),
        help_text=_("XLIFF or PO, as you exported it. It is taken in as a whole, or not at all."),
        validators=[refuse_viruses],
    )


class TermForm(forms.ModelForm):
    """A word, and how the partnership says it in another language."""

    class Meta:
        model = Term
        fields = ["term", "term_language", "translation", "language"]

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.partnership = partnership

    def clean(self) -> dict[str, Any]:
        """Want two languages, and each word once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("language") and cleaned.get("language") == cleaned.get("term_language"):
            self.add_error("language", _("Choose another language than that of the word."))
        same = self.instance.partnership.terms.filter(
            term=cleaned.get("term", ""),
            term_language=cleaned.get("term_language", ""),
            language=cleaned.get("language", ""),
        )
        if same.exists():
            self.add_error("term", _("This word is in the glossary already. Remove it first."))
        return cleaned


class AskForm(forms.Form):
    """Asking the translators, and perhaps promising a day to those who wait."""

    promised_on = promise_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_promised_on(self) -> date | None:
        """Want a day that is not over."""
        day: date | None = self.cleaned_data["promised_on"]
        if day and day < self.today:
            raise ValidationError(_("This day has passed. Choose a later one."))
        return day
