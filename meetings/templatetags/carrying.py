"""What a page needs so that an answer may come late, once the line is back."""

from datetime import datetime

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from meetings import carrying
from partners.carrying import words

register = template.Library()


@register.filter
def version(answered_at: datetime | None) -> str:
    """Return which answer a form is given against, by its moment."""
    return carrying.version(answered_at)


@register.simple_tag
def words_for_later() -> SafeString:
    """Print the sentences that our script says about an answer that waits."""
    return json_script(words(), "offline-words")
