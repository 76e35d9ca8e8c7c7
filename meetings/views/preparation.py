"""What an interpreter prepares with, opened by a link of one purpose, without signing in."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, override

from meetings import agenda
from meetings import preparation as preparing
from meetings.models import Booking
from meetings.views.resources import hand_out
from notices.answer_views import NOTHING_ELSE, one_purpose
from notices.rendering import language_of
from partners.access import public


@public(methods=["GET"])
@one_purpose
def preparation(request: HttpRequest, token: str) -> HttpResponse:
    """The agenda and what everyone reads before the meeting, in each language there is."""
    booking = preparing.find(token)
    if booking is None:
        return render(request, "notices/unknown_link.html", NOTHING_ELSE, status=404)
    person = booking.interpreter.person
    language = language_of(person, booking.meeting.partnership)
    with override(language), timezone.override(person.zone):
        return _shown(request, booking)


@public(methods=["GET"])
@one_purpose
def preparation_file(request: HttpRequest, token: str) -> HttpResponse:
    """One file of those, to be saved."""
    text = preparing.find_file(token, timezone.now())
    if text is None:
        return render(request, "notices/unknown_link.html", NOTHING_ELSE, status=404)
    return hand_out(text)


def _shown(request: HttpRequest, booking: Booking) -> HttpResponse:
    meeting, is_open = booking.meeting, preparing.is_open(booking, timezone.now())
    files = preparing.files_of(booking) if is_open else []
    context = {
        **NOTHING_ELSE,
        "booking": booking,
        "meeting": meeting,
        "is_open": is_open,
        "items": agenda.in_order(meeting) if is_open else [],
        "resources": preparing.resources_of(booking) if is_open else [],
        "tokens": {text.pk: preparing.token_of(booking, text) for text in files},
        "language": get_language(),
    }
    status = HTTPStatus.OK if is_open else HTTPStatus.GONE
    response = render(request, "meetings/preparation.html", context, status=status)
    response.headers["Content-Language"] = get_language()
    return response
