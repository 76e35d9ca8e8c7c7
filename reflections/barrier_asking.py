"""Is it better? Asking those affected, what may be told of their answers, closing and reopening."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from notices.planning import plan, void
from partners import auditing, publishing
from partners.models import Membership, MembershipQuerySet
from reflections.barriers import CannotChange, Closed, locked, tell_keepers
from reflections.models import (
    Asking,
    Barrier,
    BarrierAction,
    BarrierClosing,
    BarrierState,
    BetterAnswer,
    ClosingOutcome,
    IsBetter,
    NotBetter,
)
from translations.reading import set_text, written

DAYS_TO_ANSWER = timedelta(days=10)
FEWEST_ANSWERS = 3  # people; with fewer, "some say it is not better" would point at somebody
CAN_BE_REOPENED = {
    BarrierState.DONE, BarrierState.ASKED, BarrierState.BETTER, BarrierState.STAYS
}  # fmt: skip


class NotAsked(CannotChange):
    """Nobody was asked yet whether it is better."""


class StillAnswering(CannotChange):
    """People still have days to answer."""


class ActionStands(CannotChange):
    """An action is still open: say first what became of it."""


class WordsMissing(CannotChange):
    """Nobody wrote what people told us."""


class NotAffected(CannotChange):
    """Only those affected, and the person who reported it, say that it is not better."""


class OpenAlready(CannotChange):
    """The barrier is open: there is nothing to open again."""


# Asking


def ask_due(now: datetime) -> int:
    """Ask wherever the time has come. Return about how many barriers. Safe to run twice.

    One that somebody closed or took back at this moment has nothing left to ask.
    """
    waiting = BarrierAction.objects.to_ask(now).select_related("barrier__partnership")
    barriers = [action.barrier for action in waiting]
    for barrier in barriers:
        with suppress(CannotChange):
            ask(barrier, now=now)
    return len(barriers)


@transaction.atomic
def ask(barrier: Barrier, *, by: Membership | None = None, now: datetime) -> Asking:
    """Ask those affected whether it is better, one message each. Raises Closed, TakenBack.

    While they are being asked already, nothing changes.
    """
    stands = locked(barrier)
    if stands.closing_id:
        raise Closed
    stands.actions.update(ask_at=None)
    if stands.asking and not stands.asking.is_over(now):
        return stands.asking
    asking = Asking.objects.create(
        barrier=stands, asked_at=now, ends_at=now + DAYS_TO_ANSWER, asked_by=by
    )
    members = list(affected(stands))
    BetterAnswer.objects.bulk_create(
        [BetterAnswer(asking=asking, membership=member) for member in members]
    )
    stands.asking = asking
    stands.save(update_fields=["asking"])
    plan("barrier_better", asking, [member.person for member in members],
         partnership=stands.partnership, now=now, last_moment=asking.ends_at)  # fmt: skip
    tell_keepers(stands, f"a{asking.pk}", now, due_at=asking.ends_at)
    return asking


def affected(barrier: Barrier) -> MembershipQuerySet:
    """Return those whom a barrier affects and who take part now, and who reported it."""
    members = barrier.partnership.memberships.taking_part().with_person()
    concerned = Q(group__in=barrier.affected) | Q(pk=barrier.membership_id)
    return members.filter(concerned).order_by("pk")


def is_open(row: BetterAnswer, now: datetime) -> bool:
    """Say whether this person may answer now."""
    barrier = row.asking.barrier
    stands = barrier.asking_id == row.asking_id and not barrier.closing_id
    return stands and not barrier.withdrawn_at and not row.asking.is_over(now)


def answer(
    row: BetterAnswer, value: str, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record what somebody says. Another answer takes the place of the first."""
    row.answer, row.answered_at, row.recorded_by = IsBetter(value), now, recorded_by
    row.save(update_fields=["answer", "answered_at", "recorded_by"])


# What may be told


@dataclass(frozen=True)
class Heard:
    """What may be told of the answers to one asking, once its days are over.

    `is_enough`: whether so many answered that a sentence about them points at nobody. The counts
    are as `publishing` lets them be shown, else None.
    """

    is_over: bool
    is_enough: bool = False
    some_not_better: bool = False
    better: int | None = None
    not_better: int | None = None


def heard(asking: Asking, now: datetime) -> Heard:
    """Return what may be told. `asking` comes from `with_answers`.

    Nothing before the end: who watches a sentence appear would know who answered last. Three have
    to answer themselves: whoever wrote down two answers would know the third. People whom it does
    not concern count for nothing.
    """
    if not asking.is_over(now):
        return Heard(is_over=False)
    counted = vars(asking)
    better, not_better = counted["count_better"], counted["count_not_better"]
    if counted["count_themselves"] < FEWEST_ANSWERS:
        return Heard(is_over=True)
    return Heard(
        is_over=True,
        is_enough=True,
        some_not_better=bool(not_better),
        better=publishing.count(better),
        not_better=publishing.count(not_better),
    )


# Closing and reopening


@transaction.atomic
def close(
    barrier: Barrier, *, outcome: str, told: Mapping[str, str], by: Membership, now: datetime
) -> BarrierClosing:
    """Close a barrier with what people told us (`told`, by language), and tell them.

    Raises Closed, TakenBack, ActionStands, NotAsked, StillAnswering, WordsMissing.
    """
    stands = locked(barrier)
    if stands.closing_id:
        raise Closed
    if stands.standing_action:
        raise ActionStands
    if stands.asking is None:
        raise NotAsked
    if not stands.asking.is_over(now):
        raise StillAnswering
    closing = BarrierClosing(
        barrier=stands, asking=stands.asking, outcome=ClosingOutcome(outcome), closed_by=by,
        closed_at=now,
    )  # fmt: skip
    for code, text in told.items():
        set_text(closing, "heard", code, text.strip())
    if not written(closing, "heard"):
        raise WordsMissing
    closing.save()
    stands.closing = closing
    stands.save(update_fields=["closing"])
    void(stands, kinds=["barrier_work"])
    people = [member.person for member in affected(stands) if member != by]
    plan("barrier_closed", closing, people, partnership=stands.partnership, now=now)
    return closing


@transaction.atomic
def say_not_better(
    barrier: Barrier,
    member: Membership,
    *,
    said: str,
    language: str,
    recorded_by: Membership | None = None,
    now: datetime,
) -> NotBetter:
    """Record that somebody affected says, with their name, that it is not better. It opens again.

    Raises NotAffected, OpenAlready, TakenBack.
    """
    stands = locked(barrier)
    if not stands.concerns(member):
        raise NotAffected
    if stands.state not in CAN_BE_REOPENED:
        raise OpenAlready
    words = NotBetter.objects.create(
        barrier=stands, membership=member, group=member.group, said=said.strip(),
        language=language, said_at=now,
        recorded_by=None if recorded_by == member else recorded_by,
    )  # fmt: skip
    auditing.recorded(recorded_by, member, words)
    stands.actions.update(ask_at=None)
    if stands.asking:
        void(stands.asking)
    stands.action = stands.asking = stands.closing = None
    stands.save(update_fields=["action", "asking", "closing"])
    if words.recorded_by:
        plan("not_better_recorded", words, [member.person], partnership=stands.partnership,
             now=now)  # fmt: skip
    tell_keepers(stands, f"n{words.pk}", now, but=recorded_by or member)
    return words


@transaction.atomic
def confirm_recording(words: NotBetter, right: bool, *, now: datetime) -> None:
    """Record whether the person says that this is what they said. "No" brings it back to us."""
    words.recorded_right = right
    words.save(update_fields=["recorded_right"])
    if not right:
        tell_keepers(words.barrier, f"m{words.pk}", now)
