"""What people answer about offers, asks and what was given by one link, without signing in."""

from datetime import datetime

from django.utils.translation import gettext

from notices import answers, receipts
from partners.models import Membership
from reflections import exchanging
from reflections.exchanging import Answer
from reflections.models import Exchange, Given
from translations.printing import sentence, words

WAS_IT_GIVEN, STILL_NEEDED, EXCHANGE_RECORDED = "w", "n", "x"
YES, NO = "yes", "no"
STILL, SOLVED, BACK = "still", "solved", "back"


def yes_or_no(value: bool | None) -> str:
    """Return the value of an answer: "yes", "no", or "" for none yet."""
    return {True: YES, False: NO, None: ""}[value]


# Was it given?


def receiver_choices() -> list[tuple[str, str]]:
    """Return what a receiver may answer; each is a good answer."""
    return [
        (Answer.HELPED.value, gettext("Yes, and it helped")),
        (Answer.YES.value, gettext("Yes, it was given")),
        (Answer.NOT_YET.value, gettext("Not yet")),
        (Answer.NOT_NEEDED.value, gettext("It is not needed any more")),
    ]


def receiver_answer(given: Given) -> str:
    """Return what the receiver answered so far, or ""."""
    if given.dropped_at:
        return Answer.NOT_NEEDED
    if given.confirmed_at:
        return Answer.HELPED if given.helped else Answer.YES
    return Answer.NOT_YET if given.not_yet_at else ""


def _ask_whether_given(given: Given) -> str:
    if given.kept_between_at:  # also from who reads the question to somebody on the phone
        return gettext("You and another person agreed on something. Was it given?")
    words = {"said": given.exchange.said, "name": given.giver.person.name}
    if given.exchange.is_ask:
        asked = gettext('You asked for this: "%(said)s" %(name)s said yes. Was it given?')
        return asked % words
    return gettext('%(name)s offered this: "%(said)s" You took it up. Was it given?') % words


def _record_whether_given(
    given: Given, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    exchanging.answer(given, value, recorded_by=recorded_by, now=now)
    given.refresh_from_db()


answers.register(
    answers.Question(
        letter=WAS_IT_GIVEN,
        model=Given,
        ask=_ask_whether_given,
        choices=lambda given: receiver_choices(),
        current=receiver_answer,
        person=lambda given: given.receiver.person,
        partnership=lambda given: given.partnership,
        record=_record_whether_given,
        is_open=lambda given, now: given.receiver.left_at is None,
        related=(
            "partnership", "exchange", "giver__person", "receiver__person", "recorded_by__person",
        ),
    )
)  # fmt: skip


def tell_receiver_what_was_recorded(given: Given, *, now: datetime) -> None:
    """Send the receiver what somebody wrote down for them, to be corrected by one link."""
    if given.recorded_by and given.receiver.person.can_be_written_to:
        receipts.send_receipt(answers.get(WAS_IT_GIVEN), given, now=now)


# Is it still needed?


def _ask_whether_needed(ask: Exchange) -> str:
    question = gettext('You asked for this: "%(said)s" Nobody has answered. Do you still need it?')
    return sentence(question, said=words(ask.said, ask.language))


def still_choices() -> list[tuple[str, str]]:
    """Return what an asker may answer."""
    return [
        (STILL, gettext("Yes, I still need it")),
        (SOLVED, gettext("No, it is solved")),
        (BACK, gettext("No, take it back")),
    ]


def still_answer(ask: Exchange) -> str:
    """Return what the asker answered so far, or ""."""
    if ask.withdrawn_at:
        return BACK
    if ask.solved_at:
        return SOLVED
    return STILL if ask.still_needed_at else ""


def _record_whether_needed(
    ask: Exchange, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    exchanging.say_whether_needed(ask, value, now=now)
    ask.refresh_from_db()


answers.register(
    answers.Question(
        letter=STILL_NEEDED,
        model=Exchange,
        ask=_ask_whether_needed,
        choices=lambda ask: still_choices(),
        current=still_answer,
        person=lambda ask: ask.membership.person,
        partnership=lambda ask: ask.partnership,
        record=_record_whether_needed,
        is_open=lambda ask, now: ask.is_ask and ask.membership.left_at is None,
        related=("membership__person", "partnership"),
        recorded_by=lambda ask: None,  # who wrote down the ask did not write down this answer
    )
)


# Is this what you said?


def _ask_whether_right(exchange: Exchange) -> str:
    if exchange.is_ask:
        question = gettext('Somebody wrote down that you ask for this: "%(said)s" Is it right?')
    else:
        question = gettext('Somebody wrote down that you offer this: "%(said)s" Is it right?')
    return sentence(question, said=words(exchange.said, exchange.language))


def _record_whether_right(
    exchange: Exchange, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    exchanging.confirm_recording(exchange, value == YES)


answers.register(
    answers.Question(
        letter=EXCHANGE_RECORDED,
        model=Exchange,
        ask=_ask_whether_right,
        choices=lambda exchange: [
            (YES, gettext("Yes, that is right")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda exchange: yes_or_no(exchange.recorded_right),
        person=lambda exchange: exchange.membership.person,
        partnership=lambda exchange: exchange.partnership,
        record=_record_whether_right,
        is_open=lambda exchange, now: bool(
            exchange.recorded_by_id
            and not exchange.withdrawn_at
            and exchange.membership.left_at is None
        ),
        related=("membership__person", "partnership"),
        recorded_by=lambda exchange: None,  # nor this one
    )
)
