"""Tags that print stored words with their language and direction."""

from django import template
from django.db.models import Model
from django.utils import translation
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from partners.languages import direction, name_of
from partners.models import Person
from translations import reading as readings

register = template.Library()


def _span(text: str, language: str, *, lines: bool) -> SafeString:
    tag = "div" if lines else "span"
    # linebreaks escapes the text and adds paragraphs, but does not say that it is safe now.
    body = mark_safe(linebreaks(text, autoescape=True)) if lines else conditional_escape(text)
    return format_html(
        '<{0} lang="{1}" dir="{2}">{3}</{0}>', tag, language, direction(language), body
    )


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


def _shown(
    context: template.Context, obj: Model, field: str, person: Person | str | None, *, lines: bool
) -> SafeString:
    reader = person or context.get("reader") or context["LANGUAGE_CODE"]
    language = reader.language if isinstance(reader, Person) else reader
    read = readings.read(obj, field, reader)
    return format_html("{}{}", _span(read.text, read.language, lines=lines), _note(read, language))


@register.simple_tag(takes_context=True)
def reading(
    context: template.Context, obj: Model, field: str, person: Person | str | None = None
) -> SafeString:
    """Print the text as the page's reader reads it, and say so if it is in another language."""
    return _shown(context, obj, field, person, lines=False)


@register.simple_tag(takes_context=True)
def reading_lines(
    context: template.Context, obj: Model, field: str, person: Person | str | None = None
) -> SafeString:
    """Print a longer text, in paragraphs, as the page's reader reads it."""
    return _shown(context, obj, field, person, lines=True)


@register.simple_tag
def words(text: str, language: str) -> SafeString:
    """Print a person's own words in the language they were written in."""
    return _span(text, language or "en", lines=False)
