"""The readiness gate: what is missing before a meeting, and going ahead anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from meetings.lead_times import support_due_at
from meetings.models import Arrangement, Meeting, NotPlanned, Resource
from meetings.planning import Cancelled, taking_part
from partners.models import Membership
from translations.coverage import Coverage, coverage


class SayWhy(Exception):
    """Going ahead without somebody's essential support needs a reason that everyone can read."""


@dataclass(frozen=True)
class Unread:
    """Something everyone needs to read that some cannot: `coverage.waiting` says who."""

    resource: Resource
    coverage: Coverage


@dataclass(frozen=True)
class Readiness:
    """How ready a meeting is.

    `unmet` are needs not arranged, the essential ones among them also in `essential_unmet`;
    `due_at` is when they should be arranged. `unread_resources` cannot be read by everyone.
    `needs_reason`: an essential need is unmet and nobody said yet why the meeting goes ahead.
    """

    unmet: list[Arrangement]
    essential_unmet: list[Arrangement]
    unread_resources: list[Unread]
    needs_reason: bool
    due_at: datetime | None
    is_late: bool

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.unmet and not self.unread_resources


def readiness(
    meeting: Meeting,
    now: datetime,
    *,
    people: Iterable[Membership] | None = None,
    resources: Iterable[Resource] | None = None,
) -> Readiness:
    """Say what is missing before `meeting`.

    `people` are those who take part in its partnership, `resources` its available ones with their
    current texts, if they were read already.
    """
    if resources is None:
        resources = meeting.resources.available().with_current_texts()
    unmet = list(
        meeting.arrangements.unmet()
        .select_related("need__membership__person")
        .order_by("-need__is_essential", "pk")
    )
    essential = [arrangement for arrangement in unmet if arrangement.need.is_essential]
    due_at = support_due_at(meeting) if meeting.starts_at else None
    return Readiness(
        unmet=unmet,
        essential_unmet=essential,
        unread_resources=_unread(meeting, resources, people),
        needs_reason=bool(essential) and meeting.go_ahead_at is None,
        due_at=due_at,
        is_late=bool(unmet) and due_at is not None and due_at <= now,
    )


@transaction.atomic
def go_ahead(meeting: Meeting, *, reason: str, by: Membership, now: datetime) -> None:
    """Meet although somebody's essential support is missing. Everyone reads why.

    Raises SayWhy without a reason, Cancelled, NotPlanned.
    """
    if not reason.strip():
        raise SayWhy
    meeting.refresh_from_db(from_queryset=Meeting._default_manager.select_for_update())
    if meeting.cancelled_at is not None:
        raise Cancelled
    if meeting.starts_at is None:
        raise NotPlanned
    meeting.go_ahead_reason, meeting.go_ahead_by, meeting.go_ahead_at = reason.strip(), by, now
    meeting.save(update_fields=["go_ahead_reason", "go_ahead_by", "go_ahead_at"])


def _unread(
    meeting: Meeting, resources: Iterable[Resource], people: Iterable[Membership] | None
) -> list[Unread]:
    essential = [resource for resource in resources if resource.is_essential]
    if not essential:
        return []
    if people is None:
        people = taking_part(meeting)
    unread = []
    for resource in essential:
        covered = coverage({text.language for text in resource.current}, people)
        if not covered.is_whole:
            unread.append(Unread(resource, covered))
    return unread
