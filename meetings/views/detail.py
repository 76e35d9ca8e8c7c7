"""What the page of one meeting shows, and to whom."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from meetings import protecting
from meetings.carrying import LARGEST
from meetings.forms.taking_part import RsvpForSomebodyForm
from meetings.models import PROTECTED, AgendaItem, Attendance, FollowUp, Meeting, Resource, Rsvp
from meetings.readiness import readiness
from meetings.texts import meeting_languages
from meetings.views.finding import taking_part
from partners import dates
from partners.models import Membership
from partners.roles import Permission
from translations.coverage import Coverage, coverage
from translations.reading import written


def whole_meeting(membership: Membership, meeting: Meeting, now: datetime) -> dict[str, Any]:
    """Return all that the page shows to this visitor."""
    attendances = list(
        meeting.attendances.filter(membership__left_at=None)
        .select_related("membership__person", "recorded_by__person")
        .order_by("membership__person__name", "pk")
    )
    arrangements = list(meeting.arrangements.of(membership).select_related("recorded_by__person"))
    is_over = bool(meeting.ends_at and meeting.ends_at <= now)
    is_open = not is_over and not meeting.cancelled_at
    return {
        "membership": membership,
        "tab": "meetings",
        "meeting": meeting,
        "is_over": is_over,
        "is_open": is_open,
        "answers": [each for each in Rsvp if arrangements or each != Rsvp.IF_SUPPORTED],
        "mine": next((each for each in attendances if each.membership_id == membership.pk), None),
        "groups": by_answer(attendances),
        "there": [each for each in attendances if each.was_there],
        "elsewhere": in_own_zone(meeting, membership),
        "items": (items := agenda_of(meeting)),
        "protected": PROTECTED,
        "says_what_was_kept": protecting.is_over(meeting, now)
        and protecting.may_record(meeting, membership)
        and any(item.kind in PROTECTED for item in items),
        "arrangements": arrangements,
        "support_waits": is_over and any(each.answered_at is None for each in arrangements),
        "has_purpose": bool(written(meeting, "purpose")),
        "resources": (resources := list(meeting.resources.available().with_current_texts())),
        "actions": meeting.actions.select_related("owner__person").order_by("due_on", "pk"),
        **money_of(membership, meeting, is_open=is_open),
        "options": meeting.starts_at is None and meeting.time_options.exists(),
        "reached": unread(meeting, items, membership) if is_open else None,
        **for_facilitators(membership, meeting, now, is_open=is_open, resources=resources),
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


def money_of(membership: Membership, meeting: Meeting, *, is_open: bool) -> dict[str, Any]:
    """Return what the partnership pays, to read before one says that one comes."""
    terms = getattr(meeting.partnership, "money_terms", None) if is_open else None
    return {"terms": terms, "says_how": terms and hasattr(membership, "payment_choice")}


def unread(meeting: Meeting, items: list[AgendaItem], membership: Membership) -> Coverage:
    """Say who cannot read the meeting and its agenda yet."""
    there = meeting_languages(meeting, items)
    return coverage(there, membership.partnership.memberships.active().with_person())


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the agenda in its order, with who proposed what."""
    return list(meeting.agenda.with_people().order_by("position", "pk"))


def for_facilitators(
    membership: Membership,
    meeting: Meeting,
    now: datetime,
    *,
    is_open: bool,
    resources: list[Resource],
) -> dict[str, Any]:
    """Return what only those who prepare the meeting see."""
    if not is_open or not membership.may(Permission.ARRANGE_SUPPORT):
        return {}
    form = RsvpForSomebodyForm(people=taking_part(membership).exclude(pk=membership.pk))
    if meeting.starts_at is None:
        return {}
    return {"readiness": readiness(meeting, now, resources=resources), "record_form": form}


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
