"""What a periodic job looks for: nobody confirmed by the promised day, nothing to prepare with."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from meetings import fitting, interpreting, lead_times
from meetings.models import Arrangement, ArrangementState, Booking, Meeting
from notices.handing_over import hand_over
from notices.models import TaskKind
from partners.models import INTERPRETED

FURTHEST = timedelta(days=lead_times.LONGEST_LEAD + 1)


def found(now: datetime) -> list[int]:
    """Return the meetings (ids) to come for which something may have to be said."""
    unalerted = Q(alerted_for=None) | ~Q(alerted_for=F("meeting__time_revision"))
    waiting = Arrangement.objects.standing().filter(
        unalerted,
        meeting=OuterRef("pk"),
        need__kind__in=INTERPRETED,
        state=ArrangementState.TO_ARRANGE,
    )
    booked = Booking.objects.standing().filter(meeting=OuterRef("pk"))
    meetings = Meeting.objects.to_come(now).filter(starts_at__lte=now + FURTHEST)
    wanted = meetings.filter(Exists(waiting) | Exists(booked))
    return list(wanted.order_by("starts_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def look_after(meeting_id: int, now: datetime) -> int:
    """Say for one meeting what is due to be said. Return how many tasks came of it.

    Safe to run twice: each is said once.
    """
    meetings = Meeting.objects.to_come(now).select_for_update(of=("self",))
    meeting = meetings.filter(pk=meeting_id).first()
    if meeting is None:
        return 0
    interpreting.keep_in_step(meeting, now)  # a need may have changed
    return _alert(meeting, now) + _prepare(meeting, now)


def _alert(meeting: Meeting, now: datetime) -> int:
    if lead_times.support_due_at(meeting) > now:
        return 0
    groups = fitting.groups_of(meeting)
    return sum(
        interpreting.alert(group, meeting, now)
        for group in groups
        if group.arrangements and not _was_alerted(group, meeting)
    )


def _was_alerted(group: fitting.Group, meeting: Meeting) -> bool:
    return any(each.alerted_for == meeting.time_revision for each in group.arrangements)


def _prepare(meeting: Meeting, now: datetime) -> int:
    """Send the agenda, if nothing else was shared; without one it is a task for facilitators."""
    if lead_times.prepare_by(meeting) > now:
        return 0
    unprepared = meeting.bookings.confirmed().filter(prepared_at=None, missed_at=None)
    if not unprepared.exists():
        return 0
    interpreting.send_pre_reads(meeting, now=now, also_agenda=True)
    missed = list(unprepared.select_related("interpreter__person").order_by("pk"))
    for booking in missed:
        hand_over(
            TaskKind.NO_PRE_READS, person=booking.interpreter.person,
            partnership=meeting.partnership, subject=booking, now=now,
        )  # fmt: skip
    unprepared.update(missed_at=now)
    return len(missed)
