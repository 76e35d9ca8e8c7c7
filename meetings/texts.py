"""Which words of this app people translate, and until when somebody needs them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models import ActionItem, AgendaItem, Meeting, MoneyTerms, Resource
from meetings.sharing import languages_of
from translations.coverage import complete_languages
from translations.pieces import Piece
from translations.recording import register

NOTES_FOR = timedelta(days=30)  # after a meeting people still read its notes


def _lately_or_to_come(now: datetime) -> Q:
    return Q(starts_at=None) | Q(starts_at__gt=now - NOTES_FOR)


def _to_come(now: datetime) -> Q:
    planned = Q(meeting__starts_at=None) | Q(meeting__starts_at__gt=now)
    return Q(meeting__cancelled_at=None) & planned


def _not_done(now: datetime) -> Q:
    return Q(done_at=None)


def _shared(now: datetime) -> Q:
    return Q(withdrawn_at=None)


def _starts(meeting: Meeting) -> datetime | None:
    return None if meeting.cancelled_at else meeting.starts_at


def _read_before(resource: Resource) -> datetime | None:
    return _starts(resource.meeting) if resource.meeting else None


def meeting_languages(meeting: Any, items: Iterable[AgendaItem] | None = None) -> set[str]:
    """Return the languages in which all that is written before a meeting can be read."""
    languages = complete_languages(meeting, ["title", "purpose"])
    for item in meeting.agenda.all() if items is None else items:
        languages &= complete_languages(item, ["title"])
    return languages


register(
    Piece(
        Meeting, _("Meeting"), current=_lately_or_to_come, due=_starts, languages=meeting_languages
    )
)
register(Piece(AgendaItem, _("On the agenda"), part_of="meeting", current=_to_come))
register(Piece(ActionItem, _("Something to do"), part_of="meeting", current=_not_done))
register(
    Piece(
        Resource, _("Resource"), current=_shared, due=_read_before, beside=["meeting"],
        languages=languages_of,
    )
)  # fmt: skip
register(Piece(MoneyTerms, _("Money")))
