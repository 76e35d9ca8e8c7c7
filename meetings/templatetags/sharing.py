"""Filters that say where a link leads, what a file is, and in which language."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django import template
from django.utils.translation import get_language

from partners.languages import name_of

register = template.Library()


@register.filter
def host(url: str) -> str:
    """Return the name of the site that a link leads to, as browsers would show it."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@register.filter
def file_kind(name: str) -> str:
    """Return what a file is, by its name: "PDF"."""
    return PurePosixPath(name).suffix.lstrip(".").upper()


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the language of the page."""
    return name_of(code, get_language())


@register.filter
def of(tokens: dict[int, str], pk: int) -> str:
    """Return the token of the file with this key."""
    return tokens[pk]
