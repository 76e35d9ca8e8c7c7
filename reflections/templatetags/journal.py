"""Tags that print what stands in a journal."""

from django import template
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.html import format_html, linebreaks
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from partners.languages import direction
from partners.models import Membership, Partnership
from reflections.opened import Written

register = template.Library()


@register.simple_tag
def own_words(written: Written) -> SafeString:
    """Print all that somebody wrote, in paragraphs, in its language and direction."""
    body = mark_safe(linebreaks(written.words, autoescape=True))  # noqa: S308 - escaped by linebreaks
    return format_html(
        '<div lang="{}" dir="{}" class="stack">{}</div>',
        written.language,
        direction(written.language),
        body,
    )


@register.simple_tag
def partnership_in(names: dict[int, Partnership], written: Written) -> Partnership | None:
    """Return where something was written."""
    return names.get(written.partnership) if written.partnership else None


@register.simple_tag
def draft_address(draft: Written, membership: Membership | None) -> str:
    """Return where to go on with words that are not saved yet."""
    if draft.entry:
        address = reverse("reflections:change_entry", args=[draft.entry])
    elif membership:
        address = reverse("reflections:write", args=[membership.partnership.slug])
    else:
        address = reverse("reflections:write_for_myself")
    return f"{address}?{urlencode({'page': draft.page})}"


@register.simple_tag(takes_context=True)
def sign_in_address(context: template.Context) -> str:
    """Return where to sign in again, to come back to the page one writes on."""
    request, page = context["request"], context["form"]["page"].value()
    back = f"{request.path}?{urlencode({'page': page or ''})}"
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
