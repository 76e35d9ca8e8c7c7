"""The pulse: who is asked when, and how a reply is kept so that nobody can find out whose it is.

A reply has a random key and no time. The note that somebody replied holds no person but an HMAC,
made with a key that is not in the database, and is deleted when the pulse closes. That is not
enough: rows lie in a table in the order in which they came, and PostgreSQL keeps with each the
transaction that wrote it. So each reply takes all replies to the pulse, and all its notes, out of
their tables and puts them back shuffled, with new keys, in one transaction; and it shuffles each
column of the replies by itself, so that the answers of one person cannot be recognised together
(only who needed support says whether it was there). Nothing else is written when somebody replies.

What remains is in docs/decisions/0018: whoever has the key and copies the database before and after
one reply can compare the two. A reply cannot be changed, and the page says so.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from meetings.models import Attendance, Meeting
from notices.planning import plan as tell
from notices.planning import void
from partners.models import Membership, MembershipQuerySet
from reflections.models import Pulse, PulseReply, Replied, Statement

Kept = TypeVar("Kept", PulseReply, Replied)

PULSE = "pulse"
PULSE_RECORDED = "pulse_recorded"

COMES_AFTER = timedelta(hours=3)  # the end of the meeting
STAYS_OPEN = timedelta(days=14)
FORGOTTEN = timedelta(days=7)  # a meeting that ended longer ago is not asked about any more

ALONG = ("meeting__pulse", "meeting__partnership", "membership__person")


class CannotReply(Exception):
    """A reply is not possible; nothing was changed."""


class NotOpen(CannotReply):
    """The pulse is not open yet, or closed, or its meeting was called off."""


class RepliedAlready(CannotReply):
    """This person has replied, and nobody can know which reply to change."""


# Asking


def due(now: datetime) -> list[int]:
    """Return the meetings (ids) that ended lately and have no pulse yet."""
    return list(_to_ask_about(now).order_by("ends_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def plan(meeting_id: int, now: datetime) -> Pulse | None:
    """Plan to ask everyone who was asked to the meeting and takes part, a few hours after its end.

    Nobody is woken: the ledger waits until quiet hours are over. Safe to run twice: whoever comes
    second finds that the meeting has a pulse. None if there is nothing to do.
    """
    found = _to_ask_about(now).filter(pk=meeting_id).select_related("partnership")
    meeting = found.select_for_update(of=("self",)).first()
    people = list(those_asked(meeting)) if meeting else []
    if meeting is None or not people:
        return None
    opens_at = max(meeting.end + COMES_AFTER, now)
    closes_at = opens_at + STAYS_OPEN
    pulse, is_new = Pulse.objects.get_or_create(
        meeting=meeting,
        defaults={
            "partnership": meeting.partnership,
            "asked": len(people),
            "opens_at": opens_at,
            "closes_at": closes_at,
        },
    )
    if not is_new:  # by another worker, while this one waited for the row
        return None
    tell(
        PULSE, pulse, [member.person for member in people], partnership=meeting.partnership,
        now=now, due_at=opens_at, last_moment=closes_at,
    )  # fmt: skip
    return pulse


def _to_ask_about(now: datetime) -> QuerySet[Meeting]:
    lately = Meeting.objects.standing().filter(ends_at__lte=now, ends_at__gt=now - FORGOTTEN)
    return lately.filter(pulse=None)


def those_asked(meeting: Meeting) -> MembershipQuerySet:
    """Return everyone who was asked to the meeting and takes part now, there or not."""
    members = meeting.partnership.memberships.taking_part().with_person()
    return members.filter(attendances__meeting=meeting).order_by("person__name", "pk")


# Replying


def invitations(membership: Membership) -> QuerySet[Attendance]:
    """Return the meetings with a pulse that this person was asked to, with all a reply needs."""
    return membership.attendances.filter(meeting__pulse__isnull=False).select_related(*ALONG)


def invited(memberships: Iterable[Membership], now: datetime) -> QuerySet[Attendance]:
    """Return which open pulses these members were asked in, whether they replied or not."""
    asked = Attendance.objects.filter(
        membership__in=memberships, meeting__pulse__in=Pulse.objects.open(now)
    ).select_related(*ALONG)
    return asked.order_by("meeting__pulse__closes_at", "pk")


def waiting(memberships: Iterable[Membership], now: datetime) -> list[Attendance]:
    """Return the open pulses that these members were asked in and did not reply to, by closing."""
    asked = {
        (each.meeting.pulse.pk, each.membership_id): each for each in invited(memberships, now)
    }
    return [asked[key] for key in without_reply(asked)]


def without_reply(asked: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return those (pulse, membership), by their keys, of which no reply came yet.

    One query, or none: which mark is whose can only be worked out here, never in the database.
    """
    asked = list(asked)
    by_mark = {mark: each for each in asked for mark in _marks(*each)}
    replied = Replied.objects.filter(mark__in=by_mark) if by_mark else Replied.objects.none()
    done = {by_mark[mark] for mark in replied.values_list("mark", flat=True)}
    return [each for each in asked if each not in done]


def stands(invitation: Attendance, now: datetime) -> str:
    """Return how it stands for one person: "open", "replied", or "closed"."""
    if not invitation.meeting.pulse.is_open(now) or invitation.membership.left_at:
        return "closed"
    replied = Replied.objects.filter(mark__in=marks(invitation)).exists()
    return "replied" if replied else "open"


@transaction.atomic
def reply(invitation: Attendance, answers: Mapping[str, str], *, now: datetime) -> None:
    """Keep one person's answers, without the person. Raises NotOpen, RepliedAlready."""
    # Held until the end, so that two replies at the same moment do not lose each other.
    locked = Pulse.objects.select_for_update(of=("self",)).select_related("meeting")
    pulse = locked.get(meeting=invitation.meeting_id)
    if not pulse.is_open(now) or invitation.membership.left_at:
        raise NotOpen
    notes = list(pulse.replied.values_list("mark", flat=True))
    mark, *former = marks(invitation)
    if {mark, *former}.intersection(notes):
        raise RepliedAlready
    kept = list(pulse.replies.values_list(*Statement.values))
    mixed = mix([*kept, tuple(answers.get(statement, "") for statement in Statement.values)])
    replies = [dict(zip(Statement.values, row, strict=True)) for row in mixed]
    put_back(PulseReply, pulse, (PulseReply(pulse=pulse, **each) for each in replies))
    put_back(Replied, pulse, (Replied(pulse=pulse, mark=each) for each in [*notes, mark]))


def record(
    invitation: Attendance, answers: Mapping[str, str], *, by: Membership, now: datetime
) -> None:
    """Keep what a person told a facilitator. The person hears that it was written down, not what.

    Raises NotOpen, RepliedAlready.
    """
    pulse, person = invitation.meeting.pulse, invitation.membership.person
    reply(invitation, answers, now=now)
    # Apart from the reply, so that no row outside it is written by the same transaction.
    void(pulse, kinds=[PULSE], person=person)
    if person.can_be_written_to:
        tell(
            PULSE_RECORDED, pulse, [person], partnership=pulse.partnership, now=now,
            occasion=str(by.pk),
        )  # fmt: skip


def forget(now: datetime) -> int:
    """Delete who replied to the pulses that closed. Nobody needs to know any more."""
    deleted, _by_model = Replied.objects.filter(pulse__closes_at__lte=now).delete()
    return deleted


def marks(invitation: Attendance) -> list[str]:
    """Return what says that this person replied: by the present key, then by those it replaced."""
    return _marks(invitation.meeting.pulse.pk, invitation.membership_id)


def _marks(pulse: int, membership: int) -> list[str]:
    words = f"{pulse}.{membership}"
    return [
        salted_hmac("reflections.replied", words, secret=key, algorithm="sha256").hexdigest()
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]


def mix(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows of the same answers, of which each column is shuffled by itself."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for column in columns:
        secrets.SystemRandom().shuffle(column)
    return list(zip(*columns, strict=True))


def put_back(model: type[Kept], pulse: Pulse, rows: Iterable[Kept]) -> None:
    """Write all rows of a pulse anew, with new keys, in an order that means nothing."""
    shuffled = list(rows)
    secrets.SystemRandom().shuffle(shuffled)
    model._default_manager.filter(pulse=pulse).delete()
    model._default_manager.bulk_create(shuffled)
