"""What waits for a person: each question, promise or task that only they can move on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from charters.waiting import SOURCES as IN_AGREEMENTS
from meetings import money_waiting
from meetings.models import (
    ActionItem,
    Arrangement,
    Attendance,
    FollowUp,
    Meeting,
    TimeOption,
)
from notices import emergencies
from notices.models import Delivery, DeliveryQuerySet, Task
from partners.models import Membership
from partners.roles import Permission
from partners.waiting import (
    Mine,
    Row,
    Source,
    Texts,
    Waits,
    by_partnership,
    collect,
    counted,
    moment,
    texts,
)
from reflections import waiting as reflecting

FACILITATES = Permission.ARRANGE_SUPPORT
HORIZON = timedelta(days=60)  # a meeting further away does not wait for an answer yet

SENTENCES: dict[str, Promise] = {
    "support": _("Was your support there?"),
    "rsvp": _("Will you be at the meeting?"),
    "times": _("Which times work for you?"),
    "follow_up": _("Could you open this?"),
    "action": _("You said you would do this:"),
    "sign": _("Will you sign this?"),
    "decision": _("What do you say to this?"),
    "duty": _("You promised this:"),
    "input_answered": _("Is this what became of what you said?"),
    "input_recorded": _("Somebody wrote down what you said. Is it right?"),
    "rung": _("How far was this decision shared with you?"),
    "review": _("Would you review this?"),
    "evaluation": _("How do we work? Say what you see."),
    "to_close": _("The time to decide is over. Close it, or give more time."),
    "objection": _("An objection has no answer yet."),
    "input_late": _("Somebody waits longer for an answer than was promised."),
    "input_wrong": _("Somebody says that an answer is not right."),
    "call_answered": ngettext_lazy(
        "%(count)s person answered your call:",
        "%(count)s people answered your call:",
        "count",
    ),
    "call_late": ngettext_lazy(
        "Longer than was promised, %(count)s person who answered your call waits:",
        "Longer than was promised, %(count)s people who answered your call wait:",
        "count",
    ),
    "tasks": ngettext_lazy(
        "%(count)s person needs you to reach them another way",
        "%(count)s things need you to reach someone another way",
        "count",
    ),
    "calls": ngettext_lazy(
        "%(count)s person waits for a phone call",
        "%(count)s people wait for a phone call",
        "count",
    ),
    "letters": ngettext_lazy(
        "%(count)s person waits for a letter",
        "%(count)s people wait for a letter",
        "count",
    ),
    "arrange": ngettext_lazy(
        "%(count)s support need is not arranged yet",
        "%(count)s support needs are not arranged yet",
        "count",
    ),
    emergencies.EMERGENCY: _("Somebody must be reached in an emergency. Do you agree?"),
    **money_waiting.SENTENCES,
    **reflecting.SENTENCES,
}
QUESTIONS = {
    "support", "rsvp", "times", "follow_up", "sign", "decision", "input_answered",
    "input_recorded", "rung", "review", "evaluation", emergencies.EMERGENCY,
    *money_waiting.QUESTIONS, *reflecting.QUESTIONS,
}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. `kind` is a key of SENTENCES.

    `texts` is what it is about, in each language in which somebody wrote it, and `at` when that
    is; `count` is how many, where one line stands for several.
    """

    kind: str
    membership: Membership
    url: str
    texts: Texts
    at: datetime | None
    count: int

    @property
    def sentence(self) -> str:
        """What waits, in the active language."""
        return str(SENTENCES[self.kind] % {"count": self.count})

    @property
    def is_question(self) -> bool:
        """Whether it wants an answer, rather than something done."""
        return self.kind in QUESTIONS


def waits_for(memberships: Sequence[Membership], now: datetime) -> list[Waiting]:
    """Return what waits for one person in these memberships of theirs, the most pressing first.

    Runs as many queries for one membership as for many.
    """
    return [Waiting(*each) for each in collect(ALL, memberships, now)]


def next_meetings(
    memberships: Sequence[Membership], now: datetime
) -> list[tuple[Membership, datetime | None]]:
    """Return each membership with when its partnership meets next, if that is planned."""
    here = Meeting.objects.upcoming(now).filter(
        partnership__in=[membership.partnership_id for membership in memberships]
    )
    coming = here.order_by().values_list("partnership").annotate(Min("starts_at"))
    starts_at = dict(coming)
    return [(each, starts_at.get(each.partnership_id)) for each in memberships]


def _address(name: str, membership: Membership, **kwargs: int) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug, **kwargs})


def _support_asked(mine: Mine, now: datetime) -> QuerySet[Arrangement]:
    asked = Arrangement.objects.filter(need__membership__in=mine, answered_at=None)
    return asked.exclude(asked_at=None).order_by("asked_at", "pk")


def _support_answers(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """Was your support there? One line a meeting."""
    first: dict[int, Row] = {}
    for row in asked:
        first.setdefault(row.meeting, row)
    for row in first.values():
        url = _address("meetings:detail", mine[row.membership], pk=row.meeting)
        yield Waits("support", mine[row.membership], f"{url}#support", row.texts, moment(row.at))


def _meetings_asked(mine: Mine, now: datetime) -> QuerySet[Attendance]:
    unanswered = Attendance.objects.filter(
        membership__in=mine,
        rsvp="",
        meeting__cancelled_at=None,
        meeting__ends_at__gt=now,
        meeting__starts_at__lt=now + HORIZON,
    )
    return unanswered.order_by("meeting__starts_at", "pk")


def _unanswered_meetings(mine: Mine, unanswered: list[Row]) -> Iterator[Waits]:
    """Will you be there?"""
    for row in unanswered:
        url = _address("meetings:detail", mine[row.membership], pk=row.meeting)
        yield Waits("rsvp", mine[row.membership], f"{url}#answer", row.texts, moment(row.at))


def _being_scheduled(mine: Mine, now: datetime) -> QuerySet[Meeting]:
    proposed = TimeOption.objects.filter(meeting=OuterRef("pk"))
    meetings = Meeting.objects.being_scheduled().filter(
        Exists(proposed), partnership__in=by_partnership(mine, Permission.TAKE_PART)
    )
    return meetings.exclude(time_options__answers__membership__in=mine)


def _time_polls(mine: Mine, meetings: list[Row]) -> Iterator[Waits]:
    """Which of these times work for you?"""
    member_of = by_partnership(mine, Permission.TAKE_PART)
    for row in meetings:
        membership = member_of[row.partnership]
        yield Waits(
            "times", membership, _address("meetings:times", membership, pk=row.pk), row.texts
        )


def _follow_ups_asked(mine: Mine, now: datetime) -> QuerySet[FollowUp]:
    asked = FollowUp.objects.open().filter(membership__in=mine)
    # Nothing to open yet in a language the person reads, where nothing was asked.
    return asked.exclude(asked=0, next_ask_at=None).order_by("pk")


def _follow_ups(mine: Mine, asked: list[Row]) -> Iterator[Waits]:
    """Could you open it?"""
    for row in asked:
        url = _address("meetings:resource", mine[row.membership], pk=row.resource)
        yield Waits("follow_up", mine[row.membership], url, row.texts)


def _actions_promised(mine: Mine, now: datetime) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(owner__in=mine, done_at=None).order_by("due_on", "pk")


def _actions(mine: Mine, promised: list[Row]) -> Iterator[Waits]:
    """What the person said they would do."""
    for row in promised:
        url = _address("meetings:detail", mine[row.owner], pk=row.meeting)
        yield Waits("action", mine[row.owner], f"{url}#actions", row.texts)


def _tasks_open(mine: Mine, now: datetime) -> QuerySet[Task, Any]:
    tasks = Task.objects.open().filter(partnership__in=by_partnership(mine, FACILITATES))
    return tasks.order_by().values("partnership").annotate(many=Count("pk"))


def _calls_due(mine: Mine, now: datetime) -> QuerySet[Delivery, Any]:
    return _people_by_partnership(Delivery.objects.to_call(now), mine)


def _letters_due(mine: Mine, now: datetime) -> QuerySet[Delivery, Any]:
    return _people_by_partnership(Delivery.objects.to_post(now), mine)


def _people_by_partnership(due: DeliveryQuerySet, mine: Mine) -> QuerySet[Delivery, Any]:
    due = due.filter(notice__partnership__in=by_partnership(mine, FACILITATES)).order_by()
    return due.values("notice__partnership").annotate(many=Count("notice__person", distinct=True))


def _to_do(kind: str) -> Callable[[Mine, list[Row]], Iterator[Waits]]:
    return counted(kind, f"notices:{kind}", FACILITATES)


def _not_arranged(mine: Mine, now: datetime) -> QuerySet[Meeting, Any]:
    meetings = Meeting.objects.upcoming(now).filter(
        partnership__in=by_partnership(mine, FACILITATES)
    )
    unmet = Arrangement.objects.unmet().filter(meeting=OuterRef("pk")).order_by()
    many = Subquery(unmet.values("meeting").annotate(many=Count("pk")).values("many"))
    return meetings.annotate(many=many).filter(many__gt=0)


def _to_arrange(mine: Mine, meetings: list[Row]) -> Iterator[Waits]:
    """Support to arrange."""
    facilitated = by_partnership(mine, FACILITATES)
    for row in meetings:
        membership = facilitated[row.partnership]
        url = _address("meetings:support", membership, pk=row.pk)
        yield Waits("arrange", membership, url, row.texts, moment(row.at), row.many)


OF_MEETING = {"meeting": "meeting", "texts": texts("meeting__title"), "at": "meeting__starts_at"}
TITLED = {"pk": "pk", "partnership": "partnership", "texts": texts("title")}
SOURCES = [
    Source(_support_asked, _support_answers, {"membership": "need__membership", **OF_MEETING}),
    Source(_meetings_asked, _unanswered_meetings, {"membership": "membership", **OF_MEETING}),
    Source(_being_scheduled, _time_polls, TITLED),
    Source(
        _follow_ups_asked,
        _follow_ups,
        {"membership": "membership", "resource": "resource", "texts": texts("resource__title")},
    ),
    Source(
        _actions_promised,
        _actions,
        {"owner": "owner", "meeting": "meeting", "texts": texts("text")},
    ),
    *money_waiting.SOURCES,
]
COUNTED = {"partnership": "partnership", "many": "many"}
PEOPLE = {"partnership": "notice__partnership", "many": "many"}
FACILITATION = [
    *money_waiting.FACILITATION,
    Source(_tasks_open, _to_do("tasks"), COUNTED, facilitates=True),
    Source(_calls_due, _to_do("calls"), PEOPLE, facilitates=True),
    Source(_letters_due, _to_do("letters"), PEOPLE, facilitates=True),
    Source(
        _not_arranged,
        _to_arrange,
        {**TITLED, "at": "starts_at", "many": "many"},
        facilitates=True,
    ),
]
ALL = (
    *emergencies.WAITING,  # before all else
    *SOURCES,
    *IN_AGREEMENTS,
    *reflecting.SOURCES,
    *FACILITATION,
)
