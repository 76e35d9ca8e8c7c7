"""Writes the ledger: notices and attempts, in as few statements for many people as for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.db.models import QuerySet

from notices import kinds, routes
from notices.models import CAN_BE_CALLED_BACK, Delivery, Hold, Notice, State
from notices.quiet import waking
from notices.reasons import NO_WAY, Reason
from partners.models import Channel, Person

Key = tuple[str, int, int, int, int, str]
AGAIN = ["state", "reason", "next_try_at", "post_by", "owner", "lease_until"]
KEY_FIELDS = ("kind", "subject_type", "subject_id", "person", "revision", "occasion")


@dataclass(frozen=True)
class Draft:
    """A notice to be planned: who is told what about which thing, and when."""

    kind: str
    subject_type_id: int
    subject_id: int
    person: Person
    partnership_id: int
    due_at: datetime
    last_moment: datetime | None = None
    revision: int = 0
    occasion: str = ""
    planned_at: datetime | None = None  # when this was decided, if not at its time
    arrives_by: datetime | None = None  # what a letter may not come later than; else last_moment

    @property
    def key(self) -> Key:
        """What makes it one notice and not another."""
        about = (self.kind, self.subject_type_id, self.subject_id)
        return (*about, self.person.pk, self.revision, self.occasion)

    @property
    def next_try_at(self) -> datetime:
        """When it may be brought: its time, but not in quiet hours unless the kind cannot wait."""
        waits = kinds.get(self.kind).waits_for_waking
        return waking(self.due_at, self.person) if waits else self.due_at

    @property
    def post_by(self) -> datetime | None:
        """The last moment to post a letter with it."""
        return routes.post_by(self.arrives_by or self.last_moment)

    @property
    def to_post_from(self) -> datetime:
        """When a letter with it should be printed and posted. It disturbs nobody at night."""
        return routes.to_post_from(self.due_at, self.arrives_by or self.last_moment)

    def notice(self) -> Notice:
        """Return the row for the ledger."""
        return Notice(
            kind=self.kind,
            subject_type_id=self.subject_type_id,
            subject_id=self.subject_id,
            person=self.person,
            partnership_id=self.partnership_id,
            revision=self.revision,
            occasion=self.occasion,
            due_at=self.due_at,
            last_moment=self.last_moment,
        )

    @cached_property
    def channels(self) -> list[str]:
        """The channels it goes through."""
        planned_at, by = self.planned_at or self.due_at, self.post_by
        by_letter = by is None or planned_at <= by
        return routes.channels_for(self.person, self.kind, by_letter=by_letter)

    @property
    def why_not(self) -> Reason:
        """Why nobody can be told of it, where no channel does."""
        works = routes.channels_for(self.person, self.kind)
        return Reason.LETTER_LATE if works else Reason.UNREACHABLE

    def deliveries(self, notice: Notice) -> list[Delivery]:
        """Return an attempt on each channel that it goes through, else one that failed already."""
        return [self._attempt(notice, channel) for channel in self.channels] or [
            self._attempt(notice, None)
        ]

    def _attempt(self, notice: Notice, channel: str | None) -> Delivery:
        is_letter = channel == Channel.POST
        return Delivery(
            notice=notice,
            channel=channel or self.person.channel,
            state=State.PENDING if channel else State.FAILED,
            reason="" if channel else self.why_not,
            next_try_at=self.to_post_from if is_letter else self.next_try_at,
            post_by=self.post_by if is_letter else None,
        )


def key_of(notice: Notice) -> Key:
    """Return what makes a notice one and not another."""
    about = (notice.kind, notice.subject_type_id, notice.subject_id)
    return (*about, notice.person_id, notice.revision, notice.occasion)


@transaction.atomic(savepoint=False)
def write(drafts: Iterable[Draft]) -> list[Draft]:
    """Let these notices stand in the ledger. Return the drafts that are new to it.

    What stood already gets its new time while it is open, and comes back if it was voided.
    What was sent is left alone.
    """
    wanted = {draft.key: draft for draft in drafts}
    standing = _standing(wanted)
    fresh = {key: draft for key, draft in wanted.items() if key not in standing}
    if fresh:
        _insert(fresh)
    moved = _move(standing, wanted)
    _reopen([(notice, wanted[key], notice in moved) for key, notice in standing.items()])
    return list(fresh.values())


def _insert(fresh: dict[Key, Draft]) -> None:
    """Add notices, and an attempt on each of their channels."""
    notices = {key: draft.notice() for key, draft in fresh.items()}
    Notice.objects.bulk_create(notices.values(), ignore_conflicts=True)
    # An insert that ignores conflicts does not say which rows it made: look again.
    made = {tuple(key): pk for pk, *key in _like(fresh).values_list("pk", *KEY_FIELDS)}
    for key, notice in notices.items():
        notice.pk = made[key]
    first = [each for key, draft in fresh.items() for each in draft.deliveries(notices[key])]
    Delivery.objects.bulk_create(first, ignore_conflicts=True)


def _standing(drafts: dict[Key, Draft]) -> dict[Key, Notice]:
    """Return the notices that stand in the ledger for these drafts."""
    return {key: notice for notice in _like(drafts) if (key := key_of(notice)) in drafts}


def _like(drafts: dict[Key, Draft]) -> QuerySet[Notice]:
    """Return the notices that stand in the ledger for these drafts, and perhaps some more."""
    all_of = drafts.values()
    return Notice.objects.filter(
        kind__in={draft.kind for draft in all_of},
        subject_type__in={draft.subject_type_id for draft in all_of},
        subject_id__in={draft.subject_id for draft in all_of},
        person__in={draft.person.pk for draft in all_of},
        revision__in={draft.revision for draft in all_of},
        occasion__in={draft.occasion for draft in all_of},
    )


def _move(standing: dict[Key, Notice], wanted: dict[Key, Draft]) -> list[Notice]:
    """Give notices that stand already the time they are wanted at now. Return the ones moved."""
    moved = []
    for key, notice in standing.items():
        draft = wanted[key]
        if (notice.due_at, notice.last_moment) != (draft.due_at, draft.last_moment):
            notice.last_moment = draft.last_moment
            moved.append(notice)
    held = _held(moved)
    for notice in moved:
        if notice not in held:
            notice.due_at = wanted[key_of(notice)].due_at
    Notice.objects.bulk_update(moved, ["due_at", "last_moment"])
    return moved


def _held(notices: list[Notice]) -> set[Notice]:
    """Return those that wait for somebody's yes after a restore.

    With a new time they would go out by themselves, to people who had them before the crash.
    """
    if not notices:
        return set()
    places = {notice.partnership_id for notice in notices}
    holds = Hold.objects.filter(released_at=None, partnership__in=places)
    since = dict(holds.values_list("partnership_id", "started_at"))
    return {
        notice
        for notice in notices
        if (start := since.get(notice.partnership_id)) and notice.due_at <= start
    }


def _reopen(standing: list[tuple[Notice, Draft, bool]]) -> None:
    """Let the attempts follow: those of moved notices get the new time, voided ones wait again."""
    attempts: dict[int, list[Delivery]] = {notice.pk: [] for notice, _draft, _moved in standing}
    for delivery in Delivery.objects.filter(notice__in=attempts) if attempts else ():
        attempts[delivery.notice_id].append(delivery)
    changed: list[Delivery] = []
    missing: list[Delivery] = []
    for notice, draft, is_moved in standing:
        wanted = {attempt.channel: attempt for attempt in draft.deliveries(notice)}
        if all(map(_may_come_back, attempts[notice.pk])):
            same = [old for old in attempts[notice.pk] if old.channel in wanted]
            changed += [_again(old, wanted.pop(old.channel)) for old in same]
            missing += wanted.values()
        elif is_moved:
            first = next(iter(wanted.values()))
            opened = [old for old in attempts[notice.pk] if old.state in CAN_BE_CALLED_BACK]
            changed += [_again(old, wanted.get(old.channel, first)) for old in opened]
    # What the sender took in the meantime is on its way, and stays as it is.
    takeable = Delivery.objects.filter(state__in=[*CAN_BE_CALLED_BACK, State.VOID, State.FAILED])
    takeable.bulk_update(changed, AGAIN)
    Delivery.objects.bulk_create(missing, ignore_conflicts=True)


def _may_come_back(delivery: Delivery) -> bool:
    """Say whether it never reached its person, so that planning it again brings it back."""
    if delivery.reason == Reason.RESTORED:
        return False  # somebody said after a restore that people had it already
    return delivery.state == State.VOID or delivery.reason in NO_WAY


def _again(delivery: Delivery, wanted: Delivery) -> Delivery:
    delivery.next_try_at, delivery.post_by = wanted.next_try_at, wanted.post_by
    delivery.state, delivery.reason = wanted.state, wanted.reason
    delivery.owner, delivery.lease_until = "", None
    return delivery
