"""Carrying a meeting along, and answers that come late because there was no line.

An answer is a value, not an event: sent twice, it stands once. A form says against which answer it
was given (`Standing.version`). If another was given meanwhile, by phone for example, the late one
is not written; the person is asked which of the two holds. No clock of a phone is believed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetings.answering import COULD_YOU_OPEN, WAS_IT_THERE, WILL_YOU_COME
from meetings.forms.taking_part import time_label
from meetings.models import Arrangement, Attendance, FollowUp, Meeting, TimeAnswer
from notices.answers import Question
from partners.models import Membership

LARGEST = 3_000_000  # bytes of a file that a phone keeps
KEPT_AFTER = timedelta(days=1)  # after the end of a meeting


def version(answered_at: datetime | None) -> str:
    """Return which answer this is, by its moment: "" if there is none."""
    return answered_at.astimezone(UTC).isoformat() if answered_at else ""


@dataclass(frozen=True)
class Standing:
    """What is answered to a question by now: as a form would send it, when, and by whose hand."""

    given: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    answered_at: datetime | None = None
    recorded_by: Membership | None = None

    @property
    def version(self) -> str:
        """What a form says it was answered against. Another answer is another version."""
        return version(self.answered_at)

    def is_the_same_as(self, sent: Mapping[str, str]) -> bool:
        """Say whether an answer that was sent stands already."""
        return bool(sent) and all(self.given.get(name) == value for name, value in sent.items())

    @property
    def sentence(self) -> str:
        """Say what stands, to somebody who answered something else."""
        if self.recorded_by:
            return _("Meanwhile %(name)s wrote down for you: %(answer)s. Which one is right?") % {
                "name": self.recorded_by.person.name,
                "answer": self.words,
            }
        return _("Meanwhile you answered: %(answer)s. Which one is right?") % {"answer": self.words}


Row = Attendance | Arrangement | FollowUp


def standing(question: Question, row: Row | None) -> Standing:
    """Return how a question of one answer stands. No row: nobody answered."""
    if row is None or row.answered_at is None:
        return Standing()
    given = {"answer": question.current(row)}
    return Standing(given, question.answer(row), row.answered_at, row.recorded_by)


def rsvp(membership: Membership, pk: int) -> Standing:
    """Return what somebody answered to an invitation; nobody changes it until this is over."""
    rows = membership.attendances.select_for_update(of=("self",)).filter(meeting=pk)
    row = rows.select_related(*WILL_YOU_COME.related).first()
    return standing(WILL_YOU_COME, row)


def was_there(membership: Membership, pk: int, arrangement: int) -> Standing:
    """Return what somebody said about their support; nobody changes it until this is over."""
    rows = Arrangement.objects.filter(meeting=pk, pk=arrangement, need__membership=membership)
    row = rows.select_for_update(of=("self",)).select_related(*WAS_IT_THERE.related).first()
    return standing(WAS_IT_THERE, row)


def follow_up(membership: Membership, pk: int) -> Standing:
    """Return what somebody said of a resource; nobody changes it until this is over."""
    rows = membership.follow_ups.select_for_update(of=("self",)).filter(resource=pk)
    return standing(COULD_YOU_OPEN, rows.select_related(*COULD_YOU_OPEN.related).first())


def times(membership: Membership, pk: int) -> Standing:
    """Return which times work for somebody; nobody changes it until this is over."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    return of_times(answers_to_times(membership, pk))


def answers_to_times(membership: Membership, pk: int) -> Iterable[TimeAnswer]:
    """Return what somebody answered to the proposed times of a meeting, soonest time first."""
    answers = TimeAnswer.objects.filter(membership=membership, option__meeting=pk)
    related = answers.select_related("option__meeting", "recorded_by__person")
    return related.order_by("option__starts_at")


def of_times(answers: Iterable[TimeAnswer]) -> Standing:
    """Return how the answers to several proposed times stand, together."""
    answers = list(answers)
    if not answers:
        return Standing()
    latest = max(answers, key=lambda each: each.answered_at)
    given = {f"works_{each.option_id}": each.works for each in answers}
    return Standing(given, in_words(answers), latest.answered_at, latest.recorded_by)


def in_words(answers: Iterable[TimeAnswer]) -> str:
    """Return each time with its answer."""
    language = get_language() or ""
    return "; ".join(
        f"{time_label(each.option, language)} - {each.get_works_display()}" for each in answers
    )


def kept_until(meeting: Meeting, signed_in_until: datetime) -> datetime:
    """Return how long a phone may keep a meeting: no longer than it would stay signed in."""
    if meeting.ends_at is None:
        return signed_in_until
    return min(meeting.ends_at + KEPT_AFTER, signed_in_until)
