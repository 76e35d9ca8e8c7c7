"""The call sheet: whom to phone, what to say, and what they answered."""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Model, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from notices import answers, kinds, receipts
from notices.handing_over import hand_over
from notices.models import Delivery, Notice, State, TaskKind
from notices.outbox import label_of, without_secrets
from notices.quiet import waking
from notices.reasons import Reason
from notices.rendering import Message, render
from partners.models import Membership, Partnership, Person

TRY_AGAIN = timedelta(hours=2)
MOST = 100  # calls on one sheet


class Outcome(TextChoices):
    """What came of a call."""

    REACHED = "reached", _("I reached them and told them")
    NOT_REACHED = "not_reached", _("Nobody answered: try again in two hours")
    WRONG_NUMBER = "wrong_number", _("The number is wrong")
    NOT_NEEDED = "not_needed", _("There is nothing to say any more")


@dataclass
class Call:
    """One person to phone, and the deliveries to make in that call."""

    person: Person
    deliveries: list[Delivery]

    @property
    def pk(self) -> int:
        """The delivery by which the page of this call is named."""
        return self.deliveries[0].pk

    @property
    def keys(self) -> set[int]:
        """All deliveries of this call, any of which names its page."""
        return {delivery.pk for delivery in self.deliveries}

    @property
    def labels(self) -> list[str]:
        """What the call is about."""
        return sorted({label_of(delivery.notice.kind) for delivery in self.deliveries})


@dataclass(frozen=True)
class Asking:
    """A question to ask on the phone."""

    question: answers.Question
    obj: Model

    @property
    def name(self) -> str:
        """The name of its form field."""
        return f"{self.question.letter}{self.obj.pk}"

    @property
    def current(self) -> str:
        """What the person answered before, or ""; also "" where only they may read it."""
        return "" if self.question.is_private else self.question.current(self.obj)


@dataclass(frozen=True)
class Saying:
    """One thing to say, in the person's language and in the caller's own, and what to ask."""

    delivery: Delivery
    theirs: Message
    own: Message
    asked: list[Asking]
    written_at: str = ""  # a page where the caller writes down what they answer


def due(partnership: Partnership, now: datetime) -> QuerySet[Delivery]:
    """Return what should be said by phone now to people who still belong to the partnership."""
    rows = Delivery.objects.to_call(now).not_held().with_notice().to_members()
    return rows.filter(notice__partnership=partnership)


def calls(partnership: Partnership, now: datetime) -> list[Call]:
    """Return whom to phone now, whoever waits longest first."""
    by_person: dict[int, Call] = {}
    for delivery in due(partnership, now)[:MOST]:
        person = delivery.notice.person
        by_person.setdefault(person.pk, Call(person, [])).deliveries.append(delivery)
    return list(by_person.values())


def to_say(call: Call, caller: Person, now: datetime) -> list[Saying]:
    """Return what there is to say in a call; what is not wanted any more is left out."""
    return [
        Saying(
            delivery,
            theirs=without_secrets(render(delivery.notice, aloud=True)),
            own=without_secrets(render(_read_by(caller, delivery), aloud=True)),
            asked=_asked(delivery, now),
            written_at=kinds.get(delivery.notice.kind).written_at(delivery.notice),
        )
        for delivery in call.deliveries
        if _is_wanted(delivery.notice, now)
    ]


def _is_wanted(notice: Notice, now: datetime) -> bool:
    return notice.subject is not None and kinds.get(notice.kind).is_wanted(notice, now)


def questions_in(sayings: Iterable[Saying]) -> list[Asking]:
    """Return what to ask in a call: each question once, though several messages ask it."""
    return list({asking.name: asking for saying in sayings for asking in saying.asked}.values())


def _read_by(caller: Person, delivery: Delivery) -> Notice:
    """Return the same notice, in the caller's language."""
    notice = copy.copy(delivery.notice)
    notice.person = copy.copy(notice.person)
    notice.person.language = caller.language
    return notice


def _asked(delivery: Delivery, now: datetime) -> list[Asking]:
    pairs = kinds.get(delivery.notice.kind).questions(delivery.notice)
    asked = [Asking(answers.get(letter), obj) for letter, obj in pairs]
    return [asking for asking in asked if asking.question.is_open(asking.obj, now)]


@transaction.atomic
def record(
    call: Call,
    sayings: Iterable[Saying],
    given: Mapping[str, str],
    *,
    by: Membership,
    now: datetime,
) -> None:
    """Record what came of a call (`given["outcome"]`), and what the person answered."""
    match Outcome(given["outcome"]):
        case Outcome.REACHED:
            _reached(call, sayings, given, by, now)
        case Outcome.NOT_REACHED:
            _not_reached(call, now)
        case Outcome.WRONG_NUMBER:
            _wrong_number(call, by, now)
        case _:
            _end(call.deliveries, State.VOID, by, reason=Reason.NOT_WANTED)


def _reached(
    call: Call,
    sayings: Iterable[Saying],
    given: Mapping[str, str],
    by: Membership,
    now: datetime,
) -> None:
    for saying in sayings:
        told = {"sent_at": now, "language": saying.theirs.language}
        _end([saying.delivery], State.SENT, by, **told)
    for asking in questions_in(sayings):
        value = given.get(asking.name)
        if value and value != asking.current:
            receipts.record(asking.question, asking.obj, value, recorded_by=by, now=now)
    _end(call.deliveries, State.VOID, by, reason=Reason.NOT_WANTED)  # what was left unsaid


def _not_reached(call: Call, now: datetime) -> None:
    again_at = waking(now + TRY_AGAIN, call.person)
    _waiting(call.deliveries).update(
        next_try_at=again_at, tries=F("tries") + 1, reason=Reason.NOT_REACHED
    )


def _wrong_number(call: Call, by: Membership, now: datetime) -> None:
    _end(call.deliveries, State.FAILED, by, reason=Reason.WRONG_NUMBER)
    person, partnership = call.person, by.partnership
    hand_over(TaskKind.UNREACHABLE, person=person, partnership=partnership, subject=person, now=now)


def _waiting(deliveries: Iterable[Delivery]) -> QuerySet[Delivery]:
    """Return those that nobody ended in the meantime."""
    keys = [delivery.pk for delivery in deliveries]
    return Delivery.objects.filter(pk__in=keys, state=State.PENDING)


def _end(deliveries: Iterable[Delivery], state: State, by: Membership, **changes: object) -> None:
    _waiting(deliveries).update(**{"reason": "", **changes, "state": state, "recorded_by": by})


def asked_in(language: str, asking: Asking) -> str:
    """Return a question in a language."""
    with override(language):
        return str(asking.question.ask(asking.obj))
