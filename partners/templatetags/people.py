"""Tags and filters that tell about people."""

from babel.lists import format_list
from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext, to_locale

from partners import tongues
from partners.languages import ISOLATE, POP, name_of
from partners.models import Membership, Person
from partners.roles import Permission

register = template.Library()


@register.filter
def reads(person: Person, language: str) -> str:
    """Print the languages a person reads, named in `language`: "Spanish and English"."""
    names = [name_of(code, language or settings.LANGUAGE_CODE) for code in person.reads]
    return format_list(names, locale=to_locale(language or settings.LANGUAGE_CODE))


@register.filter
def tongue_name(tongue: str) -> str:
    """Print what a spoken or signed language is called in the language of the page."""
    return tongues.name_of(tongue, get_language())


@register.filter
def tongue_names(spoken: list[str]) -> str:
    """Print several of them: "Vietnamese and English"."""
    language = get_language()
    names = [tongues.name_of(tongue, language) for tongue in spoken]
    return format_list(names, locale=to_locale(language))


@register.inclusion_tag("components/boundary.html")
def boundary_of(asked: Membership | None, reader: Membership) -> dict[str, object]:
    """Print what somebody does not want to be asked, for a reader who may be about to ask."""
    is_told = asked and asked.boundary and asked != reader and reader.may(Permission.TAKE_PART)
    return {"people": [asked] if is_told else []}


@register.filter
def writer(membership: Membership) -> str:
    """Print who wrote something down for somebody, and that it was a helper if it was."""
    name = membership.person.name
    if membership.may(Permission.RECORD_FOR_OTHERS):
        return name
    # Translators: stands in a sentence, as "written down by Luis (as a helper)".
    return gettext("%(name)s (as a helper)") % {"name": f"{ISOLATE}{name}{POP}"}
