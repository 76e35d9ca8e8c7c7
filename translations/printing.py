"""Stored words as HTML: with their language and direction, and a note if it is not the reader's."""

from collections.abc import Mapping

from django.db.models import Model
from django.utils import translation
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from partners.languages import direction, name_of
from partners.models import Person
from translations import reading as readings


def words(text: str, language: str, *, lines: bool = False) -> SafeString:
    """Return a text in the language it was written in; with `lines`, in paragraphs."""
    tag = "div" if lines else "span"
    # linebreaks escapes the text and adds paragraphs, but does not say that it is safe now.
    body = mark_safe(linebreaks(text, autoescape=True)) if lines else conditional_escape(text)  # noqa: S308 - escaped
    return format_html(
        '<{0} lang="{1}" dir="{2}">{3}</{0}>', tag, language, direction(language), body
    )


def reading(obj: Model, field: str, reader: Person | str, *, lines: bool = False) -> SafeString:
    """Return a text as `reader` (a person, or a language) reads it; say if it fell back."""
    return reading_of(readings.written(obj, field), reader, lines=lines)


def reading_of(
    texts: Mapping[str, str], reader: Person | str, *, lines: bool = False
) -> SafeString:
    """Return the one of these texts, by language, that `reader` reads; say if it fell back."""
    language = reader.language if isinstance(reader, Person) else reader
    read = readings.choose(texts, reader)
    return format_html("{}{}", words(read.text, read.language, lines=lines), _note(read, language))


def sentence(translated: str, **pieces: str) -> SafeString:
    """Return a sentence of ours, whose placeholders `%(name)s` are filled with stored words."""
    return mark_safe(translated % {name: conditional_escape(pieces[name]) for name in pieces})  # noqa: S308 - escaped


def _note(read: readings.Reading, reader_language: str) -> SafeString | str:
    if not read.reason or not read.text:
        return ""
    with translation.override(reader_language):
        # Translators: shown after a text that is not in the reader's own language.
        note = translation.gettext("in %(language)s") % {
            "language": name_of(read.language, reader_language)
        }
    return format_html(
        ' <small class="fallback" lang="{}" dir="{}">({})</small>',
        reader_language,
        direction(reader_language),
        note,
    )
