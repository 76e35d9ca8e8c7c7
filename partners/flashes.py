"""Sentences about the last step, kept until the next page, in a cookie that stays on this site."""

from django.conf import settings
from django.contrib.messages.storage import cookie, fallback, session


class OwnCookie(cookie.CookieStorage):
    """A cookie that, like our others, no other host can set, and that is taken away as safely."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]
        """Return what browsers hold on to as ours alone, where there is https."""
        return "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class FlashStorage(fallback.FallbackStorage):
    """The cookie; what is too long for it goes into the session."""

    storage_classes = (OwnCookie, session.SessionStorage)
