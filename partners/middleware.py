"""What happens around each page: its reader's language and zone, signing in, signing out."""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers, patch_cache_control

from partners import errors, session_limits
from partners.languages import CODES
from partners.models import Person

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


class DeclaredMethodsMiddleware:
    """Answers 405 to a method that an address does not have: to everybody alike, at once.

    Before anybody is asked to sign in, before a token is looked for and before any row is read.
    """

    USUAL = ("GET", "HEAD", "POST")  # of pages of libraries, whose views declare nothing

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in self.USUAL:
            return self.get_response(request)
        try:
            view = resolve(request.path_info).func
        except Resolver404:
            return self.get_response(request)
        return self._refusal(request, view) or self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[Any, Any],
    ) -> HttpResponseBase | None:
        """Refuse, as above, what is usual elsewhere but not here."""
        return self._refusal(request, view_func)

    def _refusal(self, request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
        declared = getattr(view, "methods", self.USUAL)
        return None if request.method in declared else HttpResponseNotAllowed(declared)


class SessionSeenMiddleware:
    """Notes now and then that a session is in use, and ends one that has lasted long enough.

    Noting it at each request, as allauth's own middleware does, costs five statements a page, and
    would say to the minute when somebody was here. Where sessions are short it must be often.
    """

    BEGAN_AT = "began_at"  # session keys: seconds since 1970
    SEEN_AT = "seen_at"
    LOOK_EVERY = "look_every"  # seconds

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            now = timezone.now().timestamp()
            seen_at = request.session.get(self.SEEN_AT, 0)
            if now - seen_at > request.session.get(self.LOOK_EVERY, 0):
                self._look(request, request.user, now)
        return self.get_response(request)

    def _look(self, request: HttpRequest, person: Person, now: float) -> None:
        session, limit = request.session, session_limits.limit_of(person)
        began_at, seen_at = session.get(self.BEGAN_AT, now), session.get(self.SEEN_AT, now)
        if limit.is_over(now, began_at=began_at, seen_at=seen_at):
            logout(request)  # whoever was writing is given their words back, see `errors`
            return
        session.update(
            {self.BEGAN_AT: began_at, self.SEEN_AT: now, self.LOOK_EVERY: limit.look_every}
        )
        UserSession.objects.create_from_request(request)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Asks visitors to sign in. Who was signed out while they wrote is given their words back."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[Any, Any],
    ) -> HttpResponseBase | None:
        """Answer somebody who is not signed in; let everybody else pass."""
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        return errors.signed_out(request) if answer and errors.typed(request) else answer


class NotKeptMiddleware:
    """Has no cache keep what somebody who is signed in sees, not even that nothing is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not response.headers.get("Cache-Control", "").startswith("public"):
            add_never_cache_headers(response)
            patch_cache_control(response, private=True)
        return response


class SignedOutMiddleware:
    """Has the browser forget, when somebody signs out, what pages kept on the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def language_of(request: HttpRequest) -> str:
    """Return the language in which this visitor reads the page."""
    if request.user.is_authenticated:
        chosen = request.session.get(DISPLAY_LANGUAGE)
        return chosen if chosen in CODES else request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return cookie if cookie in CODES else translation.get_language_from_request(request)
