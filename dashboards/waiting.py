"""What waits for a person: each question, promise or task that only they can move on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Model, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from charters.waiting import SOURCES as IN_AGREEMENTS
from meetings import money_waiting
from meetings.models import ActionItem, Arrangement, Attendance, FollowUp, Meeting
from notices import emergencies
from notices.models import Delivery, Task
from partners.models import Membership
from partners.roles import Permission
from partners.waiting import Mine, Source, Waits, by_partnership, collect, taking_part
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

    `about` is what it is about, whose text `field` is shown; `count` is how many,
    where one line stands for several.
    """

    kind: str
    membership: Membership
    url: str
    about: Model | None = None
    field: str = ""
    count: int = 0

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

    Runs as many queries for one membership as for many, and none for what does not wait.
    """
    mine = taking_part(memberships)
    facilitated = {it.pk: it for it in memberships if it.may(Permission.ARRANGE_SUPPORT)}
    sources = [(source, facilitated) for source in emergencies.FACILITATION]  # before all else
    sources += [(source, mine) for source in [*SOURCES, *IN_AGREEMENTS, *reflecting.SOURCES]]
    sources += [(source, facilitated) for source in FACILITATION]
    return [Waiting(*each) for each in collect(sources, now)]


def next_meetings(
    memberships: Sequence[Membership], now: datetime
) -> list[tuple[Membership, Meeting | None]]:
    """Return each membership with its partnership's next meeting, if one is planned."""
    coming: dict[int, Meeting] = {}
    partnerships = [membership.partnership_id for membership in memberships]
    for meeting in Meeting.objects.upcoming(now).filter(partnership__in=partnerships):
        coming.setdefault(meeting.partnership_id, meeting)
    return [(membership, coming.get(membership.partnership_id)) for membership in memberships]


def _address(name: str, membership: Membership, **kwargs: int) -> str:
    return reverse(name, kwargs={"slug": membership.partnership.slug, **kwargs})


def _support_asked(mine: Mine, now: datetime) -> QuerySet[Arrangement]:
    asked = Arrangement.objects.filter(need__membership__in=mine, answered_at=None)
    asked = asked.exclude(asked_at=None).select_related("meeting", "need")
    return asked.order_by("asked_at", "pk")


def _support_answers(mine: Mine, asked: QuerySet[Arrangement]) -> Iterator[Waits]:
    """Was your support there? One line a meeting."""
    seen = set()
    for arrangement in asked:
        membership = mine[arrangement.need.membership_id]
        if arrangement.meeting_id not in seen:
            seen.add(arrangement.meeting_id)
            url = _address("meetings:detail", membership, pk=arrangement.meeting_id)
            yield Waits("support", membership, f"{url}#support", arrangement.meeting, "title")


def _meetings_asked(mine: Mine, now: datetime) -> QuerySet[Attendance]:
    unanswered = Attendance.objects.filter(
        membership__in=mine,
        rsvp="",
        meeting__cancelled_at=None,
        meeting__ends_at__gt=now,
        meeting__starts_at__lt=now + HORIZON,
    )
    return unanswered.select_related("meeting").order_by("meeting__starts_at", "pk")


def _unanswered_meetings(mine: Mine, unanswered: QuerySet[Attendance]) -> Iterator[Waits]:
    """Will you be there?"""
    for attendance in unanswered:
        membership = mine[attendance.membership_id]
        url = _address("meetings:detail", membership, pk=attendance.meeting_id)
        yield Waits("rsvp", membership, f"{url}#answer", attendance.meeting, "title")


def _being_scheduled(mine: Mine, now: datetime) -> QuerySet[Meeting]:
    meetings = Meeting.objects.being_scheduled().filter(
        partnership__in=by_partnership(mine, Permission.TAKE_PART), time_options__isnull=False
    )
    return meetings.exclude(time_options__answers__membership__in=mine).distinct()


def _time_polls(mine: Mine, meetings: QuerySet[Meeting]) -> Iterator[Waits]:
    """Which of these times work for you?"""
    member_of = by_partnership(mine, Permission.TAKE_PART)
    for meeting in meetings:
        membership = member_of[meeting.partnership_id]
        url = _address("meetings:times", membership, pk=meeting.pk)
        yield Waits("times", membership, url, meeting, "title")


def _follow_ups_asked(mine: Mine, now: datetime) -> QuerySet[FollowUp]:
    asked = FollowUp.objects.open().filter(membership__in=mine)
    # Nothing to open yet in a language the person reads, where nothing was asked.
    asked = asked.exclude(asked=0, next_ask_at=None)
    return asked.select_related("resource").order_by("pk")


def _follow_ups(mine: Mine, asked: QuerySet[FollowUp]) -> Iterator[Waits]:
    """Could you open it?"""
    for follow_up in asked:
        membership = mine[follow_up.membership_id]
        url = _address("meetings:resource", membership, pk=follow_up.resource_id)
        yield Waits("follow_up", membership, url, follow_up.resource, "title")


def _actions_promised(mine: Mine, now: datetime) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(owner__in=mine, done_at=None).order_by("due_on", "pk")


def _actions(mine: Mine, promised: QuerySet[ActionItem]) -> Iterator[Waits]:
    """What the person said they would do."""
    for action in promised:
        membership = mine[action.owner_id]
        url = _address("meetings:detail", membership, pk=action.meeting_id)
        yield Waits("action", membership, f"{url}#actions", action, "text")


def _tasks_open(mine: Mine, now: datetime) -> QuerySet[Task]:
    return Task.objects.open().filter(partnership__in=by_partnership(mine, FACILITATES))


def _tasks(mine: Mine, tasks: QuerySet[Task]) -> Iterator[Waits]:
    """People to reach another way."""
    facilitated = by_partnership(mine, FACILITATES)
    for row in tasks.order_by().values("partnership").annotate(count=Count("pk")):
        membership = facilitated[row["partnership"]]
        url = _address("notices:tasks", membership)
        yield Waits("tasks", membership, url, many=row["count"])


def _calls_due(mine: Mine, now: datetime) -> QuerySet[Delivery]:
    facilitated = by_partnership(mine, FACILITATES)
    return Delivery.objects.to_call(now).filter(notice__partnership__in=facilitated)


def _calls(mine: Mine, calls: QuerySet[Delivery]) -> Iterator[Waits]:
    """Calls to make."""
    facilitated = by_partnership(mine, FACILITATES)
    people = Count("notice__person", distinct=True)
    for row in calls.order_by().values("notice__partnership").annotate(count=people):
        membership = facilitated[row["notice__partnership"]]
        url = _address("notices:calls", membership)
        yield Waits("calls", membership, url, many=row["count"])


def _letters_due(mine: Mine, now: datetime) -> QuerySet[Delivery]:
    facilitated = by_partnership(mine, FACILITATES)
    return Delivery.objects.to_post(now).filter(notice__partnership__in=facilitated)


def _letters(mine: Mine, letters: QuerySet[Delivery]) -> Iterator[Waits]:
    """Letters to print and post."""
    facilitated = by_partnership(mine, FACILITATES)
    people = Count("notice__person", distinct=True)
    for row in letters.order_by().values("notice__partnership").annotate(count=people):
        membership = facilitated[row["notice__partnership"]]
        url = _address("notices:letters", membership)
        yield Waits("letters", membership, url, many=row["count"])


def _not_arranged(mine: Mine, now: datetime) -> QuerySet[Any, Any]:
    meetings = Meeting.objects.upcoming(now).filter(
        partnership__in=by_partnership(mine, FACILITATES),
        arrangements__in=Arrangement.objects.unmet(),
    )
    return meetings.annotate(unmet=Count("arrangements"))


def _to_arrange(mine: Mine, meetings: QuerySet[Any, Any]) -> Iterator[Waits]:
    """Support to arrange."""
    facilitated = by_partnership(mine, FACILITATES)
    for meeting in meetings:
        membership = facilitated[meeting.partnership_id]
        url = _address("meetings:support", membership, pk=meeting.pk)
        yield Waits("arrange", membership, url, meeting, "title", meeting.unmet)


SOURCES = [
    Source(_support_asked, _support_answers),
    Source(_meetings_asked, _unanswered_meetings),
    Source(_being_scheduled, _time_polls),
    Source(_follow_ups_asked, _follow_ups),
    Source(_actions_promised, _actions),
    *money_waiting.SOURCES,
]
# What only a facilitator can do, also while they take a break.
FACILITATION = [
    *money_waiting.FACILITATION,
    Source(_tasks_open, _tasks),
    Source(_calls_due, _calls),
    Source(_letters_due, _letters),
    Source(_not_arranged, _to_arrange),
]
