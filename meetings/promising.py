"""Promises of money, kept in step with who comes, who was there, and what each person chose.

Nobody claims anything. Whatever changes (an answer, who was there, a choice, the meeting itself)
calls `keep_in_step`, which works out what should be promised now, and writes only what differs.
What was paid is never touched here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from meetings import wall_time
from meetings.models import Attendance, Meeting, Rsvp
from meetings.models.payments import (
    BEFORE,
    Basis,
    Ended,
    MoneyTerms,
    Payment,
    PaymentChoice,
    Rate,
)
from notices.planning import plan
from partners.models import Membership, Partnership, Person

PAYMENTS_LATE = "payments_late"

BEFORE_BY = timedelta(days=2)  # money for a meeting is there that long before it
LOOK_BACK = timedelta(days=90)  # to meetings held before a person chose
LATE_AT = time(9)  # when facilitators are told, the day after

_DAY = timedelta(days=1)

Key = tuple[int, int, str]  # meeting, membership, kind


@dataclass(frozen=True)
class Situation:
    """All that promises follow from, in one partnership at one moment."""

    terms: MoneyTerms
    rates: dict[str, Rate]
    days: int
    now: datetime
    today: date

    @classmethod
    def of(cls, partnership: Partnership, now: datetime) -> "Situation | None":
        """Return it, or None where no rates are set."""
        terms = MoneyTerms._default_manager.filter(partnership=partnership).first()
        if terms is None:
            return None
        rates = {rate.kind: rate for rate in terms.rates.all()}
        for rate in rates.values():
            rate.terms = terms
        days = partnership.working_rules.payment_days
        return cls(terms, rates, days, now, now.astimezone(partnership.zone).date())

    def promise(self, attendance: Attendance, kind: str) -> Payment:
        """Return a fresh promise, unsaved."""
        rate, meeting = self.rates[kind], attendance.meeting
        is_before = attendance.was_there is None
        return Payment(
            meeting=meeting, membership=attendance.membership, kind=kind,
            amount=rate.of_meeting(meeting), currency=self.terms.currency,
            is_up_to=rate.basis == Basis.UP_TO, is_before=is_before,
            due_on=self.due_on(attendance, is_before=is_before), promised_at=self.now,
        )  # fmt: skip

    def due_on(self, attendance: Attendance, *, is_before: bool) -> date:
        """Return the day by which the money is promised; never one that had passed already."""
        day = _day_of(attendance.meeting)
        if is_before:
            return max(day - BEFORE_BY, self.today)
        chosen = attendance.membership.payment_choice.chosen_at
        return max(day, chosen.astimezone(attendance.meeting.zone).date()) + self.days * _DAY


def _day_of(meeting: Meeting) -> date:
    return meeting.start.astimezone(meeting.zone).date()


@transaction.atomic(savepoint=False)
def keep_in_step(
    attendances: QuerySet[Attendance], partnership: Partnership, now: datetime
) -> None:
    """Make the promises of money for these attendances what they should be now.

    Safe to run twice, and by two at once: one promise a person, meeting and kind is a constraint.
    Runs as many statements for 300 people as for one.
    """
    situation = Situation.of(partnership, now)
    if situation is None:
        return
    rows = attendances.filter(
        meeting__ends_at__gte=situation.terms.first_set_at, membership__payment_choice__isnull=False
    )
    people = list(rows.select_related("meeting", "membership__payment_choice"))
    there = _promises(people)
    wanted = {
        (row.meeting_id, row.membership_id, kind): row
        for row in people
        for kind in _wanted(row, situation, there)
    }
    _write([situation.promise(row, key[2]) for key, row in wanted.items()], there, now)
    _end(there, wanted, people, now)
    _plan_alarms(partnership, people, now)


def of_meeting(meeting: Meeting, now: datetime) -> None:
    """Keep the promises for one meeting in step."""
    keep_in_step(meeting.attendances.all(), meeting.partnership, now)


def of_member(membership: Membership, now: datetime) -> None:
    """Keep one person's promises in step, for meetings to come and those held not long ago."""
    rows = membership.attendances.filter(meeting__ends_at__gte=now - LOOK_BACK)
    keep_in_step(rows, membership.partnership, now)


def follow_move(meeting: Meeting, moved_from: datetime) -> None:
    """Give promises that are not kept yet their new day: as many days later as the meeting is."""
    moved = _day_of(meeting) - moved_from.astimezone(meeting.zone).date()
    payments = list(meeting.payments.open())
    for payment in payments:
        payment.due_on += moved
    Payment.objects.bulk_update(payments, ["due_on"])


def _promises(people: list[Attendance]) -> dict[Key, Payment]:
    """Return the promises that were ever made for these attendances."""
    payments = Payment.objects.filter(
        meeting__in={row.meeting_id for row in people},
        membership__in={row.membership_id for row in people},
    )
    return {(each.meeting_id, each.membership_id, each.kind): each for each in payments}


def _wanted(row: Attendance, situation: Situation, there: dict[Key, Payment]) -> Iterator[str]:
    """Yield the kinds of cost that are promised to a person for a meeting now."""
    choice: PaymentChoice = row.membership.payment_choice
    if not choice.wants_money:
        return
    kinds = [kind for kind in choice.costs if kind in situation.rates]
    if row.meeting.cancelled_at is not None:
        kinds = [kind for kind in kinds if _should_be_there(row, kind, situation, there)]
    elif row.was_there is None:
        comes = row.rsvp in {Rsvp.YES, Rsvp.IF_SUPPORTED} and row.membership.left_at is None
        before = kinds if choice.is_before and comes else []
        kinds = [
            kind
            for kind in kinds
            if kind in BEFORE and (kind in before or _waits_for_answer(row, kind, there))
        ]
    elif not row.was_there:
        kinds = []
    yield from kinds


def _should_be_there(
    row: Attendance, kind: str, situation: Situation, there: dict[Key, Payment]
) -> bool:
    """Say whether this was to be paid before today: the person may have gone without it."""
    payment = there.get((row.meeting_id, row.membership_id, kind))
    was_due = payment is not None and payment.is_before and payment.due_on <= situation.today
    return was_due and payment is not None and payment.ended_at is None


def _waits_for_answer(row: Attendance, kind: str, there: dict[Key, Payment]) -> bool:
    """Say whether this was promised before the meeting moved, and the person is asked anew."""
    payment = there.get((row.meeting_id, row.membership_id, kind))
    is_asked = not row.rsvp and row.membership.left_at is None
    return is_asked and payment is not None and payment.ended_at is None


def _write(fresh: list[Payment], there: dict[Key, Payment], now: datetime) -> None:
    """Save what was not promised yet, and promise anew what had been ended."""
    new, again = [], []
    for payment in fresh:
        known = there.get((payment.meeting_id, payment.membership_id, payment.kind))
        if known is None:
            new.append(payment)
        elif known.ended_at is not None:
            payment.pk = known.pk
            again.append(payment)
    Payment.objects.bulk_create(new, ignore_conflicts=True)
    Payment.objects.bulk_update(
        again,
        ["amount", "currency", "is_up_to", "is_before", "due_on", "promised_at", "ended_at",
         "ended_because"],
    )  # fmt: skip


def _end(
    there: dict[Key, Payment],
    wanted: dict[Key, Attendance],
    people: list[Attendance],
    now: datetime,
) -> None:
    """End the promises that should not stand any more and were not kept."""
    rows = {(row.meeting_id, row.membership_id): row for row in people}
    because: dict[str, list[int]] = {}
    for key, payment in there.items():
        is_open = payment.ended_at is None and payment.settled_on is None
        if is_open and key not in wanted and key[:2] in rows:
            because.setdefault(_why(rows[key[:2]], key[2]), []).append(payment.pk)
    for reason, keys in because.items():
        ending = Payment.objects.open().filter(pk__in=keys).order_by()
        ending.update(ended_at=now, ended_because=reason)


def _why(row: Attendance, kind: str) -> Ended:
    choice = row.membership.payment_choice
    if row.meeting.cancelled_at is not None:
        return Ended.CANCELLED
    if not choice.wants_money or kind not in choice.costs:
        return Ended.CHOICE
    absent = row.was_there is False or row.rsvp == Rsvp.NO
    return Ended.NOT_THERE if absent else Ended.CHOICE


def _plan_alarms(partnership: Partnership, people: list[Attendance], now: datetime) -> None:
    """Plan to tell the facilitators the day after the promised one; sent only if it is late then.

    One message a meeting and day, for however many people.
    """
    meetings = {row.meeting_id: row.meeting for row in people}
    days = Payment.objects.open().filter(meeting__in=meetings).order_by("meeting", "due_on")
    found = set(days.values_list("meeting", "due_on"))
    if not found:
        return
    members = partnership.memberships.facilitating().filter(paused_at=None).with_person()
    team = [member.person for member in members]
    for meeting, due_on in sorted(found):
        plan(
            PAYMENTS_LATE, meetings[meeting], team, partnership=partnership, now=now,
            due_at=_Morning(due_on + _DAY), occasion=due_on.isoformat(),
        )  # fmt: skip


@dataclass(frozen=True)
class _Morning:
    """The morning of a day, where a person lives."""

    day: date

    def __call__(self, person: Person) -> datetime:
        return wall_time.next_valid(self.day, LATE_AT, person.zone)
