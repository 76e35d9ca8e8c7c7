"""What people answer to a text message, and what the provider says became of one.

Texts that come back are not kept: what somebody says there is theirs, and may be about health.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, override

from notices import statements, texting
from notices.handing_over import hand_over_everywhere, take_back
from notices.hints import wake
from notices.models import OPEN_STATES, Delivery, State, TaskKind
from notices.rerouting import cannot_be_texted
from notices.text_words import Meaning, languages_of, meaning_of
from partners import texting as consents
from partners.languages import CODES
from partners.models import Channel, Person

ON_ITS_WAY = frozenset({"accepted", "queued", "sending", "sent", "delivered", "read"})

# Given the number, what it sent, who shares it, and the moment; the reply, or None: "not for me".
Listener = Callable[[str, str, Sequence[Person], datetime], str | None]

_listeners: dict[Listener, None] = {}  # in the order in which they came, each once


def also_heard(listener: Listener) -> Listener:
    """Let another app understand texts that ask for something else than to stop, start or help."""
    _listeners[listener] = None
    return listener


def hear(number: str, said: str, *, now: datetime) -> str:
    """Do what somebody asks who sent `said` from `number`. Return what to answer, if anything.

    A number may be shared: a STOP holds for all of them, and each one's facilitators learn of it.
    """
    people = list(consents.people_once_at(number))
    match meaning_of(said):
        case Meaning.STOP:
            _stop(number, now)
            return _in_their_languages(people, said, Meaning.STOP)
        case Meaning.START:
            _start(number, now)
            return _in_their_languages(people, said, Meaning.START)
        case Meaning.HELP:
            return _in_their_languages(people, said, Meaning.HELP)
        case _:
            for listener in _listeners:
                answer = listener(number, said, people, now)
                if answer is not None:
                    return answer
            _hand_over_answer(number, now)
            return _in_their_languages(people, said, None)


@transaction.atomic
def _stop(number: str, now: datetime) -> None:
    for person in consents.stop(number, now=now):
        hand_over_everywhere(TaskKind.TEXTS_STOPPED, person, now=now)


@transaction.atomic
def _start(number: str, now: datetime) -> None:
    for person in consents.start(number, now=now):
        take_back(TaskKind.TEXTS_STOPPED, person, now=now)
        take_back(TaskKind.TEXT_REFUSED, person, now=now)


@transaction.atomic
def _hand_over_answer(number: str, now: datetime) -> None:
    for person in consents.people_at(number):
        hand_over_everywhere(TaskKind.TEXT_ANSWERED, person, now=now)


def _in_their_languages(people: Iterable[Person], said: str, meaning: Meaning | None) -> str:
    """Return the answer in each language of those who share the number, else in the word's own."""
    theirs = dict.fromkeys(person.language for person in people)
    known = [code for code in [*theirs, *languages_of(said)] if code in CODES]
    languages = list(dict.fromkeys(known))[: max(len(theirs), 1)] or [settings.LANGUAGE_CODE]
    return "\n".join(_answer(language, meaning) for language in languages)


def _answer(language: str, meaning: Meaning | None) -> str:
    home = settings.BASE_URL + reverse("partners:welcome")
    with override(language):
        match meaning:
            case Meaning.STOP:
                return gettext("You get no more texts from coprod. To get them again, send START.")
            case Meaning.START:
                return gettext("You get texts from coprod again. Send STOP to get no more texts.")
            case Meaning.HELP:
                words = gettext("coprod: %(link)s Send STOP to get no more texts.")
                return words % {"link": home}
            case _:
                return gettext(
                    "Nobody reads what is sent to this number. Your facilitator will call you."
                )


def texts() -> QuerySet[Delivery]:
    """Return every delivery by text."""
    return Delivery.objects.with_notice().filter(channel=Channel.TEXT)


def became(delivery: Delivery, status: str, code: int, *, now: datetime) -> None:
    """Take in what the provider says became of a text. Saying it twice changes nothing."""
    if status in ON_ITS_WAY and delivery.state in OPEN_STATES:
        # It was taken, though we may never have heard the answer.
        statements.mark_sent(delivery, at=now)
    elif status in texting.NOT_SENT:
        _was_not_delivered(delivery, code, now)


@transaction.atomic
def _was_not_delivered(delivery: Delivery, code: int, now: datetime) -> None:
    mine = texts().filter(pk=delivery.pk).exclude(state__in=[State.VOID, State.FAILED])
    is_for_good = code in texting.UNDELIVERABLE | texting.WRONG_NUMBERS
    if cannot_be_texted(
        delivery, mine, code, is_for_good=is_for_good, said_stop=code in texting.SAID_STOP, now=now
    ):
        transaction.on_commit(wake, robust=True)
