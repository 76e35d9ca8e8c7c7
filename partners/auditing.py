"""Writing the log of what is sensitive, and letting each person read what concerns them."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.languages import ISOLATE, POP
from partners.models import (
    Action,
    AuditEvent,
    AuditHead,
    Membership,
    NeedVisibility,
    Partnership,
    Person,
    SupportNeed,
)

Somebody = Membership | Person
SHORT = 16  # digits of a hash that stand on paper: nobody finds another text for them
NEED = ("kind", "detail", "is_essential")
NEED_LISTED = ("kind", "is_essential")  # without what to know to arrange it
CONTACT = ("phone", "address")

# What a person reads of what others did with what is theirs.
SENTENCES: dict[str, str | Promise] = {
    Action.NEEDS_OPENED: _("%(name)s opened what you need."),
    Action.CONTACT_OPENED: _("%(name)s opened how to reach you."),
    Action.PERSON_OPENED: _("%(name)s opened what you need and how to reach you."),
    Action.CONTACT_CHANGED: _("%(name)s wrote down how to reach you."),
    Action.PLACED: _("%(name)s set your group and role."),
    Action.INVITED: _("%(name)s made an invitation for you."),
    Action.EMERGENCY_ASKED: _("%(name)s asked to see how to reach you, in an emergency."),
    Action.EMERGENCY_AGREED: _("%(name)s agreed that somebody may see how to reach you."),
    Action.RECORDED: _("%(name)s wrote something down for you."),
    Action.SIGNED: _("%(name)s wrote down your answer to an agreement."),
    Action.UNSIGNED: _("%(name)s took back a signature of yours."),
}
SOMEBODY = _("Somebody who is not here any more")
_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

# All of a line but its hashes, in the order in which the hash takes them.
COLUMNS = (
    "chain_id", "number", "at", "action", "actor_id", "actor_membership_id", "on_behalf_of_id",
    "about", "object_label", "object_pk", "fields",
)  # fmt: skip


@transaction.atomic(savepoint=False)
def record(
    action: Action,
    *,
    by: Somebody | None,
    partnership: Partnership | None = None,
    about: Somebody | Iterable[Somebody] = (),
    on_behalf_of: Somebody | None = None,
    fields: Iterable[str] = (),
    obj: Model | None = None,
) -> AuditEvent:
    """Add a line: `by` did this `about` these people. Three statements, whatever it is about.

    It goes to the log of `partnership`, else of the one to which `by` belongs, else of the site.
    Nobody else adds to the same log until the transaction ends. `fields` are names, never values.
    """
    member = by if isinstance(by, Membership) else None
    own = member.partnership_id if member else None
    head = _locked(partnership.pk if partnership else own)
    subjects = [about] if isinstance(about, Membership | Person) else about
    event = AuditEvent(
        chain=head,
        number=head.number + 1,
        at=head.clock,
        action=action.value,
        actor_id=_key(by),
        actor_membership_id=member.pk if member else None,
        on_behalf_of_id=_key(on_behalf_of),
        about=_between_spaces({_key(each) for each in subjects}),
        object_label=obj._meta.label_lower if obj else "",
        object_pk=str(obj.pk) if obj else "",
        fields=list(fields),
        previous=head.hash,
    )
    event.hash = hash_of(event.previous, [getattr(event, name) for name in COLUMNS])
    event.save(force_insert=True)
    head.number, head.hash = event.number, event.hash
    head.save(update_fields=["number", "hash"])
    return event


def _key(somebody: Somebody | None) -> int | None:
    if isinstance(somebody, Membership):
        return somebody.person_id
    return somebody.pk if somebody else None


def _between_spaces(keys: Iterable[int | None]) -> str:
    words = " ".join(str(key) for key in sorted(filter(None, keys)))
    return f" {words} " if words else ""


def _locked(partnership_id: int | None) -> Any:
    """Return the head of a log, locked, with the moment that the database's clock shows."""
    heads = AuditHead.objects.select_for_update().annotate(clock=Now())
    head = heads.filter(partnership=partnership_id).first()
    if head is None:
        missing = AuditHead(partnership_id=partnership_id)
        AuditHead.objects.bulk_create([missing], ignore_conflicts=True)
        head = heads.get(partnership=partnership_id)
    return head


def hash_of(previous: str, values: list[Any]) -> str:
    """Return the hash of a line: of the hash before it and all that it says, as canonical JSON."""
    said = [*values]
    at = COLUMNS.index("at")
    said[at] = said[at].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(previous.encode() + _encode(said).encode()).hexdigest()


# What is written at several places


def needs_opened(
    by: Membership,
    needs: Iterable[SupportNeed],
    *,
    fields: Iterable[str] = NEED,
    obj: Model | None = None,
) -> None:
    """Write down that a page showed needs that only who arranges them sees: one line a page.

    What a person shows to everyone, and one's own, is no secret.
    """
    about = _hidden(by, needs)
    if about:
        record(Action.NEEDS_OPENED, by=by, about=about, fields=fields, obj=obj)


def _hidden(by: Membership, needs: Iterable[SupportNeed]) -> set[Membership]:
    hidden = {need.membership for need in needs if need.visible_to == NeedVisibility.ARRANGERS}
    return hidden - {by}


def person_opened(by: Membership, shown: Any, *, contact: bool) -> None:
    """Write down what the page of one person showed: `shown_needs`, and perhaps their `contact`."""
    if contact and _hidden(by, shown.shown_needs):
        record(Action.PERSON_OPENED, by=by, about=shown, fields=NEED + CONTACT, obj=shown)
    elif contact:
        contact_opened(by, [shown], obj=shown)
    else:
        needs_opened(by, shown.shown_needs, obj=shown)


def contact_opened(by: Membership, people: Iterable[Somebody], *, obj: Model | None = None) -> None:
    """Write down that a page showed how to reach these people: one line a page, none for none."""
    about = [each for each in people if _key(each) != by.person_id]
    if about:
        record(Action.CONTACT_OPENED, by=by, about=about, fields=CONTACT, obj=obj)


def contact_changed(by: Somebody, about: Somebody, fields: Iterable[str]) -> None:
    """Write down that somebody wrote down how to reach another, who had told them."""
    record(Action.CONTACT_CHANGED, by=by, about=about, on_behalf_of=about, fields=fields)


_is_within: ContextVar[bool] = ContextVar("is_within", default=False)


@contextmanager
def one_line() -> Iterator[None]:
    """Let what is recorded until this ends leave no line of its own: whoever began it adds one."""
    token = _is_within.set(True)
    try:
        yield
    finally:
        _is_within.reset(token)


def recorded(by: Somebody | None, about: Somebody, obj: Model) -> None:
    """Write down that somebody recorded for another what they had told; nothing for oneself."""
    if by is not None and _key(about) != _key(by) and not _is_within.get():
        record(Action.RECORDED, by=by, about=about, on_behalf_of=about, obj=obj)


REFUSED_AGAIN = timedelta(hours=1)


def refused(by: Membership, page: str, now: datetime) -> None:
    """Write down that somebody asked for what their role may not do. `page` is its name.

    Once an hour for each page: nobody fills the log by asking again and again.
    """
    same = AuditEvent.objects.filter(actor_membership=by, action=Action.REFUSED, fields=[page])
    if not same.filter(at__gt=now - REFUSED_AGAIN).exists():
        record(Action.REFUSED, by=by, fields=[page])


def exported(
    by: Somebody, *, name: str, obj: Model | None = None, partnership: Partnership | None = None
) -> None:
    """Write down that somebody took a file along. `name` says which: it is one of our own."""
    record(Action.EXPORTED, by=by, fields=[name], obj=obj, partnership=partnership)


MOST_A_DAY = 3


def may_export(by: Membership, name: str, now: datetime) -> bool:
    """Say whether a member may take this file along: not more than three times a day."""
    taken = AuditEvent.objects.filter(
        actor_membership=by, action=Action.EXPORTED, fields=[name], at__gt=now - timedelta(days=1)
    )
    return taken.count() < MOST_A_DAY


# Marks, which leave the house on receipts and papers


def mark_of(obj: Model) -> str:
    """Return the mark of the first line about a thing; "" if there is none."""
    lines = AuditEvent.objects.filter(object_label=obj._meta.label_lower, object_pk=str(obj.pk))
    line = lines.order_by("pk").first() if obj.pk else None
    return f"{line.chain_id}-{line.number}-{line.hash}" if line else ""


def short_mark(partnership: Partnership) -> str:
    """Return the mark of a log as it fits a paper's lower edge; "" while nothing is in it."""
    head = AuditHead.objects.filter(partnership=partnership, number__gt=0).first()
    return f"{head.pk}-{head.number}-{head.hash[:SHORT]}" if head else ""


# What a person reads


def seen_by(membership: Membership) -> QuerySet[AuditEvent]:
    """Return what others in this partnership did with what belongs to a person, newest first."""
    # One log by its key, so that the newest lines are read from its index, and no more than those.
    head = AuditHead.objects.filter(partnership=membership.partnership_id).values("pk")[:1]
    events = AuditEvent.objects.filter(
        chain=head,
        action__in=SENTENCES,
        about__contains=f" {membership.person_id} ",
    )
    others = events.exclude(actor=membership.person_id)
    return others.select_related("actor").order_by("-number")


def sentence(event: AuditEvent) -> str:
    """Say what happened, in the language of the page. The name is the one they have now."""
    name = event.actor.name if event.actor else SOMEBODY
    return SENTENCES[event.action] % {"name": f"{ISOLATE}{name}{POP}"}
