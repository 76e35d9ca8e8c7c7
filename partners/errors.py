"""Error pages, and what happens to words that could not be sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language, get_language_bidi

MOST_WORDS = 20_000  # characters of one field that are shown again
NOT_SHOWN = ("csrfmiddlewaretoken", "next", "code", "credential", "password")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the browser sent something that makes no sense here."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why the reader's role does not reach here, in the permission's own sentence."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, or nothing for this reader: never which of the two."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke. Asks nobody: the database may be what broke."""
    direction = "rtl" if get_language_bidi() else "ltr"
    page = get_template("500.html").render({"language": get_language(), "direction": direction})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain that the page was open too long, and give people back the words they typed."""
    return render(request, "403_csrf.html", {"words": typed_words(request)}, status=403)


def typed_words(request: HttpRequest) -> list[str]:
    """Return the longer texts of a form, if it was sent from one of our own pages.

    A form on another site must not make words appear on ours, so only what the browser itself
    calls same-origin is shown.
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    values = [str(value) for name, value in request.POST.items() if name not in NOT_SHOWN]
    return [value[:MOST_WORDS] for value in values if len(value.split()) > 1]
