"""Barriers from being reported to being corrected or taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from notices.planning import plan, void
from partners import auditing
from partners.models import Membership, MembershipQuerySet, Partnership
from partners.roles import GRANTS, Permission, Role
from reflections.models import Barrier

ROLES_THAT_KEEP = [role for role in Role if Permission.KEEP_BARRIERS in GRANTS[role]]
SAME = ("level", "code", "said", "severity", "outlook")  # a form that was sent twice


class CannotChange(Exception):
    """What one wanted to do with a barrier is not possible; nothing was changed."""


class TakenBack(CannotChange):
    """The person took back what they reported."""


class Closed(CannotChange):
    """The barrier was closed meanwhile."""


class InWork(CannotChange):
    """Others work on it already, so it cannot be taken back."""


@transaction.atomic
def report(barrier: Barrier, *, recorded_by: Membership | None = None, now: datetime) -> Barrier:
    """Save a barrier that somebody reports, and tell those who keep barriers.

    If somebody else wrote it down, the person is asked whether that is what they said. The same
    sent twice is one barrier.
    """
    reporter = barrier.membership
    reporter.lock()
    same = reporter.barriers.open().filter(**{name: getattr(barrier, name) for name in SAME})
    if former := same.select_related("partnership").first():
        return former
    barrier.group, barrier.reported_at = reporter.group, now
    barrier.recorded_by = None if recorded_by == reporter else recorded_by
    barrier.save()
    auditing.recorded(recorded_by, reporter, barrier)
    if barrier.recorded_by:
        _ask_whether_right(barrier, now)
    tell_keepers(barrier, "new", now, but=recorded_by or reporter)
    return barrier


@transaction.atomic
def correct(
    barrier: Barrier, changes: Mapping[str, Any], *, by: Membership, now: datetime
) -> Barrier:
    """Change what was reported. Raises TakenBack, Closed.

    The person's own correction stands as theirs; somebody else's is sent to them again.
    """
    stands = locked(barrier)
    if stands.closing_id:
        raise Closed
    for name, value in changes.items():
        setattr(stands, name, value)
    stands.revision += 1
    own = by.pk == stands.membership_id
    stands.recorded_right = True if own and stands.recorded_by_id else None
    if not own:
        stands.recorded_by = by
    stands.save()
    void(stands, kinds=["barrier_recorded"])
    auditing.recorded(by, stands.membership, stands)
    if not own:
        _ask_whether_right(stands, now)
    return stands


@transaction.atomic
def withdraw(barrier: Barrier, *, now: datetime) -> None:
    """Take back what one reported, before anybody works on it. Raises InWork, Closed, TakenBack."""
    stands = locked(barrier)
    if stands.closing_id:
        raise Closed
    if stands.actions.exists():
        raise InWork
    stands.withdrawn_at = now
    stands.save(update_fields=["withdrawn_at"])
    void(stands)


@transaction.atomic
def confirm_recording(barrier: Barrier, right: bool, *, now: datetime) -> None:
    """Record whether the person says that this is what they said. "No" brings it back to us."""
    stands = locked(barrier)
    stands.recorded_right = right
    stands.save(update_fields=["recorded_right"])
    if not right:
        tell_keepers(stands, f"w{stands.revision}", now)


def locked(barrier: Barrier) -> Barrier:
    """Return the barrier as it stands, held until the transaction ends. Raises TakenBack."""
    barriers = Barrier.objects.select_for_update(of=("self",)).select_related(
        "partnership", "membership__person", "action", "asking", "closing"
    )
    stands = barriers.get(pk=barrier.pk)
    if stands.withdrawn_at:
        raise TakenBack
    return stands


def keepers(partnership: Partnership) -> MembershipQuerySet:
    """Return the people who say who takes on a barrier, unless they pause."""
    members = partnership.memberships.active().filter(paused_at=None).with_person()
    return members.filter(role__in=ROLES_THAT_KEEP)


def tell_keepers(
    barrier: Barrier,
    occasion: str,
    now: datetime,
    *,
    but: Membership | None = None,
    due_at: datetime | None = None,
) -> None:
    """Plan to tell those who keep barriers, save who did it, once for each occasion."""
    people = [each.person for each in keepers(barrier.partnership) if each != but]
    plan("barrier_work", barrier, people, partnership=barrier.partnership, now=now,
         due_at=due_at, occasion=occasion)  # fmt: skip


def today(partnership: Partnership, now: datetime) -> date:
    """Return which day it is where the partnership is."""
    return now.astimezone(partnership.zone).date()


def _ask_whether_right(barrier: Barrier, now: datetime) -> None:
    plan("barrier_recorded", barrier, [barrier.membership.person],
         partnership=barrier.partnership, now=now, revision=barrier.revision)  # fmt: skip
