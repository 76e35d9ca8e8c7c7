"""Where sentences wait that the next page says, such as "Your changes are saved."."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """A cookie that no other host can set: its name asks browsers to see to it."""

    cookie_name = "__Host-messages" if settings.SECURE else "messages"


class MessageStorage(FallbackStorage):
    """The cookie, or the session for what does not fit."""

    storage_classes = (HostCookieStorage, SessionStorage)
