"""Asking those who hold power to reflect before a meeting, and others who want to be asked.

One message a meeting, with a question to think about and a link to tick "done". A tick has no
words. Nobody is reminded, and no page shows who did not tick.

What is planned follows the meeting: a periodic job finds meetings for which it is missing or was
worked out for another time, as `meetings.refreshing` does for reminders.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from meetings import reminding
from meetings.models import Attendance, Meeting, Rsvp
from meetings.planning import planned_for
from notices.models import Notice, State
from notices.planning import plan, void
from partners.models import Membership, MembershipQuerySet, Person
from partners.roles import POWER_HOLDING
from reflections.models import AskMe, Reflected
from reflections.prompt_catalogue import before_meeting

REFLECT_FIRST = "reflect_first"
LEAD = "P2D"  # before the meeting
AHEAD = timedelta(days=14)  # meetings further away wait for their turn


def those_asked() -> MembershipQuerySet:
    """Return everybody who takes part and is asked: groups that hold power, and who wants it."""
    wants = Exists(AskMe.objects.filter(membership=OuterRef("pk")))
    return Membership.objects.taking_part().filter(Q(group__in=POWER_HOLDING) | wants)


def is_asked(membership: Membership) -> bool:
    """Say whether this person is asked before meetings."""
    return those_asked().filter(pk=membership.pk).exists()


def is_asked_anyway(membership: Membership) -> bool:
    """Say whether this person's group is asked without having chosen to be."""
    return membership.group in POWER_HOLDING


@transaction.atomic
def choose(membership: Membership, *, wants: bool) -> None:
    """Let a person be asked before meetings, or no longer. Choosing twice changes nothing."""
    membership.lock()
    if wants:
        AskMe.objects.get_or_create(membership=membership)
    else:
        AskMe.objects.filter(membership=membership).delete()


def out_of_step(now: datetime) -> list[int]:
    """Return the meetings soon to come (ids) before which somebody is yet to be asked."""
    wanted = Concat(
        Cast(OuterRef(OuterRef("time_revision")), CharField()),
        Value("."),
        Cast(OuterRef("person__timing_revision"), CharField()),
    )
    planned = Reflected.objects.filter(
        meeting=OuterRef(OuterRef("pk")), membership=OuterRef("pk"), planned_for=wanted
    )
    left_out = those_asked().filter(partnership=OuterRef("partnership")).exclude(Exists(planned))
    soon = Meeting.objects.to_come(now).filter(Exists(left_out), starts_at__lt=now + AHEAD)
    return list(soon.order_by("starts_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def prepare(meeting_id: int, now: datetime) -> None:
    """Plan one message to each person who is asked before a meeting. Safe to run twice.

    A message that went out already is not sent again when the meeting moves.
    """
    meetings = Meeting.objects.to_come(now).select_for_update(of=("self",))
    meeting = meetings.filter(pk=meeting_id).first()
    if meeting is None:
        return
    asked = those_asked().filter(partnership=meeting.partnership_id)
    members = list(asked.with_person().select_related("partnership"))
    question = before_meeting(meeting.pk).key
    Reflected.objects.bulk_create(
        [Reflected(meeting=meeting, membership=member, prompt=question) for member in members],
        ignore_conflicts=True,
    )
    void(meeting, kinds=[REFLECT_FIRST], before_revision=meeting.time_revision)
    heard = _heard(meeting)
    _tell(meeting, [each.person for each in members if each.person_id not in heard], now)
    _mark_planned(meeting, members)


def _tell(meeting: Meeting, people: Collection[Person], now: datetime) -> None:
    """Plan the message two days before; at once, where that has passed."""
    due = {
        person: reminding.due_at(meeting.start, meeting.zone, LEAD, person, now) or now
        for person in people
    }
    plan(
        REFLECT_FIRST, meeting, people, partnership=meeting.partnership, now=now,
        due_at=due.__getitem__, revision=meeting.time_revision, last_moment=meeting.start,
    )  # fmt: skip


def _heard(meeting: Meeting) -> set[int]:
    """Return the people (ids) who got the message before, for whichever time of the meeting."""
    told = Notice.objects.filter(
        kind=REFLECT_FIRST,
        subject_type=ContentType.objects.get_for_model(meeting),
        subject_id=meeting.pk,
        deliveries__state__in=[State.SENDING, State.SENT],
    )
    return set(told.values_list("person_id", flat=True))


def _mark_planned(meeting: Meeting, members: Collection[Membership]) -> None:
    """Note for which times the messages were worked out."""
    wanted = {member.pk: planned_for(meeting, member) for member in members}
    rows = list(Reflected.objects.filter(meeting=meeting, membership__in=members))
    for row in rows:
        row.planned_for = wanted[row.membership_id]
    Reflected.objects.bulk_update(rows, ["planned_for"])


def still_matters(meeting: Meeting, person: Person, now: datetime) -> bool:
    """Say whether to ask this person before this meeting, at the moment of sending."""
    to_come = meeting.cancelled_at is None and meeting.starts_at is not None
    if not to_come or meeting.start <= now:
        return False
    members = those_asked().filter(partnership=meeting.partnership_id, person=person.pk)
    stays_away = Attendance.objects.filter(
        meeting=meeting.pk, membership__person=person.pk, rsvp=Rsvp.NO
    )
    ticked = Reflected.objects.filter(
        meeting=meeting.pk, membership__person=person.pk, is_done=True
    )
    return members.exists() and not stays_away.exists() and not ticked.exists()


def rows_of(membership: Membership, now: datetime) -> QuerySet[Reflected]:
    """Return what this person is asked before the meetings that come soon, the next first."""
    rows = Reflected.objects.filter(
        membership=membership, meeting__cancelled_at=None, meeting__starts_at__gt=now,
        meeting__starts_at__lt=now + AHEAD,
    ).select_related("meeting__partnership", "membership__person")  # fmt: skip
    return rows.order_by("meeting__starts_at", "pk")


def tick(
    row: Reflected, done: bool, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Write down that a person reflected before a meeting, or take the tick back."""
    row.is_done = done
    row.recorded_by = None if recorded_by == row.membership else recorded_by
    row.save(update_fields=["is_done", "recorded_by"])
    if done:
        void(row.meeting, kinds=[REFLECT_FIRST], person=row.membership.person)
