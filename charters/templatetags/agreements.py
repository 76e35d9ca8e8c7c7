"""Tags for agreements: names of languages and groups, working rules in words."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from charters import rules
from partners import languages
from partners.roles import Group

register = template.Library()


@register.simple_tag
def language_name(code: str) -> str:
    """Return the language's name in the language of the page."""
    return languages.name_of(code, get_language() or "en")


@register.simple_tag
def own_name(code: str) -> str:
    """Return the language's name in itself."""
    return languages.own_name(code)


@register.simple_tag
def groups(values: Iterable[str]) -> str:
    """Return the names of groups, one after the other."""
    # Translators: separates items of a list in a sentence.
    return gettext(", ").join(str(Group(value).label) for value in values)


@register.simple_tag
def rule_in_words(rule: str, value: Any) -> str:
    """Return a working rule and what was agreed."""
    return rules.in_words(rule, value)
