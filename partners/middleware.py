"""Shows each page in its reader's language and time zone."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from partners.languages import CODES

DISPLAY_LANGUAGE = "display_language"  # session key: another language chosen for the page's look


class ReaderMiddleware:
    """Activates the reader's language and zone for the page, and undoes it afterwards.

    A signed-in person reads in their own language unless they switched in this session; a
    visitor in the one of their cookie, else of their browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        request.LANGUAGE_CODE = language
        zone = (
            request.user.zone if request.user.is_authenticated else timezone.get_default_timezone()
        )
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SessionSeenMiddleware:
    """Notes once an hour that a session is in use, for the list of sessions that one can end.

    Noting it at each request, as allauth's own middleware does, costs five statements a page.
    """

    SEEN_AT = "seen_at"  # session key: seconds since 1970
    EVERY = timedelta(hours=1)

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            now = timezone.now().timestamp()
            if now - request.session.get(self.SEEN_AT, 0) > self.EVERY.total_seconds():
                request.session[self.SEEN_AT] = now
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


def language_of(request: HttpRequest) -> str:
    """Return the language in which this visitor reads the page."""
    if request.user.is_authenticated:
        chosen = request.session.get(DISPLAY_LANGUAGE)
        return chosen if chosen in CODES else request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return cookie if cookie in CODES else translation.get_language_from_request(request)
