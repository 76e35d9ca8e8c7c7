"""Sharing a resource, one version a language, and asking each person whether they could open it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from meetings import interpreting
from meetings.models import FollowUp, Resource, ResourceText
from notices.planning import plan, void
from partners.models import Membership

RESOURCE_AVAILABLE = "resource_available"
RESOURCE_FOLLOW_UP = "resource_follow_up"


class Withdrawn(Exception):
    """The resource was taken back."""


@transaction.atomic
def share(
    resource: Resource, texts: Iterable[ResourceText], *, by: Membership, now: datetime
) -> None:
    """Save a new resource with its versions, and tell everyone else who takes part.

    Those who read one of its languages are asked after the promised days whether they could open
    it; those who read none are told that they will hear when they can.
    """
    resource.save()
    versions = list(texts)
    for text in versions:
        text.resource = resource
        text.save()
    there = {text.language for text in versions}
    members = taking_part(resource)
    _follow_up(resource, members, there, now)
    people = [member.person for member in members]
    plan(RESOURCE_AVAILABLE, resource, people, partnership=resource.partnership, now=now)
    _tell_interpreters(resource, now)


@transaction.atomic
def add_text(resource: Resource, text: ResourceText, *, by: Membership, now: datetime) -> None:
    """Add a version in another language, or a new one in place of an old.

    Told are those who read it now, and had to read another, an older or none. Raises Withdrawn.
    """
    resource.refresh_from_db(from_queryset=Resource._default_manager.select_for_update())
    if resource.withdrawn_at is not None:
        raise Withdrawn
    before = languages_of(resource)
    resource.texts.filter(language=text.language, replaced_at=None).update(replaced_at=now)
    text.resource = resource
    text.save()
    there = before | {text.language}
    members = taking_part(resource)
    _follow_up(resource, members, there, now)
    told = [member.person for member in members if read_in(member, there) == text.language]
    plan(
        RESOURCE_AVAILABLE, resource, told, partnership=resource.partnership, now=now,
        occasion=f"v{text.pk}",
    )  # fmt: skip
    _tell_interpreters(resource, now)


@transaction.atomic
def withdraw(resource: Resource, *, by: Membership, now: datetime) -> None:
    """Take a resource back. Nobody is told or asked about it any more."""
    resource.refresh_from_db(from_queryset=Resource._default_manager.select_for_update())
    if resource.withdrawn_at is None:
        resource.withdrawn_at = now
        resource.save(update_fields=["withdrawn_at"])
        void(resource)


@transaction.atomic
def include_newcomers(resource: Resource, *, now: datetime) -> None:
    """Tell people who take part by now of a resource that was shared before."""
    asked = set(resource.follow_ups.values_list("membership_id", flat=True))
    newcomers = [member for member in taking_part(resource) if member.pk not in asked]
    _follow_up(resource, newcomers, languages_of(resource), now)
    people = [member.person for member in newcomers]
    if people:
        plan(RESOURCE_AVAILABLE, resource, people, partnership=resource.partnership, now=now)


def taking_part(resource: Resource) -> list[Membership]:
    """Return everyone who takes part now, but who shared it, with their person."""
    members = resource.partnership.memberships.taking_part().exclude(pk=resource.shared_by_id)
    return list(members.with_person().order_by("pk"))


def languages_of(resource: Resource) -> set[str]:
    """Return the languages in which there is a version."""
    return set(resource.texts.filter(replaced_at=None).values_list("language", flat=True))


def read_in(member: Membership, there: set[str]) -> str:
    """Return the language in which a person reads a text that exists in `there`, or ""."""
    return next((code for code in member.person.reads if code in there), "")


def _tell_interpreters(resource: Resource, now: datetime) -> None:
    """Let interpreters of its meeting prepare with it."""
    if resource.meeting is not None:
        interpreting.send_pre_reads(resource.meeting, now=now)


def _follow_up(
    resource: Resource, members: Iterable[Membership], there: set[str], now: datetime
) -> None:
    """Open a question for each person; its days run from when they can read a version."""
    days = resource.partnership.working_rules.follow_up_days
    first_asking = now + timedelta(days=days)
    members = list(members)
    readers = {member.pk for member in members if read_in(member, there)}
    FollowUp.objects.bulk_create(
        [
            FollowUp(
                resource=resource,
                membership=member,
                next_ask_at=first_asking if member.pk in readers else None,
            )
            for member in members
        ],
        ignore_conflicts=True,
    )
    waiting = resource.follow_ups.open().filter(asked=0, next_ask_at=None)
    waiting.filter(membership__in=readers).update(next_ask_at=first_asking)
