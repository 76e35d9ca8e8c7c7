"""Planning a meeting, and changing it: who is asked, what is arranged, what people are told.

Everything a change causes is written in its own transaction, in as many statements for 300 people
as for three. What is sent later is worded when it is sent.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, Max

from meetings import interpreting, promising, reminding, wall_time
from meetings.lead_times import support_due_at
from meetings.models import (
    Arrangement,
    ArrangementState,
    Attendance,
    Meeting,
    TimeOption,
)
from meetings.models import NotPlanned as NotPlanned  # raised by these functions too
from notices.models import CAN_BE_CALLED_BACK, Notice, State
from notices.planning import plan as tell
from notices.planning import void, waking
from notices.reasons import Reason
from partners.models import Membership, Person, SupportNeed, WorkingRules
from translations.reading import set_text

PLANNED = "meeting_planned"
MOVED = "meeting_moved"
CHANGED = "meeting_changed"
CANCELLED = "meeting_cancelled"
TIMES = "times_proposed"
REMINDER = "meeting_reminder"
RSVP_MISSING = "rsvp_missing"
SUPPORT_UNARRANGED = "support_unarranged"
SUPPORT_CHECK = "support_check"

BOUND_TO_THE_TIME = [
    PLANNED, MOVED, CHANGED, REMINDER, RSVP_MISSING, SUPPORT_UNARRANGED, SUPPORT_CHECK
]  # fmt: skip

RSVP_LEAD = "P3D"  # when to ask those who have not answered
CHECK_TIME = time(10)  # local, the day after


class Cancelled(Exception):
    """The meeting is cancelled: nothing about it changes any more."""


class AlreadyPlanned(Exception):
    """The meeting has a time already: move it instead."""


@transaction.atomic
def plan(meeting: Meeting, *, by: Membership, now: datetime, announce: bool = True) -> None:
    """Save a new meeting that has its wall time, and ask everyone who takes part.

    A meeting whose time has passed is only written down. Without `announce`, people are reminded
    but not told of it now, as with the later meetings of a series.
    """
    if meeting.created_by_id is None:
        meeting.created_by = by
    _save(meeting, now)
    invite(meeting, taking_part(meeting), now=now, announce=announce)


@transaction.atomic
def move(
    meeting: Meeting,
    *,
    day: date,
    at: time,
    later_of_two: bool = False,
    minutes: int | None = None,
    timezone: str | None = None,
    by: Membership,
    now: datetime,
) -> None:
    """Meet at another time. Everyone is told, asked again, and reminded of the new time.

    Answers to the old time no longer count, and support arranged for it is to be arranged again.
    Moving to the same time changes nothing. Raises Cancelled, NotPlanned, wall_time.Nonexistent.
    """
    _lock(meeting)
    before = (meeting.start, meeting.end, meeting.timezone)
    meeting.minutes = minutes or meeting.minutes
    meeting.timezone = timezone or meeting.timezone
    meeting.set_wall_time(day, at, later_of_two=later_of_two)
    if before == (meeting.start, meeting.end, meeting.timezone):
        return
    meeting.moved_from, meeting.shifted_from = before[0], None
    meeting.time_revision += 1
    meeting.revision += 1
    _save(meeting, now)
    _ask_again(meeting, now)
    interpreting.follow_move(meeting, now=now)
    promising.follow_move(meeting, before[0])
    promising.of_meeting(meeting, now)


@transaction.atomic
def change_place(
    meeting: Meeting, *, place: str, online_url: str, dial_in: str, by: Membership, now: datetime
) -> None:
    """Meet at another place, or join another way. Everyone who knows of the meeting is told.

    Raises Cancelled.
    """
    _lock(meeting)
    if (meeting.place, meeting.online_url, meeting.dial_in) == (place, online_url, dial_in):
        return
    meeting.place, meeting.online_url, meeting.dial_in = place, online_url, dial_in
    meeting.revision += 1
    _save(meeting, now)
    if meeting.starts_at and meeting.starts_at > now:
        knowing = _knowing(meeting, [PLANNED])
        members = [member for member in taking_part(meeting) if member.person_id in knowing]
        _tell_soon(CHANGED, meeting, members, before=meeting.starts_at, now=now)
        interpreting.follow_place(meeting, now=now)


@transaction.atomic
def cancel(meeting: Meeting, *, because: dict[str, str], by: Membership, now: datetime) -> None:
    """Do not meet. Nothing more is sent about it, but to those who know of it that it is off.

    `because` is the reason by language. Cancelling again changes nothing.
    """
    try:
        _lock(meeting)
    except Cancelled:
        return
    for language, text in because.items():
        set_text(meeting, "cancelled_because", language, text)
    meeting.cancelled_at = now
    meeting.revision += 1
    _save(meeting, now)
    void(meeting, reason=Reason.CANCELLED)
    interpreting.follow_cancelling(meeting, now=now)
    promising.of_meeting(meeting, now)
    if meeting.starts_at is None or meeting.starts_at > now:
        knowing = _knowing(meeting, [PLANNED, TIMES])
        members = [member for member in taking_part(meeting) if member.person_id in knowing]
        _tell_soon(CANCELLED, meeting, members, before=meeting.starts_at, now=now)


@transaction.atomic
def propose_times(
    meeting: Meeting,
    options: Iterable[TimeOption | tuple[date, time]],
    *,
    by: Membership,
    now: datetime,
) -> None:
    """Ask everyone which of these times work. Asking with more times asks again.

    An option is a day and a time; its moment follows from the meeting's zone.
    Raises Cancelled, AlreadyPlanned, wall_time.Nonexistent.
    """
    if meeting.pk is None:
        if meeting.created_by_id is None:
            meeting.created_by = by
    else:
        _lock(meeting)
        meeting.time_revision += 1
    if meeting.starts_at is not None:
        raise AlreadyPlanned
    _save(meeting, now)
    proposed = [_option(meeting, option) for option in options]
    TimeOption.objects.bulk_create(proposed, ignore_conflicts=True)
    void(meeting, kinds=[TIMES], before_revision=meeting.time_revision)
    ask_for_times(meeting, now=now)


def ask_for_times(meeting: Meeting, *, now: datetime) -> None:
    """Ask everyone who was not asked yet which of the proposed times work."""
    latest = meeting.time_options.aggregate(Max("starts_at"))["starts_at__max"]
    _tell(TIMES, meeting, taking_part(meeting), now=now, last_moment=latest)


@transaction.atomic
def choose_time(option: TimeOption, *, by: Membership, now: datetime) -> None:
    """Plan the meeting at one of its proposed times, and ask everyone.

    Raises Cancelled, AlreadyPlanned.
    """
    meeting = option.meeting
    _lock(meeting)
    if meeting.starts_at is not None:
        raise AlreadyPlanned
    meeting.set_wall_time(option.local_date, option.local_time)
    meeting.revision += 1
    _save(meeting, now)
    void(meeting, kinds=[TIMES])
    invite(meeting, taking_part(meeting), now=now)


@transaction.atomic
def include_newcomers(meeting: Meeting, *, now: datetime) -> None:
    """Ask people who take part by now and were not asked yet."""
    asked = set(meeting.attendances.values_list("membership_id", flat=True))
    newcomers = [member for member in taking_part(meeting) if member.pk not in asked]
    if newcomers:
        invite(meeting, newcomers, now=now)


@transaction.atomic
def follow_clocks(meeting: Meeting, *, now: datetime) -> None:
    """Keep the wall time that people agreed on, where a country changed its clocks.

    Everyone gets the new calendar file and is reminded by the new moment; answers stay. Raises
    NotPlanned if the meeting has no time yet.
    """
    if meeting.local_date is None or meeting.local_time is None:
        raise NotPlanned
    meeting.keep_wall_time()
    meeting.time_revision += 1
    meeting.revision += 1
    _save(meeting, now)
    knowing = _knowing(meeting, [PLANNED])
    void(meeting, kinds=BOUND_TO_THE_TIME, before_revision=meeting.time_revision)
    members = taking_part(meeting)
    invite(meeting, members, now=now, announce=False)
    mark_planned(meeting, members)
    told = [member for member in members if member.person_id in knowing]
    _tell_soon(CHANGED, meeting, told, before=meeting.starts_at, now=now)
    new = [member for member in members if member.person_id not in knowing]
    _tell_soon(PLANNED, meeting, new, before=meeting.starts_at, now=now)


def taking_part(meeting: Meeting) -> list[Membership]:
    """Return everyone who takes part in the meeting's partnership now, with their person."""
    return list(meeting.partnership.memberships.taking_part().with_person().order_by("pk"))


def invite(
    meeting: Meeting, members: Collection[Membership], *, now: datetime, announce: bool = True
) -> None:
    """Ask these people to a meeting, arrange what they need, and plan what they will be told."""
    attendances = [
        Attendance(meeting=meeting, membership=member, planned_for=planned_for(meeting, member))
        for member in members
    ]
    Attendance.objects.bulk_create(attendances, ignore_conflicts=True)
    in_need = include_needs(meeting, members)
    if meeting.start > now:
        if announce:
            _tell_soon(PLANNED, meeting, members, before=meeting.start, now=now)
        remind(meeting, members, now=now)
        look_after_support(meeting, in_need, now=now)


def include_needs(meeting: Meeting, members: Collection[Membership]) -> list[Membership]:
    """Turn these people's needs into arrangements, where they are not yet. Return who has needs."""
    needs = list(SupportNeed.objects.active().filter(membership__in=members).order_by("pk"))
    Arrangement.objects.bulk_create(
        [Arrangement(meeting=meeting, need=need) for need in needs], ignore_conflicts=True
    )
    in_need = {need.membership_id for need in needs}
    return [member for member in members if member.pk in in_need]


def planned_for(meeting: Meeting, member: Membership) -> str:
    """Return what a person's reminders were worked out from: see Attendance.planned_for."""
    return f"{meeting.time_revision}.{member.person.timing_revision}"


def remind(
    meeting: Meeting,
    members: Collection[Membership],
    *,
    now: datetime,
    still_open: Collection[tuple[int, str]] = (),
) -> set[tuple[int, str]]:
    """Plan the reminders, and the question for those who will not have answered three days before.

    Times that have passed are dropped; but a reminder that is `still_open`, a pair of person and
    lead, is due now. Returns the pairs that a reminder may stand for.
    """
    rules = rules_of(meeting)
    due: dict[str, dict[Person, datetime]] = {}
    for member in members:
        person = member.person
        leads = rules.reminder_leads if person.reminder_leads is None else person.reminder_leads
        for lead, moment in _schedule(meeting, leads, person).items():
            if moment >= now or (person.pk, lead) in still_open:
                due.setdefault(lead, {})[person] = max(moment, now)
    for lead, moments in sorted(due.items()):
        _tell(
            REMINDER, meeting, members, now=now, due=moments, occasion=lead,
            last_moment=meeting.starts_at,
        )  # fmt: skip
    questions = {
        member.person: asking
        for member in members
        if (asking := _due(meeting, RSVP_LEAD, member.person, now)) is not None
    }
    _tell(RSVP_MISSING, meeting, members, now=now, due=questions, last_moment=meeting.starts_at)
    return {(person.pk, lead) for lead, moments in due.items() for person in moments}


def look_after_support(meeting: Meeting, in_need: Collection[Membership], *, now: datetime) -> None:
    """Plan the facilitators' alarm for support not arranged, and the question afterwards."""
    if not in_need:
        return
    facilitators = meeting.partnership.memberships.facilitating().filter(paused_at=None)
    alarm = max(support_due_at(meeting), now)
    team = list(facilitators.with_person())
    _tell(
        SUPPORT_UNARRANGED, meeting, team, now=now,
        due={member.person: alarm for member in team}, last_moment=meeting.starts_at,
    )  # fmt: skip
    _tell(
        SUPPORT_CHECK, meeting, in_need, now=now,
        due={member.person: _day_after(meeting, member.person) for member in in_need},
    )  # fmt: skip


def rules_of(meeting: Meeting) -> WorkingRules:
    """Return the working rules of the meeting's partnership."""
    return meeting.partnership.working_rules


def _option(meeting: Meeting, proposed: TimeOption | tuple[date, time]) -> TimeOption:
    option = (
        proposed
        if isinstance(proposed, TimeOption)
        else TimeOption(local_date=proposed[0], local_time=proposed[1])
    )
    option.meeting = meeting
    option.starts_at = wall_time.moment(option.local_date, option.local_time, meeting.zone)
    return option


def _schedule(meeting: Meeting, leads: list[str], person: Person) -> dict[str, datetime]:
    return reminding.schedule(meeting.start, meeting.zone, leads, person)


def _due(meeting: Meeting, lead: str, person: Person, now: datetime) -> datetime | None:
    return reminding.due_at(meeting.start, meeting.zone, lead, person, now)


def _day_after(meeting: Meeting, person: Person) -> datetime:
    day = meeting.end.astimezone(person.zone).date() + timedelta(days=1)
    return wall_time.next_valid(day, CHECK_TIME, person.zone)


def _save(meeting: Meeting, now: datetime) -> None:
    meeting.changed_at = now
    meeting.reminder_leads = rules_of(meeting).reminder_leads
    meeting.save()


def _lock(meeting: Meeting) -> None:
    """Read the row again and hold it until the transaction ends. Raises Cancelled."""
    meeting.refresh_from_db(from_queryset=Meeting._default_manager.select_for_update())
    if meeting.cancelled_at is not None:
        raise Cancelled


def _ask_again(meeting: Meeting, now: datetime) -> None:
    """Start over for another time: call back what was planned for the old one, and plan anew."""
    void(
        meeting,
        kinds=BOUND_TO_THE_TIME,
        before_revision=meeting.time_revision,
        reason=Reason.MOVED,
    )
    meeting.attendances.update(rsvp="", answered_at=None, recorded_by=None)
    meeting.arrangements.filter(state=ArrangementState.ARRANGED).update(
        state=ArrangementState.TO_ARRANGE,
        note="",
        note_language="",
        is_by_booking=False,
        revision=F("revision") + 1,
        changed_at=now,
    )
    knowing = _knowing(meeting, [PLANNED])
    members = taking_part(meeting)
    invite(meeting, members, now=now, announce=False)
    mark_planned(meeting, members)
    if meeting.start <= now:
        return
    sooner = min(meeting.start, meeting.moved_from or meeting.start)
    told = [member for member in members if member.person_id in knowing]
    _tell_soon(MOVED, meeting, told, before=sooner, now=now)
    new = [member for member in members if member.person_id not in knowing]
    _tell_soon(PLANNED, meeting, new, before=meeting.starts_at, now=now)


def mark_planned(meeting: Meeting, members: Iterable[Membership]) -> None:
    """Note for what the reminders of everyone were worked out."""
    wanted = {member.pk: planned_for(meeting, member) for member in members}
    stale = [row for row in meeting.attendances.all() if row.membership_id in wanted]
    for attendance in stale:
        attendance.planned_for = wanted[attendance.membership_id]
    Attendance.objects.bulk_update(stale, ["planned_for"])


def _knowing(meeting: Meeting, kinds: list[str]) -> set[int]:
    """Return the people (ids) who know of the meeting: what is not on its way yet does not count.

    Those who attend without ever having been written to know it from its series.
    """
    rows = Notice.objects.filter(
        kind__in=kinds,
        subject_type=ContentType.objects.get_for_model(meeting),
        subject_id=meeting.pk,
    ).values_list("person_id", "deliveries__state")
    written_to, heard = set(), set()
    for person, state in rows:
        written_to.add(person)
        if state not in [*CAN_BE_CALLED_BACK, State.VOID, None]:
            heard.add(person)
    attending = set(meeting.attendances.values_list("membership__person_id", flat=True))
    return heard | (attending - written_to)


def _tell_soon(
    kind: str,
    meeting: Meeting,
    members: Collection[Membership],
    *,
    before: datetime | None,
    now: datetime,
) -> None:
    """Tell of a change when people wake; at once, if that were too late to change their plans.

    `before` is when they would have set out in vain.
    """
    due = {}
    for member in members:
        awake = waking(now, member.person)
        in_time = before is None or awake <= before - reminding.LEAST_NOTICE
        due[member.person] = awake if in_time else now
    _tell(
        kind, meeting, members, now=now, due=due, last_moment=meeting.starts_at, arrives_by=before
    )


def _tell(
    kind: str,
    meeting: Meeting,
    members: Collection[Membership],
    *,
    now: datetime,
    due: dict[Person, datetime] | None = None,
    **how: Any,
) -> None:
    """Plan a notice about the meeting, to those who have a moment in `due`, or to all now."""
    people = [member.person for member in members if due is None or member.person in due]
    revision = meeting.revision if kind in {CHANGED, CANCELLED} else meeting.time_revision
    if people:
        tell(
            kind, meeting, people, partnership=meeting.partnership, now=now, revision=revision,
            due_at=due.__getitem__ if due else None, **how,
        )  # fmt: skip
