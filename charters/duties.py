"""Duties: their coming dates, reminders before and on the day, and what became of each."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import QuerySet

from charters.models import Agreement, Duty, DutyDate, DutyOutcome, Often
from charters.recorded_rows import DUTY
from notices import planning
from notices.recording import tell
from partners.models import Membership, Person

DUE = "duty_due"
HORIZON = timedelta(days=60)  # dates are written down this far ahead
BEFORE = timedelta(days=7)  # the reminder before; the other comes on the day
MORNING = time(9)
STEPS = {
    Often.WEEKLY: relativedelta(weeks=1),
    Often.MONTHLY: relativedelta(months=1),
    Often.QUARTERLY: relativedelta(months=3),
    Often.YEARLY: relativedelta(years=1),
}


class AlreadyRecorded(Exception):
    """Somebody said before what became of this date."""


def dates(duty: Duty, since: date, until: date) -> Iterator[date]:
    """Yield the days on which a duty falls due, from `since` to `until`.

    The 31st of a month is its last day where it is shorter. One that comes once is always due,
    even if its day passed before the agreement took effect.
    """
    if duty.often == Often.ONCE:
        yield duty.first_on
        return
    step, count, day = STEPS[Often(duty.often)], 0, duty.first_on
    while day <= until:
        if day >= since:
            yield day
        count += 1
        day = duty.first_on + step * count


def today(agreement: Agreement, now: datetime) -> date:
    """Return which day it is where the partnership is."""
    return now.astimezone(agreement.partnership.zone).date()


@transaction.atomic
def take_effect(agreement: Agreement, kept: list[int], now: datetime) -> None:
    """Put the duties of a version in force, and end those it no longer holds."""
    agreement.duties.in_force().exclude(pk__in=kept).update(ended_at=now)
    agreement.duties.filter(pk__in=kept, in_force_at=None).update(in_force_at=now)
    for duty in agreement.duties.in_force().select_related("agreement__partnership"):
        extend(duty, now)


def extend_all(now: datetime) -> None:
    """Write down the coming dates of every duty in force."""
    for duty in Duty.objects.in_force().select_related("agreement__partnership").order_by("pk"):
        extend(duty, now)


@transaction.atomic
def extend(duty: Duty, now: datetime) -> None:
    """Write down the coming dates of a duty, and plan their reminders. Safe to run again."""
    day = today(duty.agreement, now)
    began = (duty.in_force_at or now).astimezone(duty.agreement.partnership.zone).date()
    DutyDate.objects.bulk_create(
        [DutyDate(duty=duty, due_on=due) for due in dates(duty, began, day + HORIZON)],
        ignore_conflicts=True,
    )
    for duty_date in duty.dates.open().filter(due_on__gte=day):
        remind(duty_date, now)


def remind(duty_date: DutyDate, now: datetime) -> None:
    """Plan the reminders of one date, before it and on the day, in the morning where each is."""
    duty = duty_date.duty
    for occasion, day in [("P7D", duty_date.due_on - BEFORE), ("P0D", duty_date.due_on)]:
        if day < today(duty.agreement, now):
            continue
        planning.plan(
            DUE,
            duty_date,
            [member.person for member in who_is_reminded(duty)],
            partnership=duty.agreement.partnership,
            now=now,
            due_at=partial(morning, day),
            occasion=occasion,
        )


def morning(day: date, person: Person) -> datetime:
    """Return nine in the morning of a day, where a person is."""
    return datetime.combine(day, MORNING, tzinfo=person.zone)


def who_is_reminded(duty: Duty) -> list[Membership]:
    """Return the holder; the deputy instead while the holder pauses or has left."""
    there = [
        member
        for member in (duty.holder, duty.deputy)
        if member and member.left_at is None and member.paused_at is None
    ]
    return there[:1]


def may_record(duty: Duty, membership: Membership) -> bool:
    """Say whether this member may say what became of a duty: its holder and its deputy."""
    return membership.pk in {duty.holder_id, duty.deputy_id}


@transaction.atomic
def record(
    duty_date: DutyDate,
    *,
    outcome: str,
    because: str = "",
    language: str = "",
    moved_to: date | None = None,
    by: Membership,
    now: datetime,
) -> None:
    """Record what became of one date. A moved one is due again. Raises AlreadyRecorded."""
    still_open = DutyDate.objects.filter(pk=duty_date.pk, outcome="")
    recorded = still_open.update(
        outcome=outcome, because=because, because_language=language if because else "",
        moved_to=moved_to, recorded_by=by, recorded_at=now,
    )  # fmt: skip
    if not recorded:
        raise AlreadyRecorded
    planning.void(duty_date)
    tell(DUTY, duty_date, duty_date.duty.holder, recorded_by=by, now=now)
    if outcome == DutyOutcome.MOVED and moved_to:
        again, _new = DutyDate.objects.get_or_create(duty=duty_date.duty, due_on=moved_to)
        remind(again, now)


def dates_of(agreement: Agreement) -> QuerySet[DutyDate]:
    """Return the dates of an agreement's duties."""
    rows = DutyDate.objects.filter(duty__agreement=agreement)
    return rows.select_related(
        "duty__agreement__partnership", "duty__holder__person", "duty__deputy__person"
    )
