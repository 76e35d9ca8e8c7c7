"""Practice changes, from being agreed to being made or dropped; reminders to who sees to them."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from notices import answers
from notices.planning import plan, void
from notices.receipts import send_receipt
from partners import auditing
from partners.languages import CODES
from partners.models import Membership, Person
from partners.roles import Permission
from partners.waiting import Mine, Row, Source, Waits, texts
from reflections.models import ChangeOutcome, PracticeChange
from reflections.models.changes import PATIENCE

CHANGE = "h"  # the letter of the question: what became of it?
CHANGE_DUE = "change_due"
CHANGE_AGREED = "change_agreed"
ON_THE_DAY, LATER = "P0D", "P7D"  # occasions: two messages, then it waits on the owner's page
MORNING = time(9)


class CannotChange(Exception):
    """What one wanted to do with a practice change is not possible; nothing was changed."""


class EndedAlready(CannotChange):
    """Somebody said meanwhile what became of it."""


class ReasonMissing(CannotChange):
    """A change is not dropped without saying why."""


@transaction.atomic
def agree(change: PracticeChange, *, by: Membership, now: datetime) -> None:
    """Save what people will do differently, and remind its owner when the day has come.

    Sent twice by an impatient finger, it is written once.
    """
    by.lock()
    columns = [build_localized_fieldname("what", code) for code in CODES]
    same = {name: getattr(change, name) for name in [*columns, "owner", "due_on"]}
    standing = change.partnership.practice_changes.open()
    if (twin := standing.filter(agreed_by=by, **same).first()) is not None:
        change.pk = twin.pk
        return
    change.agreed_by, change.agreed_at = by, now
    change.save()
    if change.owner != by:
        _tell_owner(change, now)
    _remind(change, now)


@transaction.atomic
def revise(change: PracticeChange, fields: list[str], *, by: Membership, now: datetime) -> None:
    """Save other words, another owner or another day, and remind anew. Raises EndedAlready."""
    stood = locked(change)
    if (stood.owner_id, stood.due_on) != (change.owner_id, change.due_on):
        change.revision = stood.revision + 1
        change.not_yet_at = None
        fields = [*fields, "revision", "not_yet_at"]
    change.save(update_fields=fields)
    void(change, before_revision=change.revision)
    if stood.owner_id != change.owner_id and change.owner != by:
        _tell_owner(change, now)
    _remind(change, now)


@transaction.atomic
def end(
    change: PracticeChange,
    outcome: str,
    *,
    said: str = "",
    language: str = "",
    recorded_by: Membership | None = None,
    now: datetime,
) -> None:
    """Record that a change was made, or dropped and why. Raises EndedAlready, ReasonMissing."""
    stands = locked(change)
    if outcome == ChangeOutcome.DROPPED and not said:
        raise ReasonMissing
    stands.outcome, stands.ended_at = ChangeOutcome(outcome), now
    stands.said, stands.language = said, language if said else ""
    stands.recorded_by = None if recorded_by == stands.owner else recorded_by
    stands.save()
    auditing.recorded(recorded_by, stands.owner, stands)
    void(stands)
    change.refresh_from_db()


@transaction.atomic
def report(
    change: PracticeChange, outcome: str, *, said: str, language: str, by: Membership, now: datetime
) -> None:
    """Record on its page what became of a change. If somebody else writes it, its owner is told.

    Raises EndedAlready, ReasonMissing.
    """
    end(change, outcome, said=said, language=language, recorded_by=by, now=now)
    if change.recorded_by and change.owner.person.can_be_written_to:
        send_receipt(answers.get(CHANGE), change, now=now)


@transaction.atomic
def reopen(change: PracticeChange, *, now: datetime) -> None:
    """Take back what was said to have become of it: it was a mistake. It reminds again."""
    stands = PracticeChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if stands.is_open:
        return
    stands.outcome = stands.said = stands.language = ""
    stands.ended_at = stands.recorded_by = None
    stands.save()
    _remind(stands, now)


@transaction.atomic
def not_yet(
    change: PracticeChange, *, recorded_by: Membership | None = None, now: datetime
) -> None:
    """Record that the owner says: not yet. Raises EndedAlready."""
    stands = locked(change)
    stands.not_yet_at = now
    stands.recorded_by = None if recorded_by == stands.owner else recorded_by
    stands.save(update_fields=["not_yet_at", "recorded_by"])


def locked(change: PracticeChange) -> PracticeChange:
    """Return the change as it stands, held until the transaction ends. Raises EndedAlready."""
    changes = PracticeChange.objects.select_for_update(of=("self",)).select_related("owner")
    stands = changes.get(pk=change.pk)
    if not stands.is_open:
        raise EndedAlready
    return stands


def may_revise(change: PracticeChange, membership: Membership) -> bool:
    """Say whether this member may change its words, its day, or say what became of it."""
    facilitates = membership.may(Permission.RECORD_FOR_OTHERS)
    return change.owner_id == membership.pk or facilitates


def today(change: PracticeChange, now: datetime) -> date:
    """Return which day it is where the partnership is."""
    return now.astimezone(change.partnership.zone).date()


def _tell_owner(change: PracticeChange, now: datetime) -> None:
    """Tell somebody that they are written down as who sees to it."""
    plan(
        CHANGE_AGREED, change, [change.owner.person], partnership=change.partnership, now=now,
        revision=change.revision,
    )  # fmt: skip


def _remind(change: PracticeChange, now: datetime) -> None:
    """Plan both reminders, in the morning where the owner is. Days that passed are left out."""
    for occasion, day in [(ON_THE_DAY, change.due_on), (LATER, change.due_on + PATIENCE)]:
        if day >= today(change, now):
            plan(
                CHANGE_DUE, change, [change.owner.person], partnership=change.partnership, now=now,
                due_at=partial(_morning, day), revision=change.revision, occasion=occasion,
            )  # fmt: skip


def _morning(day: date, person: Person) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=person.zone)


def _unreported(mine: Mine, now: datetime) -> QuerySet[PracticeChange]:
    return PracticeChange.objects.waiting(now.date()).filter(owner__in=mine)


def _outcomes(mine: Mine, unreported: list[Row]) -> Iterator[Waits]:
    """You heard of it twice. What became of it?"""
    for row in unreported:
        membership = mine[row.owner]
        url = reverse("reflections:practice_change", args=[membership.partnership.slug, row.pk])
        yield Waits("practice_change", membership, url, row.texts)


SENTENCES = {"practice_change": _("You wanted to do this differently. What became of it?")}
QUESTIONS = {"practice_change"}

SOURCES = [Source(_unreported, _outcomes, {"pk": "pk", "owner": "owner", "texts": texts("what")})]
