"""The page that a phone carries along, and the door for answers that come late."""

from collections.abc import Callable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings import carrying
from meetings.carrying import Standing
from meetings.models import Meeting
from meetings.views.detail import carried_along
from meetings.views.finding import View, of_meeting
from partners.access import PersonRequest, members_only
from partners.carrying import mark
from partners.models import Membership
from partners.roles import Permission

CARRIED = "X-Carried"  # header: our script sends this, and wants to know what became of it
NOT_ANSWERS = {"csrfmiddlewaretoken", "version", "reader"}


@members_only(Permission.VIEW, methods=["GET"])
@of_meeting
def carry(request: PersonRequest, membership: Membership, meeting: Meeting) -> HttpResponse:
    """One meeting on one light page: to keep on a phone, with what is arranged for its reader."""
    now = timezone.now()
    until = carrying.kept_until(meeting, request.session.get_expiry_date())
    context = carried_along(membership, meeting, now)
    return render(request, "meetings/carry.html", {**context, "now": now, "until": until})


def may_come_late(find: Callable[..., Standing]) -> Callable[[View], View]:
    """Let an answer come late, once the line is back, and say what became of it.

    `find` returns, locked, what is answered by now. Without our script, the view is as it was.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, membership: Membership, **kwargs: Any) -> HttpResponse:
            if CARRIED not in request.headers:
                return view(request, membership, **kwargs)
            if request.POST.get("reader") != mark(request.user):
                return HttpResponse(status=HTTPStatus.FORBIDDEN)
            answer = partial(view, request, membership, **kwargs)
            with transaction.atomic():
                return take(request, partial(find, membership, **kwargs), answer)

        return wrapper

    return decorate


def take(
    request: HttpRequest, find: Callable[[], Standing], answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Take an answer, unless it stands already or another was given meanwhile. Say which."""
    stands = find()
    if request.POST.get("version") == stands.version:
        state, sentence = outcome(request, answer())
        return became(state, sentence, find())
    if stands.is_the_same_as(answer_in(request)):
        return became("sent", saved(), stands)
    return became("asked", stands.sentence, stands)


def answer_in(request: HttpRequest) -> dict[str, str]:
    """Return the fields of an answer, without what goes with every form."""
    return {name: str(request.POST[name]) for name in request.POST if name not in NOT_ANSWERS}


def outcome(request: HttpRequest, response: HttpResponse) -> tuple[str, str]:
    """Return whether the view took an answer, and what it says about that."""
    said = list(messages.get_messages(request))
    for earlier in said[:-1]:
        messages.add_message(request, earlier.level, earlier.message)
    is_taken = bool(said) and said[-1].level == messages.SUCCESS
    return "sent" if is_taken else "refused", str(said[-1]) if said else ""


def became(state: str, sentence: str, stands: Standing) -> JsonResponse:
    """Tell the script what became of an answer."""
    return JsonResponse({"state": state, "sentence": sentence, "version": stands.version})


def saved() -> str:
    """Say that an answer stands."""
    return _("Thank you. Your answer is saved. You can change it any time.")
