"""What this app tells people: to whom it still matters when it is sent, and what it is worded from.

The words stand in `templates/notices/`. A message says when and where; the title only to those who
chose to see everything, and the partnership's name never.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetings import answering, calendars, planning
from meetings.models import (
    Arrangement,
    ArrangementState,
    Attendance,
    FollowUp,
    Meeting,
    Resource,
    Rsvp,
    TimeAnswer,
)
from meetings.noting import NOTES_READY
from meetings.sharing import RESOURCE_AVAILABLE, RESOURCE_FOLLOW_UP, languages_of
from meetings.supporting import SUPPORT_ARRANGED
from notices.belonging import facilitates, takes_part
from notices.kinds import Attachment, Category, Kind, register
from notices.models import Notice
from notices.statements import Prepared
from partners import dates
from partners.models import Detail, Membership, NeedKind, Person, SupportNeed

IN_A_SERIES = 13  # days of later meetings that are listed
EXAMPLE_IN = timedelta(days=10)

Wanted = Callable[[Notice, datetime], bool]
ATTENDANCE = Prepared(
    lambda meeting, person: Attendance.objects.filter(
        meeting=meeting, membership__person=person
    ).order_by("pk"),
    keys=2,
)
MEMBERSHIP = Prepared(lambda key: Membership.objects.filter(pk=key))


# To whom it still matters, while its subject is there at all


def _is_to_come(meeting: Meeting, now: datetime) -> bool:
    has_time = meeting.cancelled_at is None and meeting.starts_at is not None
    return has_time and meeting.start > now


def _before_it(notice: Notice, now: datetime) -> bool:
    """Wanted until the meeting starts, is cancelled or moved, by who takes part."""
    meeting = notice.subject
    same = _is_to_come(meeting, now) and notice.revision == meeting.time_revision
    return same and takes_part(notice)


def _by_who_comes(notice: Notice, now: datetime) -> bool:
    """Wanted as `_before_it`, but not by those who said that they cannot come."""
    return _before_it(notice, now) and attendance_of(notice).rsvp != Rsvp.NO


def _by_the_silent(notice: Notice, now: datetime) -> bool:
    return _before_it(notice, now) and not attendance_of(notice).rsvp


def _place_is_news(notice: Notice, now: datetime) -> bool:
    meeting = notice.subject
    latest = _is_to_come(meeting, now) and notice.revision == meeting.revision
    return latest and takes_part(notice)


def _is_off(notice: Notice, now: datetime) -> bool:
    return notice.subject.cancelled_at is not None and takes_part(notice)


def _time_is_open(notice: Notice, now: datetime) -> bool:
    meeting = notice.subject
    if meeting.cancelled_at or meeting.starts_at:
        return False
    answered = TimeAnswer.objects.filter(
        option__meeting=meeting, membership__person=notice.person_id
    )
    latest = notice.revision == meeting.time_revision
    return latest and not answered.exists() and takes_part(notice)


def _support_is_missing(notice: Notice, now: datetime) -> bool:
    meeting = notice.subject
    same = _is_to_come(meeting, now) and notice.revision == meeting.time_revision
    return same and meeting.arrangements.unmet().exists() and facilitates(notice)


def _support_is_news(notice: Notice, now: datetime) -> bool:
    arrangement = notice.subject
    latest = notice.revision == arrangement.revision
    return latest and _is_to_come(arrangement.meeting, now) and takes_part(notice)


def _was_in_need(notice: Notice, now: datetime) -> bool:
    meeting = notice.subject
    if meeting.cancelled_at or notice.revision != meeting.time_revision:
        return False
    came = attendance_of(notice).rsvp != Rsvp.NO
    return came and bool(_unanswered_support(notice)) and takes_part(notice)


def _notes_are_latest(notice: Notice, now: datetime) -> bool:
    return notice.revision == notice.subject.notes_revision and takes_part(notice)


def _is_shared(notice: Notice, now: datetime) -> bool:
    return notice.subject.withdrawn_at is None and takes_part(notice)


def _is_unanswered(notice: Notice, now: datetime) -> bool:
    question = notice.subject
    is_open = question.answered_at is None and question.resource.withdrawn_at is None
    return is_open and takes_part(notice)


# What it is worded from


def attendance_of(notice: Notice) -> Attendance:
    """Return the person's attendance of the notice's meeting; an unsaved one if there is none.

    A message asks for it several times: it is read once for as long as the meeting is.
    """
    kept: Attendance | None = vars(notice).get("kept_attendance")
    if kept is None or kept.meeting is not notice.subject:
        vars(notice)["kept_attendance"] = kept = _read_attendance(notice)
    return kept


def _read_attendance(notice: Notice) -> Attendance:
    meeting = notice.subject
    found = ATTENDANCE.first(meeting.pk, notice.person_id) if meeting.pk else None
    if found is None:
        membership = Membership(partnership=notice.partnership, person=notice.person)
        return Attendance(meeting=meeting, membership=membership)
    member = MEMBERSHIP.first(found.membership_id)
    assert member is not None  # it is this row's own
    member.person = notice.person
    found.meeting, found.membership = meeting, member
    return found


def home() -> str:
    """Return the address of the page that says what waits. It names no partnership."""
    return settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL)


def _page(person: Person, about: Meeting | Resource) -> str:
    """Return where to read more; an address that tells nothing to those who want it so."""
    full = person.detail == Detail.FULL and about.pk
    return settings.BASE_URL + about.get_absolute_url() if full else home()


def _day(moment: datetime, person: Person) -> str:
    return dates.day(moment.astimezone(person.zone).date(), get_language())


def _when(moment: datetime, person: Person) -> str:
    return dates.moment(moment, get_language(), person.zone)


def _there(meeting: Meeting, person: Person) -> str:
    """Return when it is where the meeting is, if clocks there show another time; else ""."""
    here, there = (meeting.start.astimezone(zone) for zone in (person.zone, meeting.zone))
    same = here.replace(tzinfo=None) == there.replace(tzinfo=None)
    return "" if same else dates.moment(meeting.start, get_language(), meeting.zone)


def _of_meeting(meeting: Meeting, person: Person) -> dict[str, Any]:
    context = {"meeting": meeting, "home": home(), "page": _page(person, meeting)}
    if meeting.starts_at is None:
        return context
    return {
        **context,
        "day": _day(meeting.start, person),
        "when": _when(meeting.start, person),
        "there": _there(meeting, person),
        "moved_from": _when(meeting.moved_from, person) if meeting.moved_from else "",
    }


def _meeting(notice: Notice) -> dict[str, Any]:
    attendance = attendance_of(notice)
    answer = Rsvp(attendance.rsvp).label if attendance.rsvp else ""
    return {**_of_meeting(notice.subject, notice.person), "answer": answer}


def _planned(notice: Notice) -> dict[str, Any]:
    meeting = notice.subject
    later = []
    if meeting.pk and meeting.series_id:
        others = meeting.series.meetings.to_come(meeting.start).order_by("starts_at")
        later = [_when(other.start, notice.person) for other in others[:IN_A_SERIES]]
    return {**_meeting(notice), "later": later}


def _times(notice: Notice) -> dict[str, Any]:
    meeting = notice.subject
    options = meeting.time_options.order_by("starts_at") if meeting.pk else [meeting]
    shown = [_when(option.starts_at, notice.person) for option in options]
    return {**_of_meeting(meeting, notice.person), "options": shown}


def _support_for_team(notice: Notice) -> dict[str, Any]:
    meeting = notice.subject
    count = meeting.arrangements.unmet().count() if meeting.pk else 1
    return {**_of_meeting(meeting, notice.person), "count": count}


def _support(notice: Notice) -> dict[str, Any]:
    arrangement = notice.subject
    return {**_of_meeting(arrangement.meeting, notice.person), "arrangement": arrangement}


def _unanswered_support(notice: Notice) -> list[Arrangement]:
    meeting = notice.subject
    if not meeting.pk:
        return [_example_arrangement_for(meeting, notice)]
    asked = meeting.arrangements.standing().filter(
        need__membership__person=notice.person_id, answered_at=None
    )
    return list(asked.select_related("meeting", "need__membership__person").order_by("pk"))


def _notes(notice: Notice) -> dict[str, Any]:
    meeting, person = notice.subject, notice.person
    promised = []
    if meeting.pk:
        rows = meeting.actions.filter(owner__person=person.pk, done_at=None)
        promised = [
            (action, action.due_on and dates.day(action.due_on, get_language()))
            for action in rows.order_by("due_on", "pk")
        ]
    return {**_of_meeting(meeting, person), "actions": promised}


def _resource(notice: Notice) -> dict[str, Any]:
    resource, person = notice.subject, notice.person
    there = languages_of(resource) if resource.pk else {person.language}
    return {
        "resource": resource,
        "home": home(),
        "page": _page(person, resource),
        "can_read": any(code in there for code in person.reads),
        "is_newer": bool(notice.occasion),
    }


def _follow_up(notice: Notice) -> dict[str, Any]:
    question = notice.subject
    return {
        "resource": question.resource,
        "home": home(),
        "page": _page(notice.person, question.resource),
        "shared_on": _day(question.resource.shared_at, notice.person),
        "is_last": notice.occasion not in {"", "1"},
    }


# What is asked in it, and what goes with it


def _will_you_come(notice: Notice) -> list[tuple[str, Model]]:
    return [(answering.WILL_YOU_COME.letter, attendance_of(notice))]


def _could_they_open(notice: Notice) -> list[tuple[str, Model]]:
    """Ask of a resource, once there is something to open in a language the person reads."""
    asked = FollowUp.objects.filter(
        resource=notice.subject_id, membership__person=notice.person_id, answered_at=None
    ).exclude(asked=0, next_ask_at=None)
    return [(answering.COULD_YOU_OPEN.letter, follow_up) for follow_up in asked]


def _was_it_there(notice: Notice) -> list[tuple[str, Model]]:
    return [(answering.WAS_IT_THERE.letter, each) for each in _unanswered_support(notice)]


def _could_you_open(notice: Notice) -> list[tuple[str, Model]]:
    return [(answering.COULD_YOU_OPEN.letter, notice.subject)]


def _calendar(notice: Notice, method: str) -> list[Attachment]:
    meeting = notice.subject
    if meeting.starts_at is None or notice.person.detail == Detail.MINIMAL:
        return []
    content = calendars.invitation(meeting, notice.person, method)
    return [Attachment("meeting.ics", content, "text/calendar", method)]


def _invitation(notice: Notice) -> list[Attachment]:
    return _calendar(notice, calendars.REQUEST)


def _cancellation(notice: Notice) -> list[Attachment]:
    return _calendar(notice, calendars.CANCEL)


def _invitation_in_a_series(notice: Notice) -> list[Attachment]:
    """Later meetings of a series are announced by their reminders: these bring the file."""
    return _invitation(notice) if notice.subject.series_id else []


# Examples for previews


def example_meeting(membership: Membership) -> Meeting:
    """Return the next meeting, else one made up."""
    partnership = membership.partnership
    planned = partnership.meetings.standing().exclude(starts_at=None).order_by("-starts_at")
    return planned.first() or _made_up_meeting(membership)


def _made_up_meeting(membership: Membership) -> Meeting:
    """Return a meeting that moved, and at which somebody needs something."""
    partnership = membership.partnership
    meeting = Meeting(
        partnership=partnership, timezone=partnership.timezone, created_by=membership,
        created_at=partnership.created_at,
    )  # fmt: skip
    moment = partnership.created_at.astimezone(meeting.zone) + EXAMPLE_IN
    meeting.set_wall_time(moment.date(), moment.time().replace(hour=17, minute=30))
    meeting.moved_from = meeting.start - timedelta(days=7)
    return meeting


def _example_arrangement(membership: Membership) -> Arrangement:
    meeting = example_meeting(membership)
    need = SupportNeed(membership=membership, kind=NeedKind.TRANSPORT)
    return Arrangement(meeting=meeting, need=need, state=ArrangementState.ARRANGED)


def _example_arrangement_for(meeting: Meeting, notice: Notice) -> Arrangement:
    membership = Membership(partnership=notice.partnership, person=notice.person)
    need = SupportNeed(membership=membership, kind=NeedKind.TRANSPORT)
    return Arrangement(meeting=meeting, need=need)


def _example_resource(membership: Membership) -> Resource:
    """Return the newest resource, else one made up."""
    partnership = membership.partnership
    newest = partnership.resources.available().first()
    return newest or Resource(
        partnership=partnership, shared_by=membership, shared_at=partnership.created_at
    )


def _example_follow_up(membership: Membership) -> FollowUp:
    return FollowUp(resource=_example_resource(membership), membership=membership)


def _about_meeting(
    name: str, label: Any, category: Category, is_wanted: Wanted, **more: Any
) -> None:
    defaults = {"context": _meeting, "example": example_meeting}
    register(
        Kind(
            name=name, label=label, category=category, subject=Meeting, is_wanted=is_wanted,
            **{**defaults, **more},
        )
    )  # fmt: skip


# News of a meeting do not wait for a person to wake if they would then come too late: see
# planning._tell_soon, which works out the moment.
AT_ITS_TIME = {"waits_for_waking": False}
# Whoever missed it would go to the wrong place or wait for nobody: by every channel they allow.
URGENT = {"may_be_muted": False, "is_urgent": True}

_about_meeting(
    planning.PLANNED, _("A meeting is planned"), Category.CHANGES, _before_it,
    context=_planned, attachments=_invitation, questions=_will_you_come, **AT_ITS_TIME,
)  # fmt: skip
_about_meeting(
    planning.MOVED, _("A meeting has moved"), Category.CHANGES, _before_it,
    attachments=_invitation, questions=_will_you_come, example=_made_up_meeting,
    **AT_ITS_TIME, **URGENT,
)  # fmt: skip
_about_meeting(
    planning.CHANGED, _("The place of a meeting has changed"), Category.CHANGES, _place_is_news,
    attachments=_invitation, **AT_ITS_TIME, **URGENT,
)  # fmt: skip
_about_meeting(
    planning.CANCELLED, _("A meeting is cancelled"), Category.CHANGES, _is_off,
    attachments=_cancellation, **AT_ITS_TIME, **URGENT,
)  # fmt: skip
_about_meeting(
    planning.TIMES, _("Times for a meeting are proposed"), Category.CHANGES, _time_is_open,
    context=_times, example=_made_up_meeting,
)  # fmt: skip
_about_meeting(
    planning.REMINDER, _("Reminder of a meeting"), Category.REMINDERS, _by_who_comes,
    attachments=_invitation_in_a_series, questions=_will_you_come, example_occasion="P1D",
)  # fmt: skip
_about_meeting(
    planning.RSVP_MISSING, _("Will you be there?"), Category.REMINDERS, _by_the_silent,
    questions=_will_you_come,
)  # fmt: skip
_about_meeting(
    planning.SUPPORT_UNARRANGED, _("Support is not arranged yet"), Category.WORK,
    _support_is_missing, context=_support_for_team, may_be_muted=False,
)  # fmt: skip
_about_meeting(
    planning.SUPPORT_CHECK, _("Was your support there?"), Category.FOLLOW_UPS, _was_in_need,
    questions=_was_it_there, example=_made_up_meeting,
)  # fmt: skip
_about_meeting(
    NOTES_READY, _("Notes of a meeting"), Category.MATERIAL, _notes_are_latest, context=_notes,
)  # fmt: skip

register(
    Kind(
        name=SUPPORT_ARRANGED,
        label=_("How your support stands"),
        category=Category.CHANGES,
        subject=Arrangement,
        context=_support,
        is_wanted=_support_is_news,
        example=_example_arrangement,
    )
)
register(
    Kind(
        name=RESOURCE_AVAILABLE,
        label=_("Something new to read"),
        category=Category.MATERIAL,
        subject=Resource,
        context=_resource,
        is_wanted=_is_shared,
        questions=_could_they_open,
        example=_example_resource,
    )
)
register(
    Kind(
        name=RESOURCE_FOLLOW_UP,
        label=_("Could you open it?"),
        category=Category.FOLLOW_UPS,
        subject=FollowUp,
        context=_follow_up,
        is_wanted=_is_unanswered,
        questions=_could_you_open,
        example=_example_follow_up,
        example_occasion="1",
    )
)
