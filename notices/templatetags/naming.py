"""How a message names somebody other than its reader."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag(takes_context=True)
def other(context: template.Context, name: SafeString, *, inside: bool = False) -> str:
    """Print a name for who lets messages tell everything, and aloud; for others "Somebody".

    `inside` a sentence, that begins with a small letter.
    """
    if context["tells_all"]:
        return name
    somebody = gettext("Somebody")
    return somebody.lower() if inside else somebody
