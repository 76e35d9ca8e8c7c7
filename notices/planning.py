"""Plans what people will be told, inside the transaction of whatever causes it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from notices import ledger
from notices.handing_over import hand_over_unreachable
from notices.hints import wake
from notices.models import Delivery, Notice
from notices.quiet import is_quiet, waking
from notices.reasons import Reason
from partners.models import Partnership, Person

__all__ = ["is_quiet", "plan", "void", "waking"]

When = datetime | Callable[[Person], datetime | None] | None
SOON = timedelta(seconds=30)  # how often the sender looks by itself


@transaction.atomic(savepoint=False)
def plan(
    kind_name: str,
    subject: Model,
    people: Iterable[Person],
    *,
    partnership: Partnership,
    now: datetime,
    due_at: When = None,
    revision: int = 0,
    occasion: str = "",
    last_moment: When = None,
    arrives_by: datetime | None = None,
) -> int:
    """Plan to tell `people` one thing about `subject`, now or at `due_at`. Return how many are new.

    `due_at` and `last_moment` may be worked out for each person; a letter must arrive before
    `arrives_by`, else before the last moment, or it goes another way. Planning the same again gives
    what is still open its new time, brings back what was voided, and never repeats what was sent.
    Somebody whom no channel reaches becomes a task for the facilitators. Runs as many statements
    for 300 people as for one.
    """
    subject_type = ContentType.objects.get_for_model(subject)
    drafts = [
        ledger.Draft(
            kind=kind_name,
            subject_type_id=subject_type.pk,
            subject_id=subject.pk,
            person=person,
            partnership_id=partnership.pk,
            due_at=_for(person, due_at) or now,
            last_moment=_for(person, last_moment),
            revision=revision,
            occasion=occasion,
            planned_at=now,
            arrives_by=arrives_by,
        )
        for person in people
    ]
    fresh = ledger.write(drafts)
    hand_over_unreachable(fresh, partnership=partnership, now=now)
    if any(draft.next_try_at <= now + SOON for draft in drafts):
        transaction.on_commit(wake, robust=True)
    return len(fresh)


def _for(person: Person, when: When) -> datetime | None:
    return when(person) if callable(when) else when


def void(
    subject: Model,
    *,
    kinds: Iterable[str] | None = None,
    before_revision: int | None = None,
    person: Person | None = None,
    occasions_except: Iterable[str] | None = None,
    reason: str = Reason.NOT_WANTED,
) -> int:
    """Call back what was planned about `subject` and is not on its way yet. Return how many.

    Without further words, all of it; else only of these kinds, of older revisions, for one
    person, of other occasions.
    """
    notices = Notice.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    )
    if kinds is not None:
        notices = notices.filter(kind__in=list(kinds))
    if before_revision is not None:
        notices = notices.filter(revision__lt=before_revision)
    if person is not None:
        notices = notices.filter(person=person)
    if occasions_except is not None:
        notices = notices.exclude(occasion__in=list(occasions_except))
    return Delivery.objects.filter(notice__in=notices).call_back(reason)
