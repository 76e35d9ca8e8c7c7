"""The message before a meeting to those who are asked to reflect first, and its tick."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from meetings.kinds import example_meeting
from meetings.models import Meeting
from notices import answers
from notices.kinds import Category, Kind, register
from notices.models import Notice
from partners import dates
from partners.models import Membership, Person
from partners.roles import Group
from reflections import asking
from reflections.models import Reflected
from reflections.prompt_catalogue import BY_KEY, before_meeting

REFLECTED = "d"
DONE, TAKEN_BACK = "done", "not_done"


def _day(meeting: Meeting, person: Person) -> str:
    return dates.day(meeting.start.astimezone(person.zone).date(), get_language())


def _ask(row: Reflected) -> str:
    return gettext(
        "Before the meeting on %(day)s: %(question)s Did you take some time to think about this?"
    ) % {
        "day": _day(row.meeting, row.membership.person),
        "question": BY_KEY[row.prompt].text,
    }


def _choices(row: Reflected) -> list[tuple[str, str]]:
    done = (DONE, gettext("Done"))
    return [done, (TAKEN_BACK, gettext("Not done after all"))] if row.is_done else [done]


def _is_open(row: Reflected, now: datetime) -> bool:
    meeting = row.meeting
    has_time = meeting.cancelled_at is None and meeting.ends_at is not None
    return has_time and meeting.end > now and row.membership.left_at is None


def _record(row: Reflected, value: str, recorded_by: Membership | None, now: datetime) -> None:
    asking.tick(row, value == DONE, recorded_by=recorded_by, now=now)


answers.register(
    answers.Question(
        letter=REFLECTED,
        model=Reflected,
        ask=_ask,
        choices=_choices,
        current=lambda row: DONE if row.is_done else "",
        person=lambda row: row.membership.person,
        partnership=lambda row: row.meeting.partnership,
        record=_record,
        is_open=_is_open,
        related=("meeting__partnership", "membership__person", "recorded_by__person"),
    )
)


def _is_wanted(notice: Notice, now: datetime) -> bool:
    meeting = notice.subject
    same = meeting is not None and notice.revision == meeting.time_revision
    return same and asking.still_matters(meeting, notice.person, now)


def _row_of(notice: Notice) -> Reflected:
    """Return what the person is asked; an unsaved one if they were not asked, as in a preview."""
    meeting = notice.subject
    rows = Reflected.objects.filter(meeting=meeting.pk, membership__person=notice.person_id)
    found = rows.select_related("meeting", "membership__person").first()
    if found is not None:
        return found
    somebody = Membership(
        partnership=notice.partnership, person=notice.person, group=Group.FACILITATOR
    )
    question = before_meeting(meeting.pk or 0)
    return Reflected(meeting=meeting, membership=somebody, prompt=question.key)


def _context(notice: Notice) -> dict[str, Any]:
    row = _row_of(notice)
    return {
        "home": settings.BASE_URL + reverse(settings.LOGIN_REDIRECT_URL),
        "day": _day(row.meeting, notice.person),
        "question": BY_KEY[row.prompt].text,
        "holds_power": asking.is_asked_anyway(row.membership),
    }


def _questions(notice: Notice) -> list[tuple[str, Model]]:
    return [(REFLECTED, _row_of(notice))]


register(
    Kind(
        name=asking.REFLECT_FIRST,
        label=_("Something to think about before a meeting"),
        category=Category.REFLECTION,
        subject=Meeting,
        context=_context,
        is_wanted=_is_wanted,
        questions=_questions,
        example=example_meeting,
    )
)
