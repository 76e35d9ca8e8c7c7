"""Brings up to date what was planned for meetings to come, when people or promises changed.

Somebody joined, resumed or added a need; somebody's zone or quiet hours changed; the partnership
promised other reminders; a country changed its clocks. None of those who change these things knows
of meetings, so a periodic task looks.
"""

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from meetings import interpreting, planning, sharing
from meetings.models import Arrangement, Attendance, Meeting
from meetings.planning import REMINDER, TIMES
from notices.models import OPEN_STATES, Notice
from notices.planning import void
from partners.models import Membership, SupportNeed


def found(now: datetime) -> list[int]:
    """Return the meetings (ids) for which people or promises changed something."""
    return [*out_of_step(now), *searches_to_join(now)]


def out_of_step(now: datetime) -> list[int]:
    """Return the meetings to come (ids) for which something was not planned yet, or differently."""
    of_meeting = {"meeting": OuterRef(OuterRef("pk"))}
    members = Membership.objects.taking_part().filter(partnership=OuterRef("partnership"))
    not_asked = members.exclude(
        Exists(Attendance.objects.filter(**of_meeting, membership=OuterRef("pk")))
    )
    needs = SupportNeed.objects.active().filter(
        membership__in=Membership.objects.taking_part(),
        membership__partnership=OuterRef("partnership"),
    )
    not_arranged = needs.exclude(
        Exists(Arrangement.objects.filter(**of_meeting, need=OuterRef("pk")))
    )
    wanted = Concat(
        Cast(OuterRef("time_revision"), CharField()),
        Value("."),
        Cast("membership__person__timing_revision", CharField()),
    )
    differently = Attendance.objects.filter(
        meeting=OuterRef("pk"), membership__in=Membership.objects.taking_part()
    ).exclude(planned_for=wanted)
    promises_changed = ~Q(reminder_leads=F("partnership__working_rules__reminder_leads"))
    return list(
        Meeting.objects.to_come(now)
        .filter(Exists(not_asked) | Exists(not_arranged) | Exists(differently) | promises_changed)
        .order_by("starts_at", "pk")
        .values_list("pk", flat=True)
    )


def searches_to_join(now: datetime) -> list[int]:
    """Return the meetings (ids) for which a time is sought without having asked everyone."""
    asked = Notice.objects.filter(
        kind=TIMES,
        subject_type=ContentType.objects.get_for_model(Meeting),
        subject_id=OuterRef(OuterRef("pk")),
        person=OuterRef("person"),
    )
    members = Membership.objects.taking_part().filter(partnership=OuterRef("partnership"))
    return list(
        Meeting.objects.being_scheduled()
        .filter(Exists(members.exclude(Exists(asked))), time_options__starts_at__gt=now)
        .distinct()
        .values_list("pk", flat=True)
    )


def on_other_clocks(now: datetime) -> list[int]:
    """Return the meetings to come (ids) whose wall time means another moment than was stored.

    A country decided to change its clocks, and the zones of this machine were updated.
    """
    return [meeting.pk for meeting in Meeting.objects.to_come(now) if _is_on_other_clocks(meeting)]


def _is_on_other_clocks(meeting: Meeting) -> bool:
    stored = meeting.start.astimezone(meeting.zone)
    return (stored.date(), stored.time()) != (meeting.local_date, meeting.local_time)


def ask_about_support(now: datetime) -> int:
    """Open the question whether support was there, for meetings that are over. Return how many."""
    over = Arrangement.objects.standing().filter(
        asked_at=None, meeting__ends_at__lte=now, meeting__cancelled_at=None
    )
    return Arrangement.objects.filter(pk__in=over.values("pk")).update(asked_at=now)


@transaction.atomic
def refresh(meeting_id: int, now: datetime) -> bool:
    """Plan anew what changed for one meeting. Return whether it is still to come.

    Safe to run twice: planning the same again changes nothing.
    """
    meetings = Meeting.objects.standing().select_for_update(of=("self",))
    meeting = meetings.filter(pk=meeting_id).first()
    if meeting is None or (meeting.starts_at is not None and meeting.starts_at <= now):
        return False
    if meeting.starts_at is None:
        planning.ask_for_times(meeting, now=now)
        return True
    if _is_on_other_clocks(meeting):
        planning.follow_clocks(meeting, now=now)
    _include_newcomers(meeting, now)
    members = planning.taking_part(meeting)
    in_need = planning.include_needs(meeting, members)
    planning.look_after_support(meeting, in_need, now=now)
    interpreting.keep_in_step(meeting, now)
    _retime(meeting, members, now)
    return True


def _include_newcomers(meeting: Meeting, now: datetime) -> None:
    planning.include_newcomers(meeting, now=now)
    for resource in meeting.resources.available():
        sharing.include_newcomers(resource, now=now)


def _retime(meeting: Meeting, members: list[Membership], now: datetime) -> None:
    """Give everyone whose timing changed, or all if the promises did, their reminders anew."""
    leads = planning.rules_of(meeting).reminder_leads
    everyone = meeting.reminder_leads != leads
    wanted = {member.pk: planning.planned_for(meeting, member) for member in members}
    asked = dict(meeting.attendances.values_list("membership_id", "planned_for"))
    changed = [
        member for member in members if everyone or asked.get(member.pk) != wanted[member.pk]
    ]
    still_open = _open_reminders(meeting) if changed else set()
    stands = planning.remind(meeting, changed, now=now, still_open=still_open)
    people = {member.person_id: member.person for member in changed}
    for person_id in {person for person, _lead in still_open - stands if person in people}:
        kept = [lead for person, lead in stands if person == person_id]
        void(meeting, kinds=[REMINDER], person=people[person_id], occasions_except=kept)
    planning.mark_planned(meeting, members)
    meeting.reminder_leads = leads
    meeting.save(update_fields=["reminder_leads"])


def _open_reminders(meeting: Meeting) -> set[tuple[int, str]]:
    """Return (person, lead) of each reminder that was not sent yet."""
    return set(
        Notice.objects.filter(
            kind=REMINDER,
            subject_type=ContentType.objects.get_for_model(meeting),
            subject_id=meeting.pk,
            revision=meeting.time_revision,
            deliveries__state__in=OPEN_STATES,
        ).values_list("person_id", "occasion")
    )
