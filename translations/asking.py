"""Asking for a translation, telling those who wait when it comes, and telling them it is there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from notices.planning import plan
from partners.models import Membership, Partnership
from partners.roles import GRANTS, Permission, Role
from translations import pieces
from translations.coverage import Coverage, coverage
from translations.forms import TranslatedFieldsMixin
from translations.models import Request
from translations.unread import Unread

WANTED = "translation_wanted"
COMING = "translation_coming"
THERE = "translation_there"


def languages_of(record: Any) -> set[str]:
    """Return the languages in which a record can be read as a whole."""
    find = pieces.of(type(record)).languages
    return find(record) if find else set()


def reached(
    record: Any, partnership: Partnership, members: Iterable[Membership] | None = None
) -> Coverage:
    """Say who of the partnership cannot read a record yet."""
    if members is None:
        members = partnership.memberships.active().with_person()
    return coverage(languages_of(record), list(members))


def translators(partnership: Partnership) -> list[Membership]:
    """Return who translates here; where nobody does, those who may."""
    members = partnership.memberships.taking_part().with_person()
    found = list(members.filter(role=Role.TRANSLATOR))
    may = [role for role in Role if Permission.TRANSLATE in GRANTS[role]]
    return found or list(members.filter(role__in=may))


@transaction.atomic
def ask(record: Any, *, by: Membership, promised_on: date | None = None, now: datetime) -> Request:
    """Ask the translators, one message each, and tell those who wait if a day is promised.

    Asking again for the same says nothing twice. A new day is told.
    """
    partnership = by.partnership
    kind = ContentType.objects.get_for_model(record)
    request, _is_new = Request.objects.select_for_update().get_or_create(
        content_type=kind,
        object_id=record.pk,
        defaults={"partnership": partnership, "asked_by": by, "asked_at": now},
    )
    if request.done_at:
        request.round, request.done_at, request.promised_on = request.round + 1, None, None
        request.asked_by, request.asked_at = by, now
    promised_on, told = promised_on or request.promised_on, request.promised_on
    request.promised_on = promised_on
    request.save()
    people = [each.person for each in translators(partnership) if each.pk != by.pk]
    plan(WANTED, request, people, partnership=partnership, revision=request.round, now=now)
    if promised_on and promised_on != told:
        _say_it_comes(request, now)
    return request


def after_publishing(
    record: Any, form: TranslatedFieldsMixin, *, by: Membership, now: datetime
) -> None:
    """Do what was chosen in the form for those who cannot read the record that it published."""
    asks = form.cleaned_data.get("when_unread") in (Unread.ASK, Unread.TELL)
    if asks and not reached(record, by.partnership).is_whole:
        ask(record, by=by, promised_on=form.promise, now=now)


def _say_it_comes(request: Request, now: datetime) -> None:
    waiting = reached(request.record, request.partnership).waiting
    people = [member.person for member in waiting if member.joined_at]
    plan(
        COMING, request, people, partnership=request.partnership, revision=request.round, now=now,
        occasion=f"{request.promised_on:%Y-%m-%d}",
    )  # fmt: skip


def tell_what_is_there(now: datetime) -> None:
    """Tell people what they can read now. Runs every few minutes; safe to run twice."""
    for request in Request.objects.open().select_related("partnership", "content_type"):
        tell_if_there(request, now)


@transaction.atomic
def tell_if_there(request: Request, now: datetime) -> None:
    """Tell those who were told to wait and can read it now; close the request if nobody waits."""
    record = request.record
    if record is None:
        request.delete()
        return
    found = reached(record, request.partnership)
    if request.promised_on:
        waiting = {member.pk for member in found.waiting}
        members = request.partnership.memberships.active().with_person()
        waited = set(told_to_wait(request))
        people = [
            each.person for each in members if each.pk not in waiting and each.person_id in waited
        ]
        plan(
            THERE, request, people, partnership=request.partnership, revision=request.round, now=now
        )
    if found.is_whole:
        Request.objects.open().filter(pk=request.pk).update(done_at=now)


def told_to_wait(request: Request) -> Iterable[int]:
    """Return the keys of the people who were told that it will come."""
    kind = ContentType.objects.get_for_model(Request)
    notices = request.partnership.notices.filter(
        kind=COMING, subject_type=kind, subject_id=request.pk, revision=request.round
    )
    return notices.values_list("person_id", flat=True)


def due(request: Request, now: datetime) -> datetime | None:
    """Return when people need to have read what a request is about."""
    record = request.record
    moment = pieces.of(type(record)).due(record) if record is not None else None
    return moment if moment and moment > now else None


def label(request: Request) -> str:
    """Return in the active language what sort of record a request is about."""
    model = request.content_type.model_class()
    return str(pieces.of(model).label) if model else ""


def address(request: Request) -> str:
    """Return the address of the page of what a request is about."""
    record: Model | None = request.record
    find = getattr(record, "get_absolute_url", None)
    found: str = find() if find else ""
    return found
