"""What the provider of text messages posts here: texts that came in, and what became of ours.

Each post carries its signature over our address and every field, made with the secret that only it
and we know.
"""

from html import escape
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from notices import hearing, texting
from notices.text_words import Meaning, meaning_of
from partners.access import signed_only
from partners.validators import INTERNATIONAL


def by_our_provider(request: HttpRequest) -> bool:
    """Say whether our provider of text messages, if we have one, posted this."""
    address = settings.BASE_URL + request.get_full_path()
    signature = request.headers.get("X-Twilio-Signature", "")
    is_ours = settings.TEXTS == "twilio"
    return is_ours and texting.is_signed(address, request.POST.dict(), signature)


@signed_only(by_our_provider)
def incoming(request: HttpRequest) -> HttpResponse:
    """Hear a text that came in. Past the limit of its number only STOP is, without an answer."""
    number, said = request.POST.get("From", ""), request.POST.get("Body", "")
    if not INTERNATIONAL.fullmatch(number):  # a short code or a name: nobody to answer
        return _reply("")
    within = ratelimit.consume(request, action="answered_text", key=number)
    if not within and meaning_of(said) != Meaning.STOP:
        return _reply("")
    answer = hearing.hear(number, said, now=timezone.now())
    return _reply(answer if within else "")


@signed_only(by_our_provider)
def status(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take in what became of a text of ours."""
    code = request.POST.get("ErrorCode", "")
    number = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else 0
    said = request.POST.get("MessageStatus", "")
    hearing.became(get_object_or_404(hearing.texts(), key=key), said, number, now=timezone.now())
    return HttpResponse(status=204)


def _reply(answer: str) -> HttpResponse:
    """Return what the provider sends back to the number: TwiML, with or without a message."""
    message = f"<Message>{escape(answer)}</Message>" if answer else ""
    words = f'<?xml version="1.0" encoding="UTF-8"?><Response>{message}</Response>'
    return HttpResponse(words, content_type="text/xml; charset=utf-8")
