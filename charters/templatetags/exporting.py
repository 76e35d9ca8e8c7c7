"""A tag that prints stored words as plain text, for what is kept outside coprod."""

from django import template
from django.db.models import Model

from translations.reading import read

register = template.Library()


@register.simple_tag(takes_context=True)
def text_of(context: template.Context, obj: Model, field: str) -> str:
    """Print the text of a field as the reader reads it, without marks."""
    return read(obj, field, context["reader"]).text
