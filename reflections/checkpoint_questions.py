"""What people answer by one link, or on the phone: the choice at a checkpoint, the way back."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from notices import answers
from partners import joining
from partners.models import GoalAction, Membership
from reflections import checkpoints
from reflections.models import Checkpoint, Choice
from reflections.models.checkpoints import BREAK

CHOOSE, COME_BACK, WAS_IT_DONE = "c", "e", "l"
SHORT_BREAK = "pause_3"  # a break, and one question after three months
BACK, LATER, NO_MORE = "back", "later", "no_more"
YES, NO = "yes", "no"


# The choice


def _ask_choice(checkpoint: Checkpoint) -> str:
    return gettext(
        "Does what you do here still fit why you came? You can go on, take a break or leave."
        " Nobody asks why."
    )


def _choices(checkpoint: Checkpoint) -> list[tuple[str, str]]:
    by_oneself = joining.can_sign_in(checkpoint.membership.person)
    return [
        (Choice.CONTINUE.value, str(Choice.CONTINUE.label)),
        (Choice.PAUSE.value, str(Choice.PAUSE.label)),
        (SHORT_BREAK, gettext("I take a break. Ask me again in three months")),
        (
            Choice.LEAVE.value,
            gettext("I want to leave. I confirm it on my page")
            if by_oneself
            else gettext("I want to leave. A facilitator helps me with it"),
        ),
        (Choice.NOT_NOW.value, str(Choice.NOT_NOW.label)),
    ]


def _chosen(checkpoint: Checkpoint) -> str:
    is_short = checkpoint.ask_again_on and checkpoint.ask_again_on == checkpoint.after_a_break
    return SHORT_BREAK if is_short else checkpoint.choice


def _choose(
    checkpoint: Checkpoint, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    is_short = value == SHORT_BREAK
    day = now.astimezone(checkpoint.membership.person.zone).date() + BREAK if is_short else None
    choice = Choice.PAUSE if is_short else Choice(value)
    checkpoints.choose(checkpoint, choice, ask_again_on=day, recorded_by=recorded_by, now=now)


answers.register(
    answers.Question(
        letter=CHOOSE,
        model=Checkpoint,
        ask=_ask_choice,
        choices=_choices,
        current=_chosen,
        person=lambda checkpoint: checkpoint.membership.person,
        partnership=lambda checkpoint: checkpoint.membership.partnership,
        record=_choose,
        is_open=lambda checkpoint, now: (
            checkpoint.is_open and checkpoint.membership.left_at is None
        ),
        related=("membership__person", "membership__partnership", "recorded_by__person"),
    )
)


# The way back from a break


def _ask_back(checkpoint: Checkpoint) -> str:
    return gettext(
        "You asked us to ask you again. Would you like to take part again? Both answers are good."
    )


def _back_choices(checkpoint: Checkpoint) -> list[tuple[str, str]]:
    return [
        (BACK, gettext("Yes, I take part again")),
        (LATER, gettext("Not yet. Ask me again in three months")),
        (NO_MORE, gettext("Not yet. Do not ask me again, I come back by myself")),
    ]


def _answer_back(
    checkpoint: Checkpoint, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    if value == BACK:
        checkpoints.come_back(checkpoint, now=now)
        return
    later = now.astimezone(checkpoint.membership.person.zone).date() + BREAK
    checkpoints.ask_again(checkpoint, later if value == LATER else None, now=now)


def _answered_back(checkpoint: Checkpoint) -> str:
    """Return what stands: back, asked again later, or no more; "" while the chosen day is over."""
    membership, day = checkpoint.membership, checkpoint.ask_again_on
    if membership.paused_at is None:
        return BACK
    if day is None:
        return NO_MORE
    return LATER if day > timezone.localdate(timezone=membership.person.zone) else ""


answers.register(
    answers.Question(
        letter=COME_BACK,
        model=Checkpoint,
        ask=_ask_back,
        choices=_back_choices,
        current=_answered_back,
        person=lambda checkpoint: checkpoint.membership.person,
        partnership=lambda checkpoint: checkpoint.membership.partnership,
        record=_answer_back,
        is_open=lambda checkpoint, now: (
            checkpoint.is_open
            and checkpoint.membership.left_at is None
            and checkpoint.choice == Choice.PAUSE
        ),
        related=("membership__person", "membership__partnership", "recorded_by__person"),
    )
)


# What was done for a goal


def _ask_done(action: GoalAction) -> str:
    return gettext(
        "Somebody wrote down that something was done for what you want to learn. It stands on your"
        " page. Was it done for you?"
    )


def _record_done(
    action: GoalAction, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    action.answer(value == YES, now)


answers.register(
    answers.Question(
        letter=WAS_IT_DONE,
        model=GoalAction,
        ask=_ask_done,
        choices=lambda action: [
            (YES, gettext("Yes, that was right")),
            (NO, gettext("No, not so")),
        ],
        current=lambda action: {True: YES, False: NO, None: ""}[action.is_right],
        person=lambda action: action.goal.membership.person,
        partnership=lambda action: action.goal.membership.partnership,
        record=_record_done,
        is_open=lambda action, now: action.goal.membership.left_at is None,
        related=("goal__membership__person", "goal__membership__partnership"),
    )
)
