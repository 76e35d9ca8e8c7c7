"""Error pages, and what happens to words that could not be sent."""

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, get_language_bidi

MOST_WORDS = 200_000  # characters of one field that are shown again
ONE_LINE = 60  # characters: what is longer, or has several words, is shown
NOT_SHOWN = ("csrfmiddlewaretoken", "next", "code", "credential", "password", "pin", "again")


@dataclass(frozen=True)
class Typed:
    """One field of a form that could not be taken in."""

    name: str
    value: str

    @property
    def is_words(self) -> bool:
        """Whether a person would miss it, rather than a number or a tick."""
        return len(self.value.split()) > 1 or len(self.value) > ONE_LINE


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the browser sent something that makes no sense here, or far too much."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, "400.html", status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why the reader's role does not reach here, in the permission's own sentence."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, or nothing for this reader: never which of the two."""
    return render(request, "404.html", {"typed": typed(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke. Asks nobody: the database may be what broke."""
    direction = "rtl" if get_language_bidi() else "ltr"
    page = get_template("500.html").render(
        {
            "language": get_language(),
            "direction": direction,
            "reference": request.headers.get("x-request-id", ""),
        }
    )
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain that the page was open too long, and give people back the words they typed."""
    return _with_words(request, "403_csrf.html")


def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that the visitor is signed out meanwhile, and give them back the words they typed."""
    return _with_words(request, "signed_out.html")


def _with_words(request: HttpRequest, template: str) -> HttpResponse:
    response = render(request, template, {"typed": typed(request)}, status=403)
    add_never_cache_headers(response)
    return response


def typed(request: HttpRequest) -> list[Typed]:
    """Return what stands in a form, if it was sent from one of our own pages.

    A form on another site must not make words appear on ours. Nothing, if there are no words that
    anybody would miss.
    """
    if not _is_from_here(request):
        return []
    values = [
        Typed(name, str(value)[:MOST_WORDS])
        for name in request.POST
        if name not in NOT_SHOWN
        for value in request.POST.getlist(name)
    ]
    return values if any(each.is_words for each in values) else []


def _is_from_here(request: HttpRequest) -> bool:
    """Say whether the browser itself calls this form one of our own pages'."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is None:  # browsers from before 2023
        return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    return site == "same-origin"
