"""Forms in which people write one text in each language that their partnership uses."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES, direction, name_of, own_name
from partners.models import Membership, Partnership
from translations import plain
from translations.coverage import Coverage, coverage
from translations.reading import written
from translations.unread import Unread, choice_field, promise_field

SMALL_CORRECTION = "small_correction"  # said of a record that is about to be saved


@dataclass(frozen=True)
class LanguageFields:
    """What one language's part of a form needs: its fields, and who waits for them."""

    code: str
    fields: list[BoundField]
    is_open: bool
    note: str
    hint: str = ""

    @property
    def name(self) -> str:
        """The language's name in itself."""
        return own_name(self.code)

    @property
    def direction(self) -> str:
        """The direction in which the language is written."""
        return direction(self.code)


class TranslatedFieldsMixin(forms.BaseForm):
    """Asks for texts in each language of a partnership, and keeps two writers from losing words.

    A form names its texts in `translated`, and in `needed` those that must stand in at least one
    language. `about` is the record whose texts are changed; None while it does not exist yet.
    A form that `publishes` asks what to do where somebody cannot read it yet.
    The hidden `version` says what the writer saw: where somebody else changed the same text since,
    the form shows both and keeps the writer's own.
    """

    translated: ClassVar[Mapping[str, forms.Field]] = {}
    needed: ClassVar[Sequence[str]] = ()
    publishes: ClassVar[bool] = False

    def __init__(
        self,
        *args: Any,
        partnership: Partnership,
        members: Iterable[Membership] = (),
        about: Model | None = None,
        **kwargs: Any,
    ) -> None:
        self.about = about
        self.members = list(members)
        self.languages = languages_to_write(partnership, about, self.translated)
        super().__init__(*args, **kwargs)
        added = {
            build_localized_fieldname(name, code): in_language(field, code)
            for code in self.languages
            for name, field in self.translated.items()
        }
        self.fields = {**added, **self.fields}
        if self.publishes and self.members:
            self.fields |= {"when_unread": choice_field(), "promised_on": promise_field()}
        self.saw = {name: text_of(about, name) for name in added}
        for name, text in self.saw.items():
            self.initial.setdefault(name, text)
        if about is not None:
            version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
            self.fields["version"] = version
            self.initial["version"] = fingerprint(self.saw)
            if any(len(written(about, name)) > 1 for name in self.translated):
                self.fields[SMALL_CORRECTION] = small_correction()

    @property
    def needed_sometimes(self) -> list[str]:
        """The fields not to call optional: a needed text must stand in some language."""
        return [
            build_localized_fieldname(name, code) for name in self.needed for code in self.languages
        ]

    @classmethod
    def columns(cls) -> list[str]:
        """Return the names of the model fields in which the texts stand, in every language."""
        return [build_localized_fieldname(name, code) for name in cls.translated for code in CODES]

    def clean(self) -> dict[str, Any]:
        """Want each needed text in some language, and nobody else's words overwritten unseen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.saw:
            cleaned[name] = cleaned.get(name, "").replace("\r\n", "\n")
        for field in self.needed:
            names = [build_localized_fieldname(field, code) for code in self.languages]
            if not any(cleaned[name] or name in self.errors for name in names):
                self.add_error(names[0], _("Write this in at least one language."))
        if cleaned.get("version"):
            self._keep_both(cleaned)
        if self.publishes and self.reached.waiting:
            self._ask_what_to_do(cleaned)
        return cleaned

    def _ask_what_to_do(self, cleaned: dict[str, Any]) -> None:
        """Want a day where those who wait are told one, and stop who would rather wait."""
        choice, day = cleaned.get("when_unread"), cleaned.get("promised_on")
        if choice == Unread.WAIT:
            self.add_error(
                "when_unread",
                _(
                    "Nothing is published yet, because somebody could not read it. Add the"
                    " languages that are missing, or choose another way."
                ),
            )
        elif choice == Unread.TELL and "promised_on" not in self.errors:
            if not day:
                self.add_error("promised_on", _("Say which day we can promise."))
            elif day < timezone.localdate():
                self.add_error("promised_on", _("This day has passed. Choose a later one."))

    @property
    def promise(self) -> date | None:
        """The day that those who wait are told, if they are told one."""
        tells = self.cleaned_data.get("when_unread") == Unread.TELL
        return self.cleaned_data.get("promised_on") if tells else None

    def _keep_both(self, cleaned: dict[str, Any]) -> None:
        """Take over what only others changed; ask about what both changed."""
        seen = dict(zip(sorted(self.saw), cleaned["version"].split("."), strict=False))
        for name, theirs in self.saw.items():
            mine = cleaned[name]
            if mine == theirs or digest(theirs) == seen.get(name):
                continue
            if digest(mine) == seen.get(name):
                cleaned[name] = theirs
            else:
                self.add_error(
                    name,
                    ValidationError(
                        _(
                            "Somebody else changed this while you were writing. Their words stand"
                            " here beside yours. Save again to keep yours."
                        ),
                        code="changed_meanwhile",
                    ),
                )
                self[name].help_text = as_quote(theirs, self.fields[name])
        if self.errors:
            data = cast("QueryDict", self.data).copy()
            data[self.add_prefix("version")] = fingerprint(self.saw)
            self.data = data

    def write_texts(self, obj: Model) -> list[str]:
        """Write what was typed onto `obj`, without saving. Return the names of the fields."""
        for name in self.saw:
            setattr(obj, name, self.cleaned_data[name])
        vars(obj)[SMALL_CORRECTION] = self.cleaned_data.get(SMALL_CORRECTION, False)
        return list(self.saw)

    def texts(self, field: str) -> dict[str, str]:
        """Return the words of one field in each language in which something was typed."""
        found = {
            code: self.cleaned_data[build_localized_fieldname(field, code)]
            for code in self.languages
        }
        return {code: text for code, text in found.items() if text}

    @property
    def others(self) -> list[BoundField]:
        """The fields that are not texts in several languages."""
        return [field for field in self if field.name not in self.saw]

    @property
    def fieldsets(self) -> list[LanguageFields]:
        """One part a language, the writer's own first. Open where something is written."""
        there = self.there
        reached = self.reached
        parts = []
        for position, code in enumerate(self.languages):
            names = [build_localized_fieldname(field, code) for field in self.translated]
            fields = [self[name] for name in names]
            filled = any(field.value() or field.errors for field in fields)
            note = "" if code in there else waiting_note(code, there, reached, self.members)
            hint = next(
                filter(None, (plain.hint(self.typed(f, code), code) for f in self.translated)), ""
            )
            parts.append(LanguageFields(code, fields, position == 0 or filled, note, hint))
        return parts

    @property
    def there(self) -> set[str]:
        """The languages in which every needed text stands in the form now."""
        names = self.needed or list(self.translated)[:1]
        return {code for code in self.languages if all(self.typed(name, code) for name in names)}

    def typed(self, field: str, code: str) -> str:
        """Return what stands in the form now for one field in one language."""
        return str(self[build_localized_fieldname(field, code)].value() or "").strip()

    @property
    def reached(self) -> Coverage:
        """Who can read the texts as they stand in the form now."""
        return coverage(self.there, self.members)


def small_correction() -> forms.BooleanField:
    """Return the tick that says that the other languages stay right."""
    return forms.BooleanField(
        label=_("This is only a small correction"),
        required=False,
        help_text=_("A comma, a typing mistake: what stands in other languages stays right."),
    )


def in_language(field: forms.Field, code: str) -> forms.Field:
    """Return a copy of `field` in which one writes in the language `code`."""
    field = copy.deepcopy(field)
    field.required = False
    # Translators: the label of a field, and the language to write in: "Title (Spanish)".
    field.label = gettext("%(label)s (%(language)s)") % {
        "label": field.label,
        "language": name_of(code, get_language()),
    }
    field.widget.attrs |= {"lang": code, "dir": direction(code)}
    return field


def languages_to_write(
    partnership: Partnership, about: Model | None, fields: Iterable[str]
) -> list[str]:
    """Return the languages a form asks for, the writer's own first.

    A language the partnership gave up is still asked for where something is written in it.
    """
    mine = get_language()
    codes = set(partnership.languages) or {mine}
    if about is not None:
        codes |= {code for field in fields for code in written(about, field)}
    return sorted(codes & set(CODES), key=lambda code: (code != mine, CODES.index(code)))


def waiting_note(
    code: str, there: set[str], reached: Coverage, members: Iterable[Membership]
) -> str:
    """Say how many people wait for a language that is missing."""
    cannot = sum(member.person.language == code for member in reached.waiting)
    if there and cannot:
        return ngettext(
            "Missing: %(count)s person cannot read this yet.",
            "Missing: %(count)s people cannot read this yet.",
            cannot,
        ) % {"count": cannot}
    readers = sum(member.person.language == code for member in members)
    if not readers:
        return gettext("Not written yet.")
    return ngettext(
        "Not written yet. %(count)s person would rather read it.",
        "Not written yet. %(count)s people would rather read it.",
        readers,
    ) % {"count": readers}


def text_of(obj: Model | None, name: str) -> str:
    """Return what a localised field of `obj` says, "" for nothing."""
    return (getattr(obj, name) or "").replace("\r\n", "\n").strip() if obj is not None else ""


def digest(text: str) -> str:
    """Return a short fingerprint of a text."""
    return blake2b(text.strip().encode(), digest_size=6).hexdigest()


def fingerprint(texts: Mapping[str, str]) -> str:
    """Return what a writer saw, as one fingerprint a text."""
    return ".".join(digest(texts[name]) for name in sorted(texts))


def as_quote(text: str, field: forms.Field) -> SafeString:
    """Return somebody else's words as a quotation in their language."""
    attrs = field.widget.attrs
    words = linebreaksbr(text, autoescape=True) if text else gettext("(They removed it.)")
    return format_html(
        '<span class="said" lang="{}" dir="{}">{}</span>', attrs["lang"], attrs["dir"], words
    )
