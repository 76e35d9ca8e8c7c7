"""Tags that print stored words with their language and direction."""

from collections.abc import Mapping

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString

from partners.models import Person
from translations import printing

register = template.Library()


def _reader(context: template.Context, person: Person | str | None) -> Person | str:
    return person or context.get("reader") or context["LANGUAGE_CODE"]


@register.simple_tag(takes_context=True)
def reading(
    context: template.Context, obj: Model, field: str, person: Person | str | None = None
) -> SafeString:
    """Print the text as the page's reader reads it, and say so if it is in another language."""
    return printing.reading(obj, field, _reader(context, person))


@register.simple_tag(takes_context=True)
def reading_of(context: template.Context, texts: Mapping[str, str]) -> SafeString:
    """Print the one of these texts, by language, that the page's reader reads."""
    return printing.reading_of(texts, _reader(context, None))


@register.simple_tag(takes_context=True)
def reading_lines(
    context: template.Context, obj: Model, field: str, person: Person | str | None = None
) -> SafeString:
    """Print a longer text, in paragraphs, as the page's reader reads it."""
    return printing.reading(obj, field, _reader(context, person), lines=True)


@register.simple_tag
def words(text: str, language: str) -> SafeString:
    """Print a person's own words in the language they were written in."""
    return printing.words(text, language or "en")
