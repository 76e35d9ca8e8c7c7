"""Sharing a document or link, in one language after the other."""

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings.forms.planning import choose_from, link_field
from meetings.models import Meeting, Resource, ResourceText
from meetings.uploads import SharedFileField
from partners import dates
from partners.languages import CODES, name_of
from partners.models import Membership, Partnership
from translations.forms import TranslatedFieldsMixin
from translations.reading import read

LATELY = timedelta(days=60)  # a resource belongs to a meeting that is near


class FileOrLinkForm(forms.Form):
    """One language's text of a resource: a file, or a link."""

    language = forms.ChoiceField(label=_("Language of the text"))
    url = link_field(
        label=_("Link"), required=False, help_text=_("If it is a page that everyone may open.")
    )
    file = SharedFileField(
        label=_("File"),
        required=False,
        max_length=250,
        help_text=_("PDF, document, picture, sound or film; at most 20 MB."),
        error_messages={
            "max_length": _("The name of this file is too long. Give it a shorter one."),
            "empty": _("This file is empty. Choose another."),
        },
    )

    def offer_languages(self, partnership: Partnership) -> None:
        """Let people choose a language, those of the partnership first."""
        here = partnership.languages
        codes = sorted(CODES, key=lambda code: (code not in here, CODES.index(code)))
        mine = get_language()
        field = cast("forms.ChoiceField", self.fields["language"])
        field.choices = [(code, name_of(code, mine)) for code in codes]

    def clean(self) -> dict[str, Any]:
        """Want a file or a link, one of the two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("file", "url") if cleaned.get(name)]
        if len(given) != 1 and not {"file", "url"} & set(self.errors):
            self.add_error("url", _("Choose a file or write a link, one of the two."))
        return cleaned

    @property
    def needed_sometimes(self) -> list[str]:
        """The fields not to call optional: one of the two is needed."""
        return ["file", "url"]

    def text(self, by: Membership, now: datetime) -> ResourceText:
        """Return the text as it was filled in, not saved. A file is checked, under a new name."""
        text = ResourceText(language=self.cleaned_data["language"], added_by=by, added_at=now)
        text.url = self.cleaned_data["url"]
        if accepted := self.cleaned_data["file"]:
            text.file = accepted.content
            text.file_name, text.content_type = accepted.name, accepted.content_type
            text.size = accepted.content.size
        return text


class ResourceTextForm(FileOrLinkForm):
    """Another language's text of a resource, or a better one."""

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_languages(partnership)


class MeetingField(forms.ModelChoiceField):
    """A meeting of the partnership, by its title as the reader reads it, and its day."""

    def label_from_instance(self, meeting: Meeting) -> str:
        """Return title and day."""
        title, language = str(read(meeting, "title", get_language())), get_language()
        if meeting.local_date is None:
            return title
        return f"{title} ({dates.day(meeting.local_date, language)})"


class ShareForm(TranslatedFieldsMixin, FileOrLinkForm):
    """A resource that does not exist yet, with its first text."""

    translated = {
        "title": forms.CharField(label=_("Title"), max_length=200),
        "about": forms.CharField(
            label=_("What it is"), max_length=400, widget=forms.Textarea({"rows": 2})
        ),
    }
    needed = ["title"]
    publishes = True

    is_essential = forms.BooleanField(
        label=_("Everyone needs to read it"),
        required=False,
        help_text=_("We ask each person whether they could open it, until they have answered."),
    )
    meeting = MeetingField(
        label=_("For which meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=_("Not for one meeting"),
    )
    field_order = ["is_essential", "meeting", "language", "url", "file"]

    def __init__(self, *args: Any, partnership: Partnership, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, partnership=partnership, **kwargs)
        self.offer_languages(partnership)
        near = Q(starts_at=None) | Q(starts_at__gt=now - LATELY)
        meetings = partnership.meetings.standing().filter(near)
        choose_from(self, "meeting", meetings.order_by("starts_at", "pk"))

    @property
    def there(self) -> set[str]:
        """The language of the file or link: what it is called does not make it readable."""
        language = str(self["language"].value() or "")
        return {language} if self.is_bound and language else set()

    @property
    def needed_sometimes(self) -> list[str]:
        """The fields not to call optional: a title in some language, and a file or a link."""
        return [*super().needed_sometimes, "file", "url"]

    def resource(self, by: Membership, now: datetime) -> Resource:
        """Return the resource as it was filled in, not saved."""
        resource = Resource(
            partnership=by.partnership,
            meeting=self.cleaned_data["meeting"],
            is_essential=self.cleaned_data["is_essential"],
            shared_by=by,
            shared_at=now,
        )
        self.write_texts(resource)
        return resource


class ResourceFilterForm(forms.Form):
    """Which resources to list."""

    show = forms.ChoiceField(
        choices=[("all", _("All")), ("mine", _("Those I am asked about"))], required=False
    )

    @classmethod
    def chosen(cls, data: Any) -> str:
        """Return what the address asks for; "all" where it asks for nothing we know."""
        form = cls(data)
        return form.cleaned_data["show"] or "all" if form.is_valid() else "all"


class PrintForm(forms.Form):
    """In which language to print."""

    language = forms.ChoiceField(choices=[(code, code) for code in CODES], required=False)

    @classmethod
    def chosen(cls, data: Any) -> str:
        """Return the language the address asks for, else the reader's own."""
        form = cls(data)
        return (form.cleaned_data["language"] if form.is_valid() else "") or get_language()
