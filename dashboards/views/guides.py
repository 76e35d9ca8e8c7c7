"""The guides: plain pages that anyone may read, without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dashboards.guides_to_barriers import BARRIERS
from dashboards.guides_to_principles import PRINCIPLES
from dashboards.references import NOT_READ, PEREZ_JOLLES
from partners.access import public

GUIDES = {each.name: each for each in [*PRINCIPLES, *BARRIERS]}


@public(methods=["GET"])
def guides(request: HttpRequest) -> HttpResponse:
    """All guides, by what they are about."""
    context = {"barriers": BARRIERS, "source": PEREZ_JOLLES, "not_read": NOT_READ}
    return render(request, "dashboards/guides/list.html", context)


@public(methods=["GET"])
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One guide."""
    if name not in GUIDES:
        raise Http404
    context = {"guide": GUIDES[name], "source": PEREZ_JOLLES}
    return render(request, "dashboards/guides/guide.html", context)
