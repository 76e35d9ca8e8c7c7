"""Tags that name languages, and how a text stands in one."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.languages import name_of
from translations.overview import Standing

register = template.Library()

# Each with the icon of components/status.html.
IN_WORDS: dict[Standing, tuple[str, str | Promise]] = {
    Standing.MISSING: ("open", _("Not translated yet")),
    Standing.MACHINE: ("wait", _("A machine's draft that nobody has checked")),
    Standing.BEGUN: ("wait", _("Begun, readers do not see it yet")),
    Standing.OUT_OF_DATE: ("wait", _("The text changed since")),
    Standing.REVIEW: ("open", _("There, waits for a second person")),
    Standing.DRAFT: ("open", _("There, nobody has checked it yet")),
    Standing.APPROVED: ("yes", _("Checked by a second person")),
    Standing.SOURCE: ("info", _("Written in this language")),
}


@register.filter
def language_name(code: str) -> str:
    """Return the name of a language in the language of the page."""
    return name_of(code, get_language() or code)


@register.filter
def standing_icon(standing: Standing) -> str:
    """Return the icon that goes with how a text stands."""
    return IN_WORDS[standing][0]


@register.filter
def standing_words(standing: Standing) -> str:
    """Say how a text stands."""
    return str(IN_WORDS[standing][1])
