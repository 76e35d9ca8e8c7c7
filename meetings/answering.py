"""What people answer: whether they come, whether their support was there, what they could open.

Each answer is a question of one purpose (`notices.answers`), so that a link, a page and a phone
call record it in the same way. What somebody wrote down for another is sent back to that person.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language, gettext, pgettext

from meetings import promising
from meetings.models import (
    Arrangement,
    Attendance,
    FollowUp,
    Meeting,
    Rsvp,
    TimeAnswer,
    TimeOption,
)
from meetings.planning import RSVP_MISSING, SUPPORT_CHECK
from meetings.recorded_rows import TIMES
from meetings.sharing import RESOURCE_FOLLOW_UP
from notices import answers
from notices.handing_over import hand_over
from notices.models import Task, TaskKind
from notices.planning import void
from notices.receipts import record
from notices.recording import tell
from partners import dates
from partners.help_grants import Scope
from partners.models import Membership

YES, NO = "yes", "no"
MOST_ASKED = 20  # questions of one kind on a helper's page


def rsvp(
    attendance: Attendance, answer: str, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record whether a person comes. `recorded_by` is somebody else who wrote it down."""
    record(WILL_YOU_COME, attendance, answer, recorded_by=recorded_by, now=now)


def support_was_there(
    arrangement: Arrangement,
    answer: bool,
    *,
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Record whether the support was there. If it was not, the facilitators reach the person."""
    value = YES if answer else NO
    record(WAS_IT_THERE, arrangement, value, recorded_by=recorded_by, now=now)


def follow_up(
    question: FollowUp, answer: str, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record whether a person could open a resource. If not, the facilitators reach the person."""
    record(COULD_YOU_OPEN, question, answer, recorded_by=recorded_by, now=now)


@transaction.atomic
def times(
    meeting: Meeting,
    membership: Membership,
    works: Mapping[TimeOption, str],
    *,
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Record which proposed times work for a person. Times they say nothing about stay open.

    If somebody else wrote it down, the person is told.
    """
    Membership.objects.select_for_update().get(pk=membership.pk)  # one answer after another
    for option, answer in works.items():
        TimeAnswer.objects.update_or_create(
            option=option,
            membership=membership,
            defaults={
                "works": TimeAnswer.Works(answer),
                "answered_at": now,
                "recorded_by": _writer(recorded_by, membership),
            },
        )
    if works:
        tell(TIMES, meeting, membership, recorded_by=recorded_by, now=now)


def _writer(recorded_by: Membership | None, membership: Membership) -> Membership | None:
    """Return who wrote it down, None for the person themselves."""
    return None if recorded_by == membership else recorded_by


@transaction.atomic
def _record_rsvp(
    attendance: Attendance, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    _record(attendance, attendance.membership, recorded_by, now, rsvp=Rsvp(value).value)
    meeting = attendance.meeting
    void(meeting, kinds=[RSVP_MISSING], person=attendance.membership.person)
    promising.keep_in_step(meeting.attendances.filter(pk=attendance.pk), meeting.partnership, now)


@transaction.atomic
def _record_support(
    arrangement: Arrangement, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    membership, meeting = arrangement.need.membership, arrangement.meeting
    was_there = value == YES
    asked_at = arrangement.asked_at or now
    _record(arrangement, membership, recorded_by, now, was_there=was_there, asked_at=asked_at)
    if not meeting.arrangements.of(membership).filter(answered_at=None).exists():
        void(meeting, kinds=[SUPPORT_CHECK], person=membership.person)
    if not was_there:
        _hand_over(TaskKind.SUPPORT_MISSING, membership, arrangement, now)


@transaction.atomic
def _record_follow_up(
    question: FollowUp, value: str, recorded_by: Membership | None, now: datetime
) -> None:
    answer = FollowUp.Answer(value).value
    _record(question, question.membership, recorded_by, now, answer=answer, next_ask_at=None)
    void(question, kinds=[RESOURCE_FOLLOW_UP])
    _nothing_left_to_do(TaskKind.UNANSWERED, question, now)
    if answer == FollowUp.Answer.COULD_NOT:
        _hand_over(TaskKind.CANNOT_OPEN, question.membership, question, now)


def _record(
    row: Attendance | Arrangement | FollowUp,
    membership: Membership,
    recorded_by: Membership | None,
    now: datetime,
    **answer: Any,
) -> None:
    """Write an answer, when it was given and who wrote it down."""
    changed = {**answer, "answered_at": now, "recorded_by": _writer(recorded_by, membership)}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))


def _hand_over(
    kind: TaskKind, membership: Membership, subject: Arrangement | FollowUp, now: datetime
) -> None:
    hand_over(
        kind,
        person=membership.person,
        partnership=membership.partnership,
        subject=subject,
        now=now,
    )


def _nothing_left_to_do(kind: TaskKind, question: FollowUp, now: datetime) -> None:
    """Close the facilitators' task: the person answered after all."""
    asked = Task.objects.open().filter(kind=kind, person=question.membership.person)
    asked.filter(subject_id=question.pk).update(done_at=now)


def _local_day(meeting: Meeting, membership: Membership) -> str:
    day = meeting.start.astimezone(membership.person.zone).date()
    return dates.day(day, get_language())


def _ask_rsvp(attendance: Attendance) -> str:
    day = _local_day(attendance.meeting, attendance.membership)
    return gettext("Will you be at the meeting on %(day)s?") % {"day": day}


def _rsvp_choices(attendance: Attendance) -> list[tuple[str, str]]:
    """The answers; the one about support only for those who need some."""
    known = vars(attendance)  # a page asks several times, and a list for all at once
    if "has_needs" not in known:
        known["has_needs"] = attendance.meeting.arrangements.of(attendance.membership).exists()
    offered = [Rsvp.YES, Rsvp.NO, *([Rsvp.IF_SUPPORTED] if known["has_needs"] else [])]
    return [(choice.value, str(choice.label)) for choice in offered]


def _ask_support(arrangement: Arrangement) -> str:
    words = {
        "need": arrangement.need.get_kind_display(),
        "day": _local_day(arrangement.meeting, arrangement.need.membership),
    }
    return gettext("You asked for: %(need)s. Was it there at the meeting on %(day)s?") % words


def _support_choices(arrangement: Arrangement) -> list[tuple[str, str]]:
    # Translators: answers to "Was your support there?"
    return [
        (YES, pgettext("support", "Yes, it was there")),
        (NO, pgettext("support", "No, it was not there")),
    ]


def _ask_follow_up(question: FollowUp) -> str:
    shared_on = question.resource.shared_at.astimezone(question.membership.person.zone).date()
    words = {"day": dates.day(shared_on, get_language())}
    return gettext("We shared something to read on %(day)s. Could you open it?") % words


def _given_support_answer(arrangement: Arrangement) -> str:
    return {True: YES, False: NO, None: ""}[arrangement.was_there]


def _may_answer_rsvp(attendance: Attendance, now: datetime) -> bool:
    meeting, member = attendance.meeting, attendance.membership
    has_time = meeting.cancelled_at is None and meeting.ends_at is not None
    return has_time and meeting.end > now and member.left_at is None


def _may_answer_support(arrangement: Arrangement, now: datetime) -> bool:
    meeting, member = arrangement.meeting, arrangement.need.membership
    has_time = meeting.cancelled_at is None and meeting.starts_at is not None
    return has_time and meeting.start <= now and member.left_at is None


def _may_answer_follow_up(question: FollowUp, now: datetime) -> bool:
    return question.resource.withdrawn_at is None and question.membership.left_at is None


def _asked_whether_they_come(member: Membership, now: datetime) -> QuerySet[Attendance]:
    """What somebody is asked about meetings to come, the next first."""
    coming = member.attendances.filter(meeting__in=member.partnership.meetings.upcoming(now))
    supported = Arrangement._default_manager.of(member).filter(meeting=OuterRef("meeting"))
    rows = coming.select_related(*WILL_YOU_COME.related).annotate(has_needs=Exists(supported))
    return rows.order_by("meeting__starts_at", "pk")[:MOST_ASKED]


def _asked_about_support(member: Membership, now: datetime) -> QuerySet[Arrangement]:
    """What somebody was asked about support and has not answered."""
    rows = Arrangement._default_manager.filter(
        need__membership=member, asked_at__isnull=False, answered_at=None
    )
    return rows.select_related(*WAS_IT_THERE.related).order_by("-asked_at", "pk")[:MOST_ASKED]


def _asked_about_resources(member: Membership, now: datetime) -> QuerySet[FollowUp]:
    """What somebody was asked about things to read and has not answered."""
    rows = member.follow_ups.filter(answer="").select_related(*COULD_YOU_OPEN.related)
    return rows.order_by("-pk")[:MOST_ASKED]


WILL_YOU_COME = answers.register(
    answers.Question(
        letter="r",
        model=Attendance,
        ask=_ask_rsvp,
        choices=_rsvp_choices,
        current=lambda attendance: attendance.rsvp,
        person=lambda attendance: attendance.membership.person,
        partnership=lambda attendance: attendance.meeting.partnership,
        record=_record_rsvp,
        is_open=_may_answer_rsvp,
        related=("meeting__partnership", "membership__person", "recorded_by__person"),
        scope=Scope.ANSWERS,
        rows=_asked_whether_they_come,
    )
)

WAS_IT_THERE = answers.register(
    answers.Question(
        letter="s",
        model=Arrangement,
        ask=_ask_support,
        choices=_support_choices,
        current=_given_support_answer,
        person=lambda arrangement: arrangement.need.membership.person,
        partnership=lambda arrangement: arrangement.meeting.partnership,
        record=_record_support,
        is_open=_may_answer_support,
        related=("meeting__partnership", "need__membership__person", "recorded_by__person"),
        scope=Scope.ANSWERS,
        rows=_asked_about_support,
    )
)

COULD_YOU_OPEN = answers.register(
    answers.Question(
        letter="f",
        model=FollowUp,
        ask=_ask_follow_up,
        choices=lambda question: [(value, str(label)) for value, label in FollowUp.Answer.choices],
        current=lambda question: question.answer,
        person=lambda question: question.membership.person,
        partnership=lambda question: question.resource.partnership,
        record=_record_follow_up,
        is_open=_may_answer_follow_up,
        related=("resource__partnership", "membership__person", "recorded_by__person"),
        scope=Scope.ANSWERS,
        rows=_asked_about_resources,
    )
)
