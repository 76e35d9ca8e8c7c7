"""The lock behind the door: a journal's pages are shown only while it is open."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from partners.access import PersonRequest
from partners.vault import CannotOpen
from reflections import journaling, unlocking
from reflections.forms.journal import DraftForm

View = Callable[..., HttpResponse]


def readable(view: View) -> View:
    """Say plainly what is wrong if the visitor's journal has no such entry, or does not open."""

    @wraps(view)
    @sensitive_post_parameters()
    @sensitive_variables()  # holds for all that the view calls
    def wrapper(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except journaling.NotThere as error:
            raise Http404 from error
        except CannotOpen:
            return render(request, "reflections/journal_key.html", status=503)

    return wrapper


def unlocked(view: View) -> View:
    """Show the page while the visitor's journal is open; else ask them to open it.

    Words that arrive at a closed journal are put behind it as through a letterbox: whoever opens
    it finds them.
    """

    @wraps(view)
    @readable
    def wrapper(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not unlocking.is_open(request.session, request.user, timezone.now()):
            return redirect(opening_address(request))
        return view(request, *args, **kwargs)

    return wrapper


def opening_address(request: PersonRequest) -> str:
    """Return where the visitor opens their journal, to come back to this page with their words."""
    address = reverse("reflections:open_journal")
    if request.method != "POST":
        return f"{address}?{urlencode({'next': request.get_full_path()})}"
    page = put_through_letterbox(request)
    if page is None:
        return address
    back = f"{request.path}?{urlencode({'page': page.hex})}"
    return f"{address}?{urlencode({'next': back})}"


def put_through_letterbox(request: PersonRequest) -> UUID | None:
    """Keep words that came with the request as a draft. Return the page they are from."""
    form = DraftForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["words"]:
        return None
    journaling.keep_draft(request.user, now=timezone.now(), **form.about(request.user))
    return form.cleaned_data["page"]


def page_asked_for(request: HttpRequest) -> UUID:
    """Return the page that the address names, to go on there; else a new one."""
    try:
        return UUID(request.GET.get("page", ""))
    except ValueError:
        return uuid4()
