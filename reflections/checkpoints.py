"""Checkpoints: every few months each person is asked whether it still fits why they came.

When one is due follows from what is written down: when somebody joined, came back or was last
asked, and how many months their partnership agreed on. The choice (go on, take a break, leave, not
now) works at once. The answers are sealed with the person's own key; facilitators read only those
that the person shows them.
"""

import json
import logging
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Max, Q

from notices.handing_over import hand_over, take_back
from notices.models import TaskKind
from notices.planning import plan, void
from partners import joining, vault
from partners.models import Membership, MembershipQuerySet, Person
from partners.roles import Permission
from reflections.models import Checkpoint, Choice, Part
from reflections.models.checkpoints import CheckpointQuerySet

CHECKPOINT, RETURN = "checkpoint", "checkpoint_return"  # kinds of notices
FIRST_WEEKS = timedelta(weeks=6)  # after joining or coming back, in which nobody is asked
MORNING = time(9)

logger = logging.getLogger(__name__)


class Ended(Exception):
    """Another checkpoint took its place, or the person left."""


# Opening


def due(now: datetime, among: MembershipQuerySet | None = None) -> list[int]:
    """Return the memberships to be asked now, by key. Who pauses or just came back is not."""
    people = Membership.objects.all() if among is None else among
    settled = Q(returned_at=None) | Q(returned_at__lte=now - FIRST_WEEKS)
    rows = people.taking_part().filter(settled, joined_at__lte=now - FIRST_WEEKS)
    rows = rows.select_related("partnership__working_rules")
    rows = rows.annotate(last=Max("checkpoints__opened_at")).order_by("pk")
    return [each.pk for each in rows if next_at(each, vars(each)["last"]) <= now]


def next_at(membership: Membership, last: datetime | None) -> datetime:
    """Return when somebody is asked next, if they take part then. `last`: when they last were."""
    months = membership.partnership.working_rules.checkpoint_months
    return (last or membership.joined_at or membership.created_at) + relativedelta(months=months)


def open_due(now: datetime) -> None:
    """Ask everyone whose time has come. Safe to run twice."""
    for pk in due(now):
        open_for(pk, now)


@transaction.atomic
def open_for(membership_id: int, now: datetime) -> Checkpoint | None:
    """Open a checkpoint and tell its person, once. None if it is not due any more."""
    locked = Membership.objects.select_for_update(of=("self",))
    membership = locked.select_related("person", "partnership").get(pk=membership_id)
    if not due(now, Membership.objects.filter(pk=membership_id)):
        return None
    for former in membership.checkpoints.open():
        _end(former, now)
    return ask(membership, now)


@transaction.atomic
def ask(membership: Membership, now: datetime) -> Checkpoint:
    """Open a checkpoint, and plan the one message about it."""
    checkpoint = Checkpoint.objects.create(membership=membership, opened_at=now)
    people = [membership.person]
    plan(CHECKPOINT, checkpoint, people, partnership=membership.partnership, now=now)
    return checkpoint


def _end(checkpoint: Checkpoint, now: datetime) -> None:
    checkpoint.ended_at = now
    checkpoint.save(update_fields=["ended_at"])
    void(checkpoint)


def current(membership: Membership) -> Checkpoint | None:
    """Return the checkpoint that somebody can answer now."""
    return membership.checkpoints.open().first()


def last_at(membership: Membership) -> datetime | None:
    """Return when somebody was asked last."""
    last = membership.checkpoints.newest_first().first()
    return last.opened_at if last else None


def is_asked(checkpoint: Checkpoint) -> bool:
    """Say whether the question still stands: nothing was said to it, and its person takes part."""
    membership = checkpoint.membership
    takes_part = membership.left_at is None and membership.paused_at is None
    is_open = checkpoint.is_open and not checkpoint.choice
    return is_open and takes_part and membership.may(Permission.TAKE_PART)


def is_asked_again(checkpoint: Checkpoint, day: str) -> bool:
    """Say whether somebody still takes the break that began here, and chose `day` to be asked."""
    membership, chosen_on = checkpoint.membership, checkpoint.ask_again_on
    is_away = membership.paused_at is not None and membership.left_at is None
    is_day = chosen_on is not None and chosen_on.isoformat() == day
    return checkpoint.is_open and is_away and is_day and not _was_back(checkpoint)


def _was_back(checkpoint: Checkpoint) -> bool:
    """Say whether the person came back since: a later break is another one."""
    back, chosen = checkpoint.membership.returned_at, checkpoint.chosen_at
    return back is not None and chosen is not None and back > chosen


# Choosing


@transaction.atomic
def choose(
    checkpoint: Checkpoint,
    choice: str,
    *,
    ask_again_on: date | None = None,
    recorded_by: Membership | None = None,
    now: datetime,
) -> Checkpoint:
    """Go on, take a break, say that one wants to leave, or say nothing now. Raises Ended.

    A break begins at once, and ends if the person chooses something else. Nobody leaves by this
    alone. Whoever cannot sign in to leave is helped by a facilitator.
    """
    stands = _locked(checkpoint)
    membership, was = stands.membership, stands.choice
    stands.choice, stands.chosen_at = Choice(choice), now
    stands.recorded_by = None if recorded_by == membership else recorded_by
    stands.ask_again_on = ask_again_on if choice == Choice.PAUSE else None
    stands.save(update_fields=["choice", "chosen_at", "recorded_by", "ask_again_on"])
    if choice == Choice.PAUSE:
        if membership.paused_at is None:
            membership.pause(now)
    elif was == Choice.PAUSE:
        membership.resume(now)
    void(stands, kinds=[CHECKPOINT])
    _plan_return(stands, now)
    _help_to_leave(stands, now)
    return stands


def _locked(checkpoint: Checkpoint) -> Checkpoint:
    """Return the checkpoint as it stands, with nobody else changing it meanwhile."""
    checkpoint.membership.lock()
    rows = Checkpoint.objects.select_related("membership__person", "membership__partnership")
    stands = rows.get(pk=checkpoint.pk)
    if not stands.is_open or stands.membership.left_at:
        raise Ended
    return stands


def _help_to_leave(checkpoint: Checkpoint, now: datetime) -> None:
    membership = checkpoint.membership
    if checkpoint.choice != Choice.LEAVE:
        take_back(TaskKind.WANTS_TO_LEAVE, checkpoint, now=now)
    elif not joining.can_sign_in(membership.person):
        hand_over(
            TaskKind.WANTS_TO_LEAVE, person=membership.person, partnership=membership.partnership,
            subject=checkpoint, now=now,
        )  # fmt: skip


@transaction.atomic
def ask_again(checkpoint: Checkpoint, day: date | None, *, now: datetime) -> None:
    """Ask once more on a day that the person chose; with None, not at all. Raises Ended."""
    stands = _locked(checkpoint)
    stands.ask_again_on = day if stands.choice == Choice.PAUSE else None
    stands.save(update_fields=["ask_again_on"])
    _plan_return(stands, now)


@transaction.atomic
def come_back(checkpoint: Checkpoint, *, now: datetime) -> None:
    """Take part again after the break that began here. Raises Ended."""
    stands = _locked(checkpoint)
    stands.membership.resume(now)
    stands.ask_again_on = None
    stands.save(update_fields=["ask_again_on"])
    void(stands, kinds=[RETURN])


def _plan_return(checkpoint: Checkpoint, now: datetime) -> None:
    """Plan the one gentle question, on the day that was chosen, in the person's morning."""
    day = checkpoint.ask_again_on
    wanted = [day.isoformat()] if day else []
    void(checkpoint, kinds=[RETURN], occasions_except=wanted)
    if day is not None:
        membership = checkpoint.membership
        plan(
            RETURN, checkpoint, [membership.person], partnership=membership.partnership, now=now,
            due_at=partial(morning, day), occasion=day.isoformat(),
        )  # fmt: skip


def morning(day: date, person: Person) -> datetime:
    """Return nine in the morning of a day, where a person is."""
    return datetime.combine(day, MORNING, tzinfo=person.zone)


# Answering in quiet


@transaction.atomic
def answer(
    checkpoint: Checkpoint,
    answers: Mapping[str, str],
    *,
    shared: Collection[str],
    language: str,
    now: datetime,
) -> None:
    """Keep the answers, sealed; facilitators may read those that are `shared`.

    An empty answer is none, and cannot be shared. Without any, nothing is kept.
    """
    membership = checkpoint.membership
    membership.lock()
    given = {part: answers[part] for part in Part.values if answers.get(part)}
    if not given:
        forget(checkpoint)
        return
    if opened(checkpoint) != given or checkpoint.language != language:
        content = json.dumps(given)
        checkpoint.sealed_answers = vault.seal(membership.person, content, checkpoint.bound_to)
        checkpoint.language, checkpoint.answered_at = language, now
    checkpoint.shared = [part for part in given if part in shared]
    checkpoint.save(update_fields=["sealed_answers", "language", "answered_at", "shared"])


def opened(checkpoint: Checkpoint) -> dict[str, str]:
    """Return the answers by part; none if there are none, or they cannot be opened any more."""
    if checkpoint.sealed_answers is None:
        return {}
    person = checkpoint.membership.person
    try:
        content = vault.unseal(person, checkpoint.sealed_answers, checkpoint.bound_to)
    except vault.CannotOpen:
        logger.warning("The answers of checkpoint %s cannot be opened.", checkpoint.pk)
        return {}
    answers: dict[str, str] = json.loads(content)
    return answers


def shown(checkpoint: Checkpoint) -> dict[str, str]:
    """Return the answers that their author shows to the facilitators."""
    return {part: words for part, words in opened(checkpoint).items() if part in checkpoint.shared}


def shown_in(reader: Membership) -> CheckpointQuerySet:
    """Return the checkpoints of the reader's partnership of which something is shown to them."""
    return Checkpoint.objects.shown().filter(membership__partnership=reader.partnership_id)


def hide(checkpoint: Checkpoint) -> None:
    """Show nothing of it to the facilitators any more."""
    checkpoint.shared = []
    checkpoint.save(update_fields=["shared"])


def forget(checkpoint: Checkpoint) -> None:
    """Delete the answers. That one was asked, and what one chose, stays."""
    checkpoint.sealed_answers, checkpoint.answered_at = None, None
    checkpoint.language, checkpoint.shared = "", []
    checkpoint.save(update_fields=["sealed_answers", "language", "answered_at", "shared"])


# Leaving


def part(membership: Membership, now: datetime) -> None:
    """End what is open and delete all answers of somebody who leaves: nobody could open them."""
    for checkpoint in membership.checkpoints.all():
        forget(checkpoint)
        if checkpoint.is_open:
            checkpoint.choice, checkpoint.ask_again_on = Choice.LEAVE, None
            checkpoint.chosen_at = checkpoint.chosen_at or now
            checkpoint.save(update_fields=["choice", "chosen_at", "ask_again_on"])
            take_back(TaskKind.WANTS_TO_LEAVE, checkpoint, now=now)
            _end(checkpoint, now)
