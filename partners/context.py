"""What every page knows: who reads it, in which language, and which others there are."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from partners import languages

SITE_LANGUAGES = [
    {"code": code, "name": name, "direction": languages.direction(code)}
    for code, name in languages.choices()
]

TABS = {  # which tab of a partnership is open, by address; an app's other pages open its first tab
    "partners": "people",
    "partners:settings": "settings",
    "meetings": "meetings",
    "meetings:resources": "resources",
    "meetings:resource": "resources",
    "meetings:resource_text": "resources",
    "meetings:share": "resources",
    "notices": "outbox",
    "notices:calls": "calls",
    "notices:record_call": "calls",
    "notices:tasks": "calls",
    "notices:finish_task": "calls",
    "charters": "agreements",
    "dashboards": "home",
}


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the reader (None for a visitor), languages, the open tab. Makes no query."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    return {
        "reader": user if user is not None and user.is_authenticated else None,
        "direction": languages.direction(get_language() or settings.LANGUAGE_CODE),
        "site_languages": SITE_LANGUAGES,
        "demo": settings.DEMO,
        "tab": match and TABS.get(match.view_name, TABS.get(match.app_name)),
    }
