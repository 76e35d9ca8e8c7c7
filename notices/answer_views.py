"""Pages of one purpose that a link in a message opens, without signing in."""

from django.http import HttpRequest, HttpResponse

from partners.access import public


@public
def answer(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse()


@public
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse()
