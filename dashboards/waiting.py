"""What waits for a person: each question, promise or task that only they can move on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from charters.waiting import waits as waits_in_agreements
from meetings.models import ActionItem, Arrangement, Attendance, FollowUp, Meeting
from notices.models import Delivery, Task
from partners.models import Membership
from partners.roles import Permission
from reflections import waiting as reflecting

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
    "arrange": ngettext_lazy(
        "%(count)s support need is not arranged yet",
        "%(count)s support needs are not arranged yet",
        "count",
    ),
    **reflecting.SENTENCES,
}
QUESTIONS = {
    "support", "rsvp", "times", "follow_up", "sign", "decision", "input_answered",
    "input_recorded", "rung", "review", "evaluation", *reflecting.QUESTIONS,
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
    field: str = "title"
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

    Runs as many queries for one membership as for many.
    """
    mine = {
        membership.pk: membership
        for membership in memberships
        if membership.may(Permission.TAKE_PART) and not membership.paused_at
    }
    waiting = [
        *_support_answers(mine),
        *_unanswered_meetings(mine, now),
        *_time_polls(mine),
        *_follow_ups(mine),
        *_actions(mine),
        *(Waiting(*each) for each in waits_in_agreements(memberships, now)),
        *(Waiting(*each) for each in reflecting.waits(memberships, now)),
    ]
    facilitated = {
        membership.partnership_id: membership
        for membership in memberships
        if membership.may(Permission.ARRANGE_SUPPORT)
    }
    if facilitated:
        waiting += _facilitation(facilitated, now)
    return waiting


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


def _support_answers(mine: dict[int, Membership]) -> Iterator[Waiting]:
    """Was your support there? One line a meeting."""
    asked = (
        Arrangement.objects.filter(need__membership__in=mine, answered_at=None)
        .exclude(asked_at=None)
        .select_related("meeting", "need")
        .order_by("asked_at", "pk")
    )
    seen = set()
    for arrangement in asked:
        membership = mine[arrangement.need.membership_id]
        if arrangement.meeting_id not in seen:
            seen.add(arrangement.meeting_id)
            url = _address("meetings:detail", membership, pk=arrangement.meeting_id)
            yield Waiting("support", membership, f"{url}#support", arrangement.meeting)


def _unanswered_meetings(mine: dict[int, Membership], now: datetime) -> Iterator[Waiting]:
    """Will you be there?"""
    unanswered = (
        Attendance.objects.filter(
            membership__in=mine,
            rsvp="",
            meeting__cancelled_at=None,
            meeting__ends_at__gt=now,
            meeting__starts_at__lt=now + HORIZON,
        )
        .select_related("meeting")
        .order_by("meeting__starts_at", "pk")
    )
    for attendance in unanswered:
        membership = mine[attendance.membership_id]
        url = _address("meetings:detail", membership, pk=attendance.meeting_id)
        yield Waiting("rsvp", membership, f"{url}#answer", attendance.meeting)


def _time_polls(mine: dict[int, Membership]) -> Iterator[Waiting]:
    """Which of these times work for you?"""
    member_of = {membership.partnership_id: membership for membership in mine.values()}
    polls = (
        Meeting.objects.being_scheduled()
        .filter(partnership__in=member_of, time_options__isnull=False)
        .exclude(time_options__answers__membership__in=mine)
        .distinct()
    )
    for meeting in polls:
        membership = member_of[meeting.partnership_id]
        yield Waiting(
            "times", membership, _address("meetings:times", membership, pk=meeting.pk), meeting
        )


def _follow_ups(mine: dict[int, Membership]) -> Iterator[Waiting]:
    """Could you open it?"""
    asked = (
        FollowUp.objects.open()
        .filter(membership__in=mine)
        .exclude(asked=0, next_ask_at=None)  # nothing to open yet in a language the person reads
        .select_related("resource")
        .order_by("pk")
    )
    for follow_up in asked:
        membership = mine[follow_up.membership_id]
        url = _address("meetings:resource", membership, pk=follow_up.resource_id)
        yield Waiting("follow_up", membership, url, follow_up.resource)


def _actions(mine: dict[int, Membership]) -> Iterator[Waiting]:
    """What the person said they would do."""
    promised = ActionItem.objects.filter(owner__in=mine, done_at=None).order_by("due_on", "pk")
    for action in promised:
        membership = mine[action.owner_id]
        url = _address("meetings:detail", membership, pk=action.meeting_id)
        yield Waiting("action", membership, f"{url}#actions", action, field="text")


def _facilitation(facilitated: dict[int, Membership], now: datetime) -> Iterator[Waiting]:
    """What only a facilitator can do: people to reach, calls to make, support to arrange."""
    tasks = Task.objects.open().order_by().filter(partnership__in=facilitated)
    for row in tasks.values("partnership").annotate(count=Count("pk")):
        membership = facilitated[row["partnership"]]
        yield Waiting(
            "tasks", membership, _address("notices:tasks", membership), count=row["count"]
        )
    calls = Delivery.objects.to_call(now).order_by().filter(notice__partnership__in=facilitated)
    for call in calls.values("notice__partnership").annotate(
        count=Count("notice__person", distinct=True)
    ):
        membership = facilitated[call["notice__partnership"]]
        yield Waiting(
            "calls", membership, _address("notices:calls", membership), count=call["count"]
        )
    unmet = (
        Meeting.objects.upcoming(now)
        .filter(partnership__in=facilitated, arrangements__in=Arrangement.objects.unmet())
        .annotate(unmet=Count("arrangements"))
    )
    for meeting in unmet:
        membership = facilitated[meeting.partnership_id]
        url = _address("meetings:support", membership, pk=meeting.pk)
        yield Waiting("arrange", membership, url, meeting, count=meeting.unmet)
