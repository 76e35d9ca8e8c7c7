"""A warning for facilitators when reminders are not going out."""

from typing import Any

from django import template
from django.utils import timezone

from notices.heartbeats import silent_since
from partners.models import Membership
from partners.roles import Permission

register = template.Library()


@register.inclusion_tag("notices/alarm.html", takes_context=True)
def sender_alarm(context: template.Context, membership: Membership) -> dict[str, Any]:
    """Print a warning if no sender ran for ten minutes, for those who see the outbox."""
    sees_it = membership.may(Permission.SEE_OUTBOX)
    since = silent_since(timezone.now()) if sees_it else None
    return {"since": since, "LANGUAGE_CODE": context["LANGUAGE_CODE"]}
