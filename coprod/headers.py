"""Headers that every answer carries, errors, files and redirects too."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NotForOtherSitesMiddleware:
    """Keeps other sites from embedding what is answered here, and from learning from that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
