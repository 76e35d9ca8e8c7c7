"""Answers to open calls that come as a text message: a word and the number of the call."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override

from charters import call_words, calling
from charters.calling import NotOpen, Said
from charters.models import Call, Way
from notices import texting
from notices.hearing import also_heard
from partners.models import Person
from partners.texting import is_stopped


def how(call: Call, language: str) -> dict[str, str] | None:
    """Return what to send where, as a poster in `language` says it; None if nobody hears texts."""
    number = texting.number()
    if not number:
        return None
    return {"words": f"{call_words.word_in(language)} {call.code}", "number": number}


@also_heard
def hear(number: str, said: str, people: Sequence[Person], now: datetime) -> str | None:
    """Take a text for an answer to a call. Return the reply; None if it is about something else."""
    understood = call_words.understood(said)
    if understood is None:
        return None
    languages, code = understood
    call = _called(code)
    if call is None and not languages:
        return None
    language = _language(languages, people, call)
    reply = _answered(call, number, language, now) if call else _unknown(language)
    return "" if is_stopped(number) else reply


def _called(code: int | None) -> Call | None:
    if code is None:
        return None
    return Call.objects.published().select_related("partnership").filter(code=code).first()


def _language(languages: list[str], people: Sequence[Person], call: Call | None) -> str:
    """Return in which language to reply. A word of two languages is meant in the reader's own."""
    theirs = [person.language for person in people]
    if not languages:
        return next(iter(theirs), call.language if call else settings.LANGUAGE_CODE)
    readable = calling.readable_in(call) if call else set()
    both = [*theirs, *(code for code in languages if code in readable)]
    return next((code for code in both if code in languages), languages[0])


def _answered(call: Call, number: str, language: str, now: datetime) -> str:
    try:
        said = Said(phone=number)
        calling.answer(call, said, language=language, way=Way.TEXT, once=number, now=now)
    except NotOpen:
        with override(language):
            # Translators: a text message, 70 letters at most.
            return gettext("Thank you for asking. This call has closed.")
    with override(language):
        # Translators: a text message, 70 letters at most.
        return gettext("Thank you. Somebody will call you at this number.")


def _unknown(language: str) -> str:
    with override(language):
        # Translators: a text message, 70 letters at most.
        return gettext("We know no call with this number. Look at the poster again.")
