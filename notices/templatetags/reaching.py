"""Filters for pages that help to reach a person."""

from django import template
from django.utils.translation import get_language

from partners.languages import name_of
from partners.models import Person

register = template.Library()


@register.filter
def language_name(person: Person) -> str:
    """Return the name of a person's language, in the language of the page."""
    return name_of(person.language, get_language())
