"""What interpreters and readers are told, and the one question they answer by a link.

They learn when, where, how long and between which languages; never who needs it, nor why.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetings import interpreting, lead_times, preparation
from meetings.kinds import example_meeting
from meetings.models import Arrangement, Booking, BookingAnswer, Meeting
from notices import answers
from notices.handing_over import tell_about
from notices.kinds import Category, Kind, register
from notices.models import Notice, Task, TaskKind
from partners import dates, tongues
from partners.models import Channel, Interpreter, Membership, NeedKind


def ask(booking: Booking) -> str:
    """Return the question whether they come, in the active language and by their own clock."""
    meeting, person = booking.meeting, booking.interpreter.person
    language, minutes = get_language(), meeting.minutes
    words = {
        "when": dates.moment(meeting.start, language, person.zone),
        "one": tongues.name_of(booking.tongue, language),
        "other": tongues.name_of(booking.into, language),
        "minutes": minutes,
    }
    if booking.is_reader:
        sentence = ngettext(
            "Can you read aloud at a meeting of %(minutes)s minute: %(when)s?",
            "Can you read aloud at a meeting of %(minutes)s minutes: %(when)s?",
            minutes,
        )
    else:
        sentence = ngettext(
            "Can you interpret between %(one)s and %(other)s at a meeting of"
            " %(minutes)s minute: %(when)s?",
            "Can you interpret between %(one)s and %(other)s at a meeting of"
            " %(minutes)s minutes: %(when)s?",
            minutes,
        )
    return sentence % words


CAN_YOU_COME = answers.register(
    answers.Question(
        letter="I",
        model=Booking,
        ask=ask,
        choices=lambda booking: [(value, str(label)) for value, label in BookingAnswer.choices],
        current=lambda booking: booking.answer,
        person=lambda booking: booking.interpreter.person,
        partnership=lambda booking: booking.meeting.partnership,
        record=interpreting.record,
        is_open=interpreting.is_open,
        related=("meeting__partnership", "interpreter__person", "recorded_by__person"),
    )
)


def _is_unanswered(notice: Notice, now: datetime) -> bool:
    booking = notice.subject
    same = notice.revision == booking.revision and not booking.answer
    return same and interpreting.is_open(booking, now)


def _is_off(notice: Notice, now: datetime) -> bool:
    return notice.subject.called_off_at is not None


def _place_is_news(notice: Notice, now: datetime) -> bool:
    booking = notice.subject
    holds = booking.answer != BookingAnswer.NO and interpreting.is_open(booking, now)
    return holds and notice.revision == booking.meeting.revision


def _comes(notice: Notice, now: datetime) -> bool:
    booking = notice.subject
    return booking.answer == BookingAnswer.YES and interpreting.is_open(booking, now)


def _booking(notice: Notice) -> dict[str, Any]:
    booking: Booking = notice.subject
    meeting, person, language = booking.meeting, notice.person, get_language()
    minutes = lead_times.length(meeting) if meeting.pk else meeting.minutes
    return {
        "booking": booking,
        "meeting": meeting,
        "day": dates.day(meeting.start.astimezone(person.zone).date(), language),
        "when": dates.moment(meeting.start, language, person.zone),
        "asked": ask(booking),
        "is_anew": bool(booking.revision),
        "are_two": lead_times.how_many(booking.kind, minutes) > 1,
        "link": preparation.link(booking),
    }


def _can_you_come(notice: Notice) -> list[tuple[str, Model]]:
    return [(CAN_YOU_COME.letter, notice.subject)]


# What facilitators read on their list of tasks


def _unconfirmed(tasks: Sequence[Task]) -> dict[int, tuple[str, str]]:
    rows = Arrangement.objects.select_related("need", "meeting__partnership")
    found = rows.exclude(meeting__starts_at=None).in_bulk([task.subject_id for task in tasks])
    return {
        task.pk: (_nobody_for(found[task.subject_id]), _support(found[task.subject_id].meeting))
        for task in tasks
        if task.subject_id in found
    }


def _nobody_for(arrangement: Arrangement) -> str:
    language, need, meeting = get_language(), arrangement.need, arrangement.meeting
    words = {
        "day": dates.day(meeting.start.astimezone(meeting.zone).date(), language),
        "language": tongues.name_of(need.tongue, language),
    }
    if need.kind == NeedKind.READER:
        return gettext("Nobody is confirmed to read aloud at the meeting on %(day)s.") % words
    return (
        gettext("No interpreter for %(language)s is confirmed for the meeting on %(day)s.") % words
        if need.tongue
        else gettext("No interpreter is confirmed for the meeting on %(day)s.") % words
    )


def _unprepared(tasks: Sequence[Task]) -> dict[int, tuple[str, str]]:
    rows = Booking.objects.select_related("meeting__partnership")
    found = rows.in_bulk([task.subject_id for task in tasks])
    label = str(TaskKind.NO_PRE_READS.label)
    return {
        task.pk: (label, _support(found[task.subject_id].meeting))
        for task in tasks
        if task.subject_id in found
    }


def _support(meeting: Meeting) -> str:
    return reverse("meetings:support", args=[meeting.partnership.slug, meeting.pk])


tell_about(TaskKind.NO_INTERPRETER, _unconfirmed)
tell_about(TaskKind.NO_PRE_READS, _unprepared)


def _example(membership: Membership) -> Booking:
    partnership = membership.partnership
    pair = [*partnership.languages, "vi", "en"]
    interpreter = Interpreter(
        partnership=partnership, person=membership.person, tongues=pair, added_by=membership
    )
    return Booking(
        meeting=example_meeting(membership), interpreter=interpreter, kind=NeedKind.INTERPRETER,
        tongue="vi", into=next(code for code in pair if code != "vi"),
    )  # fmt: skip


def _about_booking(name: str, label: Any, is_wanted: Any, **more: Any) -> None:
    register(
        Kind(
            name=name, label=label, category=Category.CHANGES, subject=Booking,
            context=_booking, is_wanted=is_wanted, example=_example, may_be_muted=False, **more,
        )
    )  # fmt: skip


_about_booking(
    interpreting.ASKED, _("Can you interpret or read aloud?"), _is_unanswered,
    questions=_can_you_come, only_by=(Channel.EMAIL, Channel.TEXT, Channel.CALL),
)  # fmt: skip
_about_booking(interpreting.OFF, _("An interpreter is not needed any more"), _is_off)
_about_booking(interpreting.PLACE, _("An interpreter comes to another place"), _place_is_news)
_about_booking(
    interpreting.PREPARE, _("What interpreters prepare with"), _comes,
    only_by=(Channel.EMAIL, Channel.CALL),
)  # fmt: skip
