"""What the page of one meeting shows, and to whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from meetings import protecting
from meetings.carrying import LARGEST
from meetings.forms.taking_part import RsvpForSomebodyForm
from meetings.models import (
    PROTECTED,
    ActionItem,
    AgendaItem,
    Arrangement,
    Attendance,
    FollowUp,
    Meeting,
    Resource,
    Rsvp,
)
from meetings.readiness import readiness
from meetings.settling import rates_for
from meetings.texts import meeting_languages
from partners import dates
from partners.introducing import everybody, introduce
from partners.models import Membership
from partners.roles import Permission
from translations.coverage import coverage
from translations.reading import written


@dataclass(frozen=True)
class Rows:
    """What the page of a meeting is made of, and who is in the partnership."""

    people: list[Membership]
    attendances: list[Attendance]
    arrangements: list[Arrangement]
    items: list[AgendaItem]
    actions: list[ActionItem]
    resources: list[Resource]


def rows_of(membership: Membership, meeting: Meeting) -> Rows:
    """Find them: people once, who are then introduced to all that name them."""
    people = everybody(membership.partnership)
    answers = meeting.attendances.filter(membership__left_at=None)
    rows = Rows(
        people=[each for each in people.values() if each.joined_at and not each.left_at],
        attendances=list(answers.order_by("membership__person__name", "pk")),
        arrangements=list(meeting.arrangements.of(membership)),
        items=list(meeting.agenda.order_by("position", "pk")),
        actions=list(meeting.actions.order_by("due_on", "pk")),
        resources=list(meeting.resources.available().with_current_texts()),
    )
    introduce(people, [meeting], "chair", "go_ahead_by")
    introduce(people, rows.attendances, "membership", "recorded_by")
    introduce(people, rows.arrangements, "recorded_by")
    introduce(people, rows.items, "proposed_by", "kept_recorded_by")
    introduce(people, rows.actions, "owner")
    return rows


def whole_meeting(membership: Membership, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return all that the page shows to this visitor."""
    rows = rows_of(membership, meeting)
    is_over = bool(meeting.ends_at and meeting.ends_at <= now)
    is_open = not is_over and not meeting.cancelled_at
    mine = [each for each in rows.attendances if each.membership_id == membership.pk]
    there = meeting_languages(meeting, rows.items)
    return {
        "membership": membership,
        "tab": "meetings",
        "meeting": meeting,
        "is_over": is_over,
        "is_open": is_open,
        "answers": [each for each in Rsvp if rows.arrangements or each != Rsvp.IF_SUPPORTED],
        "mine": next(iter(mine), None),
        "groups": by_answer(rows.attendances),
        "there": [each for each in rows.attendances if each.was_there],
        "elsewhere": in_own_zone(meeting, membership),
        "items": rows.items,
        "protected": PROTECTED,
        "says_what_was_kept": protecting.is_over(meeting, now)
        and protecting.may_record(meeting, membership)
        and any(item.kind in PROTECTED for item in rows.items),
        "arrangements": rows.arrangements,
        "support_waits": is_over and any(each.answered_at is None for each in rows.arrangements),
        "has_purpose": bool(written(meeting, "purpose")),
        "resources": rows.resources,
        "actions": rows.actions,
        "rates": rates_for(membership) if is_open else [],
        "options": meeting.starts_at is None and meeting.time_options.exists(),
        "reached": coverage(there, rows.people) if is_open else None,
        **for_facilitators(membership, meeting, rows, now, is_open=is_open),
    }


def carried_along(membership: Membership, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return what somebody carries along: the meeting, what is arranged for them, what to read."""
    arrangements = list(meeting.arrangements.of(membership).select_related("recorded_by__person"))
    is_over = bool(meeting.ends_at and meeting.ends_at <= now)
    is_open = not is_over and not meeting.cancelled_at
    mine = meeting.attendances.filter(membership=membership)
    return {
        "membership": membership,
        "tab": "meetings",
        "meeting": meeting,
        "is_over": is_over,
        "is_open": is_open,
        "answers": [each for each in Rsvp if arrangements or each != Rsvp.IF_SUPPORTED],
        "mine": mine.select_related("recorded_by__person").first(),
        "elsewhere": in_own_zone(meeting, membership),
        "items": agenda_of(meeting),
        "arrangements": arrangements,
        "has_purpose": bool(written(meeting, "purpose")),
        **to_read(membership, meeting),
    }


def to_read(membership: Membership, meeting: Meeting) -> dict[str, Any]:
    """Return what is to be read, each in the language its reader reads best, and its size."""
    asked = Prefetch("follow_ups", queryset=membership.follow_ups.all(), to_attr="mine")
    resources = list(meeting.resources.available().with_current_texts().prefetch_related(asked))
    reads = membership.person.reads
    for resource in resources:
        in_order = sorted(resource.current, key=lambda text: language_rank(text.language, reads))
        resource.best = next(iter(in_order), None)
    texts = [each.best for each in resources if each.best and each.best.file]
    size = sum(text.size for text in texts if text.size <= LARGEST)
    return {
        "resources": resources,
        "size": size,
        "largest": LARGEST,
        "follow_up_answers": FollowUp.Answer,
    }


def language_rank(language: str, reads: list[str]) -> int:
    """Return how far down a language stands on the list of those that somebody reads."""
    return reads.index(language) if language in reads else len(reads)


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the agenda in its order, with who proposed what."""
    return list(meeting.agenda.with_people().order_by("position", "pk"))


def for_facilitators(
    membership: Membership, meeting: Meeting, rows: Rows, now: datetime, *, is_open: bool
) -> dict[str, Any]:
    """Return what only those who prepare the meeting see."""
    if not is_open or not membership.may(Permission.ARRANGE_SUPPORT) or meeting.starts_at is None:
        return {}
    people = [each for each in rows.people if each.takes_part]
    form = RsvpForSomebodyForm.offering(each for each in people if each != membership)
    gate = readiness(meeting, now, people=people, resources=rows.resources)
    return {"readiness": gate, "record_form": form}


def by_answer(attendances: list[Attendance]) -> list[tuple[str, str, list[Attendance]]]:
    """Return (answer, its words, who gave it), those who come first, the silent last."""
    order = [*((str(value), str(label)) for value, label in Rsvp.choices), ("", "")]
    groups = [
        (value, label, [each for each in attendances if each.rsvp == value])
        for value, label in order
    ]
    return [group for group in groups if group[2]]


def in_own_zone(meeting: Meeting, membership: Membership) -> str:
    """Return when the meeting is where it is, if clocks there differ from the visitor's."""
    if meeting.starts_at is None:
        return ""
    zones = (meeting.zone, membership.person.zone)
    here, there = (meeting.starts_at.astimezone(zone).utcoffset() for zone in zones)
    return "" if here == there else dates.moment(meeting.starts_at, get_language(), meeting.zone)
