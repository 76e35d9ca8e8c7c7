"""A filter that names a device as people do, from what its browser says about itself."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# First match wins: Chrome calls itself Safari too, and everything calls itself Mozilla.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def _first(names: dict[str, str], user_agent: str) -> str:
    return next((name for sign, name in names.items() if sign in user_agent), "")


@register.filter
def device(user_agent: str) -> str:
    """Return "Chrome on Android"; what the browser says itself if it is none we know."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if not (browser and system):
        return user_agent[:60]
    # Translators: as in "Chrome on Android".
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
