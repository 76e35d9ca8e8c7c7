"""Actions against barriers: agreed, taken on or not, moved, done or not done."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from notices.planning import plan, void
from notices.recording import tell
from partners.models import Membership, Person
from reflections.barriers import CannotChange, Closed, locked, tell_keepers, today
from reflections.models import ActionMove, ActionOutcome, Barrier, BarrierAction, Word
from reflections.recorded_rows import ACTION

BEFORE = timedelta(days=7)  # the reminder comes this long before the day, if there is time
AFTER = timedelta(days=1)  # and once more, if the day passed and nobody said anything
UNDO = timedelta(days=1)  # how long one can take back a yes
MORNING = time(9)


class ChangedMeanwhile(CannotChange):
    """Somebody else agreed on an action, or ended it, while this one was being written."""


class TakenOn(CannotChange):
    """Somebody took the action on: say first what became of it."""


class Ended(CannotChange):
    """The action has ended, or was never taken on."""


@transaction.atomic
def agree(
    barrier: Barrier, action: BarrierAction, *, saw: int | None, by: Membership, now: datetime
) -> BarrierAction:
    """Agree on an action, and ask its owner. One who takes it on themselves is not asked.

    `saw` is the action that stood when the writer began, None for none. Raises ChangedMeanwhile,
    TakenOn, Closed.
    """
    stands = locked(barrier)
    if stands.closing_id:
        raise Closed
    if stands.action_id != saw:
        raise ChangedMeanwhile
    if former := stands.standing_action:
        if former.accepted_at:
            raise TakenOn
        _end(former, ActionOutcome.REPLACED, now)
    action.barrier, action.assigned_by, action.assigned_at = stands, by, now
    action.save()
    stands.action, stands.asking = action, None
    stands.save(update_fields=["action", "asking"])
    if action.owner_id == by.pk:
        _take_on(action, now)
    else:
        plan("barrier_owner", action, [action.owner.person], partnership=stands.partnership,
             now=now)  # fmt: skip
    return action


@transaction.atomic
def accept(action: BarrierAction, *, recorded_by: Membership | None = None, now: datetime) -> None:
    """Take an action on; also after having said no, while nobody else was asked. Raises Ended."""
    stands = current(action)
    if stands.outcome not in ("", ActionOutcome.DECLINED):
        raise Ended
    if stands.accepted_at and not stands.ended_at:
        return
    stands.outcome, stands.ended_at = "", None
    stands.ended_words = stands.ended_language = ""
    stands.recorded_by = recorded_by
    _take_on(stands, now)


@transaction.atomic
def decline(
    action: BarrierAction,
    *,
    because: str = "",
    language: str = "",
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Say no to an action. Only those who asked read why. Raises Ended once it was taken on.

    A yes can be taken back for a day: it may have been a slip of the finger.
    """
    stands = current(action)
    if not can_answer(stands, now):
        raise Ended
    if stands.outcome == ActionOutcome.DECLINED:
        return
    stands.accepted_at, stands.recorded_by = None, recorded_by
    _end(stands, ActionOutcome.DECLINED, now, because, language)
    tell_keepers(stands.barrier, f"d{stands.pk}", now, but=recorded_by)


def tell_owner(action: BarrierAction, *, recorded_by: Membership | None, now: datetime) -> None:
    """Tell its owner what somebody wrote down for them about an action."""
    tell(ACTION, action, action.owner, recorded_by=recorded_by, now=now)


def can_answer(action: BarrierAction, now: datetime) -> bool:
    """Say whether its owner may say yes or no now."""
    if action.outcome == ActionOutcome.DECLINED:
        return True
    return not action.ended_at and (not action.accepted_at or now < action.accepted_at + UNDO)


@transaction.atomic
def say(
    action: BarrierAction, word: str, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record how it goes, in the owner's word. Raises Ended.

    Undoes "done", if that was a slip of the finger: while nobody was asked whether it is better.
    """
    stands = current(action)
    if stands.outcome == ActionOutcome.DONE and not stands.barrier.asking_id:
        stands.outcome, stands.ended_at = "", None
        stands.ended_words = stands.ended_language = ""
        _watch(stands, now)
    if stands.ended_at or not stands.accepted_at:
        raise Ended
    stands.word, stands.word_at, stands.recorded_by = Word(word), now, recorded_by
    stands.save()
    if word == Word.NEEDS_HELP:
        tell_keepers(stands.barrier, f"h{stands.pk}", now, but=recorded_by)


@transaction.atomic
def finish(
    action: BarrierAction,
    *,
    words: str = "",
    language: str = "",
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Record that it is done. Some days later those affected are asked whether it is better.

    Raises Ended. Saying it twice changes nothing.
    """
    stands = current(action)
    if stands.outcome == ActionOutcome.DONE:
        return
    if stands.ended_at or not stands.accepted_at:
        raise Ended
    stands.recorded_by = recorded_by
    stands.ask_at = now + _patience(stands)
    _end(stands, ActionOutcome.DONE, now, words, language)


@transaction.atomic
def give_up(
    action: BarrierAction,
    *,
    because: str,
    language: str,
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Record that it will not be done, and why; everyone reads it. Raises Ended."""
    stands = current(action)
    if stands.ended_at or not stands.accepted_at:
        raise Ended
    stands.recorded_by = recorded_by
    _end(stands, ActionOutcome.NOT_DONE, now, because, language)
    tell_keepers(stands.barrier, f"x{stands.pk}", now, but=recorded_by)
    _tell_reporter(stands, "dropped", now)


@transaction.atomic
def move(
    action: BarrierAction,
    *,
    to: date,
    because: str,
    language: str,
    by: Membership,
    now: datetime,
) -> None:
    """Move an action to another day, and say why; everyone reads it. Raises Ended."""
    stands = current(action)
    if stands.ended_at or not stands.accepted_at:
        raise Ended
    if stands.due_on == to:
        return
    ActionMove.objects.create(
        action=stands, moved_from=stands.due_on, moved_to=to, because=because.strip(),
        language=language, moved_by=by, moved_at=now,
    )  # fmt: skip
    stands.due_on = to
    void(stands, kinds=["barrier_due"])
    _watch(stands, now)
    stands.save()


@transaction.atomic
def change_money(action: BarrierAction, changes: Mapping[str, Any]) -> None:
    """Say anew what an action costs, and whether the money is there. Raises Ended."""
    stands = current(action)
    if stands.ended_at:
        raise Ended
    for name, value in changes.items():
        setattr(stands, name, value)
    stands.save(update_fields=list(changes))


def current(action: BarrierAction) -> BarrierAction:
    """Return the action as it stands, its barrier held until the transaction ends.

    Raises Ended if another took its place, Closed, TakenBack.
    """
    barrier = locked(action.barrier)
    if barrier.closing_id:
        raise Closed
    if barrier.action_id != action.pk:
        raise Ended
    stands = BarrierAction.objects.select_related("owner__person").get(pk=action.pk)
    stands.barrier = barrier
    return stands


def is_mine(action: BarrierAction, member: Membership) -> bool:
    """Say whether this member owns the action."""
    return action.owner_id == member.pk


def _take_on(action: BarrierAction, now: datetime) -> None:
    action.accepted_at = now
    _watch(action, now)
    action.save()
    _tell_reporter(action, "taken", now)


def _end(
    action: BarrierAction,
    outcome: ActionOutcome,
    now: datetime,
    words: str = "",
    language: str = "",
) -> None:
    """End an action, and call back what its owner would still be told."""
    action.outcome, action.ended_at = outcome, now
    action.ended_words = words.strip()
    action.ended_language = language if action.ended_words else ""
    if outcome != ActionOutcome.DONE:
        action.ask_at = None
    action.save()
    void(action)


def _patience(action: BarrierAction) -> timedelta:
    """Return how long we wait before we ask whether it is better: as for anything that we ask."""
    return timedelta(days=action.barrier.partnership.working_rules.follow_up_days)


def _watch(action: BarrierAction, now: datetime) -> None:
    """Plan the reminders of its day, and when to ask those affected. Does not save."""
    partnership = action.barrier.partnership
    morning_after = datetime.combine(action.due_on, MORNING, tzinfo=partnership.zone)
    action.ask_at = morning_after + _patience(action)
    this_day = today(partnership, now)
    before = action.due_on - BEFORE
    days = {"due": before if before > this_day else action.due_on, "late": action.due_on + AFTER}
    for occasion, day in days.items():
        if day > this_day:
            plan("barrier_due", action, [action.owner.person], partnership=partnership, now=now,
                 due_at=partial(_morning, day), revision=action.moves.count(),
                 occasion=occasion)  # fmt: skip


def _morning(day: date, person: Person) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=person.zone)


def _tell_reporter(action: BarrierAction, occasion: str, now: datetime) -> None:
    """Tell the person who reported the barrier, unless the action is their own."""
    barrier = action.barrier
    if barrier.membership_id != action.owner_id:
        plan("barrier_news", action, [barrier.membership.person],
             partnership=barrier.partnership, now=now, occasion=occasion)  # fmt: skip
