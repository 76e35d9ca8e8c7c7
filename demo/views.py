"""The demo's own pages: become one of its people, and read every message that was sent."""

from csp.decorators import csp_replace
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin

from demo import journal, mails, world
from partners.access import public


@public(methods=["GET"])
def people(request: HttpRequest) -> HttpResponse:
    """Everyone in the demo world, by partnership."""
    context = {"partnerships": world.partnerships(), "pin": journal.PIN}
    return render(request, "demo/people.html", context)


@public(methods=["POST"])
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Become one of the demo's people."""
    person = get_object_or_404(world.people(), pk=pk)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("dashboards:home")


@public(methods=["GET"])
def mail(request: HttpRequest) -> HttpResponse:
    """Every message that was sent, newest first."""
    context = {"mails": mails.newest(), "texts": mails.newest_texts()}
    return render(request, "demo/mail.html", context)


@public(methods=["GET"])
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One message as its receiver sees it."""
    found = mails.find(name)
    if found is None:
        raise Http404
    return render(request, "demo/message.html", {"mail": found})


# A mail program shows a message's own style; here that needs a policy of its own, without script.
@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]})
@xframe_options_sameorigin
@public(methods=["GET"])
def message_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part of one message, alone."""
    found = mails.find(name)
    if found is None:
        raise Http404
    return HttpResponse(found.html)
