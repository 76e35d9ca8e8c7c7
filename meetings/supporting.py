"""Arranging what a person needs for a meeting, and telling them what was arranged."""

from datetime import datetime

from django.db import transaction

from meetings.models import Arrangement, ArrangementState
from notices.planning import plan, void
from partners.models import Membership

SUPPORT_ARRANGED = "support_arranged"


class SayWhy(Exception):
    """Support that is not possible needs a reason, so that the person knows."""


@transaction.atomic
def arrange(
    arrangement: Arrangement,
    *,
    state: str,
    note: str,
    owner: Membership | None,
    by: Membership,
    now: datetime,
    note_language: str = "",
    is_by_booking: bool = False,
) -> None:
    """Say how a person's support for a meeting stands, and tell them if that is news.

    The note is kept in the language of who writes it, unless told otherwise. Raises SayWhy.
    """
    note = note.strip()
    if state == ArrangementState.NOT_POSSIBLE and not note:
        raise SayWhy
    arrangement.refresh_from_db(from_queryset=Arrangement._default_manager.select_for_update())
    is_news = (arrangement.state, arrangement.note) != (state, note)
    arrangement.state, arrangement.note, arrangement.owner = state, note, owner
    arrangement.is_by_booking = is_by_booking
    arrangement.note_language = (note_language or by.person.language) if note else ""
    if is_news:
        arrangement.changed_at = now
        arrangement.revision += 1
    arrangement.save()
    if is_news:
        _tell(arrangement, now)


def _tell(arrangement: Arrangement, now: datetime) -> None:
    void(arrangement, kinds=[SUPPORT_ARRANGED], before_revision=arrangement.revision)
    meeting, member = arrangement.meeting, arrangement.need.membership
    if meeting.cancelled_at is None and meeting.starts_at and meeting.starts_at > now:
        plan(
            SUPPORT_ARRANGED, arrangement, [member.person], partnership=meeting.partnership,
            now=now, revision=arrangement.revision, last_moment=meeting.starts_at,
        )  # fmt: skip
