"""What people answer about barriers by one link, without signing in."""

from datetime import datetime

from django.utils.translation import gettext

from notices import answers
from partners.models import Membership, Person
from reflections import barrier_actions, barrier_asking, barriers
from reflections.models import (
    ActionOutcome,
    Barrier,
    BarrierAction,
    BetterAnswer,
    IsBetter,
    NotBetter,
    Word,
)
from translations.printing import reading, sentence, words

WILL_YOU, HOW_IT_GOES, IS_IT_BETTER, IS_IT_RIGHT, IS_NOT_BETTER_RIGHT = "O", "D", "B", "W", "N"
YES, NO, DONE = "yes", "no", "done"


def yes_or_no(value: bool | None) -> str:
    """Return the value of an answer: "yes", "no", or "" for none yet."""
    return {True: YES, False: NO, None: ""}[value]


def _what(action: BarrierAction, person: Person) -> str:
    return reading(action, "what", person)


def _is_current(action: BarrierAction) -> bool:
    """Say whether no other action took its place, in a barrier that is open, and its owner here."""
    barrier = action.barrier
    stands = barrier.action_id == action.pk and not barrier.closing_id
    return stands and not barrier.withdrawn_at and action.owner.left_at is None


# Will you take it on?


def _ask_owner(action: BarrierAction) -> str:
    question = gettext("“%(barrier)s” is in the way. Will you take this on: %(action)s")
    what = _what(action, action.owner.person)
    return sentence(question, barrier=str(action.barrier), action=what)


def _owners_answer(action: BarrierAction) -> str:
    if action.outcome == ActionOutcome.DECLINED:
        return NO
    return YES if action.accepted_at else ""


def _record_owner(
    action: BarrierAction, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    act = barrier_actions.accept if value == YES else barrier_actions.decline
    act(action, recorded_by=recorded_by, now=now)


answers.register(
    answers.Question(
        letter=WILL_YOU,
        model=BarrierAction,
        ask=_ask_owner,
        choices=lambda action: [
            (YES, gettext("Yes, I take it on")),
            (NO, gettext("No, I cannot take it on")),
        ],
        current=_owners_answer,
        person=lambda action: action.owner.person,
        partnership=lambda action: action.barrier.partnership,
        record=_record_owner,
        is_open=lambda action, now: _is_current(action) and barrier_actions.can_answer(action, now),
        related=("barrier__partnership", "owner__person", "recorded_by__person"),
    )
)


# How does it go?


def _ask_how_it_goes(action: BarrierAction) -> str:
    question = gettext("You took this on: %(action)s How does it go?")
    return sentence(question, action=_what(action, action.owner.person))


def _how_it_goes(action: BarrierAction) -> str:
    return DONE if action.outcome == ActionOutcome.DONE else action.word


def _record_how_it_goes(
    action: BarrierAction, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    if value == DONE:
        barrier_actions.finish(action, recorded_by=recorded_by, now=now)
    else:
        barrier_actions.say(action, value, recorded_by=recorded_by, now=now)


def _goes_on(action: BarrierAction, now: datetime) -> bool:
    if action.outcome == ActionOutcome.DONE:
        return _is_current(action) and not action.barrier.asking_id
    return _is_current(action) and bool(action.accepted_at) and not action.ended_at


answers.register(
    answers.Question(
        letter=HOW_IT_GOES,
        model=BarrierAction,
        ask=_ask_how_it_goes,
        choices=lambda action: [
            (DONE, gettext("It is done")),
            *((word.value, str(word.label)) for word in Word),
        ],
        current=_how_it_goes,
        person=lambda action: action.owner.person,
        partnership=lambda action: action.barrier.partnership,
        record=_record_how_it_goes,
        is_open=_goes_on,
        related=("barrier__partnership", "owner__person", "recorded_by__person"),
    )
)


# Is it better?


def _ask_whether_better(row: BetterAnswer) -> str:
    return gettext(
        "“%(barrier)s” was in the way. Is it better now? Nobody else sees what you answer. If three"
        " people or more answer themselves, everyone reads only whether some say that it is not"
        " better."
    ) % {"barrier": row.asking.barrier}


answers.register(
    answers.Question(
        letter=IS_IT_BETTER,
        model=BetterAnswer,
        ask=_ask_whether_better,
        choices=lambda row: [(each.value, str(each.label)) for each in IsBetter],
        current=lambda row: row.answer,
        person=lambda row: row.membership.person,
        partnership=lambda row: row.asking.barrier.partnership,
        record=lambda row, value, recorded_by, now: barrier_asking.answer(
            row, value, recorded_by=recorded_by, now=now
        ),
        is_open=lambda row, now: (
            barrier_asking.is_open(row, now) and row.membership.left_at is None
        ),
        related=("asking__barrier__partnership", "membership__person", "recorded_by__person"),
        is_private=True,
    )
)


# Is this what you said?


def _ask_whether_right(barrier: Barrier) -> str:
    if not barrier.said:
        return gettext(
            "Somebody wrote this down for you as being in the way: “%(barrier)s” Is this what you"
            " said?"
        ) % {"barrier": barrier}
    question = gettext(
        "Somebody wrote this down for you: “%(barrier)s”. In your words: “%(said)s” Is this what"
        " you said?"
    )
    said = words(barrier.said, barrier.language)
    return sentence(question, barrier=str(barrier), said=said)


answers.register(
    answers.Question(
        letter=IS_IT_RIGHT,
        model=Barrier,
        ask=_ask_whether_right,
        choices=lambda barrier: [
            (YES, gettext("Yes, that is what I said")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda barrier: yes_or_no(barrier.recorded_right),
        person=lambda barrier: barrier.membership.person,
        partnership=lambda barrier: barrier.partnership,
        record=lambda barrier, value, recorded_by, now: barriers.confirm_recording(
            barrier, value == YES, now=now
        ),
        is_open=lambda barrier, now: (
            not barrier.withdrawn_at and barrier.membership.left_at is None
        ),
        related=("membership__person", "partnership", "recorded_by__person"),
    )
)


def _ask_whether_not_better_is_right(not_better: NotBetter) -> str:
    question = gettext(
        "Somebody wrote down that you say it is not better: “%(said)s” Is this what you said?"
    )
    return sentence(question, said=words(not_better.said, not_better.language))


answers.register(
    answers.Question(
        letter=IS_NOT_BETTER_RIGHT,
        model=NotBetter,
        ask=_ask_whether_not_better_is_right,
        choices=lambda not_better: [
            (YES, gettext("Yes, that is what I said")),
            (NO, gettext("No, not quite")),
        ],
        current=lambda not_better: yes_or_no(not_better.recorded_right),
        person=lambda not_better: not_better.membership.person,
        partnership=lambda not_better: not_better.barrier.partnership,
        record=lambda not_better, value, recorded_by, now: barrier_asking.confirm_recording(
            not_better, value == YES, now=now
        ),
        is_open=lambda not_better, now: (
            not not_better.barrier.withdrawn_at and not_better.membership.left_at is None
        ),
        related=("membership__person", "barrier__partnership", "recorded_by__person"),
    )
)
