"""How a person names a helper, who may then answer for them; and how that ends.

A facilitator may write down a yes that somebody said on the phone. What a helper may do is asked
at one place, `found`, each time anew.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Model, OuterRef, Subquery

from partners import auditing, dates
from partners.help_grants import LONGEST, HelpGrant, HelpGrantQuerySet, Scope
from partners.models import Action, Membership, MembershipQuerySet, Person
from partners.roles import Permission

# Fields in which people write own words: what is typed there is given back if it comes too late.
OWN_WORDS = ("said", "reason", "because", "detail")


class NotAHelper(Exception):
    """This person cannot help that one: they do not both take part here, or are the same."""


class TooLong(Exception):
    """Help is allowed for some days, and for twelve months at most."""


class Task(NamedTuple):
    """One thing that a helper may do for somebody: `about` is what it is about, if anything."""

    label: str
    url: str
    about: Model | None = None
    field: str = ""


Tasks = Callable[[HelpGrant, datetime], Iterable[Task]]
_tasks: dict[Scope, Tasks] = {}


def offer(scope: Scope, tasks: Tasks) -> None:
    """Let an app say what a helper with this scope finds to do."""
    _tasks[scope] = tasks


def tasks_of(grant: HelpGrant, now: datetime) -> list[Task]:
    """Return what the helper may do for the person now."""
    return [task for scope, tasks in _tasks.items() if grant.allows(scope)
            for task in tasks(grant, now)]  # fmt: skip


def who_may_help(membership: Membership) -> MembershipQuerySet:
    """Return whom this person may name: everybody else who takes part here."""
    others = membership.partnership.memberships.taking_part().exclude(pk=membership.pk)
    return others.with_person().order_by("person__name", "pk")


def latest_day(person: Person, now: datetime) -> date:
    """Return the last day that a helper may be named for."""
    return (now + LONGEST).astimezone(person.zone).date() - timedelta(days=1)


@transaction.atomic
def name_helper(
    membership: Membership,
    helper: Membership,
    *,
    scope: Collection[str],
    until_on: date,
    recorded_by: Membership | None = None,
    now: datetime,
) -> HelpGrant:
    """Let `helper` answer for `membership`. A permission given before ends, this one counts.

    Raises NotAHelper and TooLong.
    """
    membership.lock()
    if not who_may_help(membership).filter(pk=helper.pk).exists() or helper == recorded_by:
        raise NotAHelper
    ends_at = dates.end_of(until_on, membership.person.zone)
    if not now < ends_at <= now + LONGEST:
        raise TooLong
    by = recorded_by or membership
    before = membership.help_grants.not_ended().filter(helper=helper)
    before.update(ended_at=now, ended_by=by)
    grant = HelpGrant.objects.create(
        membership=membership,
        helper=helper,
        scope=[each.value for each in Scope if each in scope],
        until_on=until_on,
        ends_at=ends_at,
        given_at=now,
        recorded_by=None if by == membership else by,
    )
    _log(grant, by, grant.scope)
    return grant


def _log(grant: HelpGrant, by: Membership, fields: Iterable[str]) -> None:
    """Write it down: as the person's own act, or as what somebody recorded for them."""
    if by == grant.membership:
        auditing.record(Action.HELPER, by=by, about=grant.helper, fields=fields, obj=grant)
    else:
        auditing.recorded(by, grant.membership, grant)


def end(grant: HelpGrant, *, by: Membership, now: datetime) -> bool:
    """End a permission. Return whether it had not ended before."""
    standing = HelpGrant.objects.not_ended().filter(pk=grant.pk)
    has_ended = bool(standing.update(ended_at=now, ended_by=by))
    if has_ended:
        _log(grant, by, ["ended_at"])
    return has_ended


def found(helper: Membership) -> HelpGrantQuerySet:
    """Return what somebody was ever allowed as a helper, with the people."""
    return helper.may_help.with_people()


def with_help(members: MembershipQuerySet, helper: Membership, now: datetime) -> MembershipQuerySet:
    """Bring along, as `help`, the key of what lets `helper` answer for each now, or None."""
    grants = helper.may_help.open(now).filter(membership=OuterRef("pk"))
    return members.annotate(help=Subquery(grants.values("pk")[:1]))


def may_write_for(writer: Membership, member: Membership, scope: Scope, now: datetime) -> bool:
    """Say whether somebody may change now what they once wrote down for a person."""
    if writer.may(Permission.RECORD_FOR_OTHERS):
        return True
    grants = writer.may_help.open(now).filter(membership=member)
    return any(grant.allows(scope) for grant in grants)


def others_may_end(membership: Membership) -> HelpGrantQuerySet:
    """Return the permissions of a partnership, which a facilitator ends on the person's word."""
    return HelpGrant.objects.filter(membership__partnership=membership.partnership).with_people()
