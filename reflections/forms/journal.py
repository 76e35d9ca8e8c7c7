"""Writing in one's journal."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.words import OwnWordsForm
from partners.models import Person
from reflections import journaling
from reflections.journaling import LIMIT, Written


class WordsField(forms.CharField):
    """Words as a journal keeps them.

    The browser is not told how many fit: it would cut off what is pasted without a word.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 14, "class": "large"}), **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out how many fit."""
        return {**super().widget_attrs(widget), "maxlength": False}

    def to_python(self, value: Any) -> str:
        """Return the words as they are kept, so that the same are counted."""
        return journaling.clean(super().to_python(value) or "")


class PageField(forms.Field):
    """The random number of the page on which somebody writes; another one if it is not there."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> UUID:
        """Return a number in any case: words must not be lost for want of one."""
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


class DraftForm(forms.Form):
    """What a page sends every few seconds while somebody writes."""

    words = WordsField(required=False, max_length=journaling.DRAFT_LIMIT)
    language = forms.CharField(max_length=12)
    page = PageField(required=False)
    revision = forms.CharField(max_length=32, required=False)
    prompt = forms.CharField(max_length=64, required=False)
    entry = forms.UUIDField(required=False)
    partnership = forms.SlugField(required=False)

    def about(self, person: Person) -> dict[str, Any]:
        """Return what `journaling.keep_draft` asks for."""
        slug = self.cleaned_data["partnership"]
        place = person.memberships.active().filter(partnership__slug=slug) if slug else None
        membership = place.first() if place else None
        return {**self.cleaned_data, "partnership": membership and membership.partnership_id}


class EntryForm(OwnWordsForm):
    """An entry: words and their language; hidden, where they are written and what they replace."""

    words = WordsField(
        label=_("What is on my mind"),
        max_length=LIMIT,
        error_messages={
            "required": _("There are no words yet."),
            "max_length": _(
                "One entry holds %(limit_value)d characters, and this has %(show_value)d. Nothing "
                "is lost: save a part of it here, and the rest as another entry."
            ),
        },
    )
    page = PageField(required=False)
    revision = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    prompt = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def refuse_to_replace(self, now_there: Written) -> None:
        """Say that other words were saved meanwhile. Sent once more, these take their place."""
        self.add_error(
            "words",
            _(
                "You saved other words of this entry in another window. They stand below. Take "
                "from them what you want to keep, then save: these here take their place."
            ),
        )
        self.data = {**dict(self.data.items()), "revision": now_there.revision}


def begin(page: UUID, draft: Written | None) -> dict[str, Any]:
    """Return what stands in a new entry at first: what was not saved of it, if anything."""
    if draft is None or draft.words is None:
        return {"page": page, "language": get_language()}
    return {
        "page": page,
        "words": draft.words,
        "language": draft.language,
        "revision": draft.revision,
        "prompt": draft.prompt,
    }


def begin_change(page: UUID, entry: Written, draft: Written | None) -> dict[str, Any]:
    """Return what stands in an entry that is changed: what was not saved of it, or itself."""
    if draft is not None and draft.words is not None and draft.entry == entry.pk:
        return begin(page, draft)
    return {
        "page": page,
        "words": entry.words,
        "language": entry.language,
        "revision": entry.revision,
    }
