"""Sending the notes of a meeting, and to each person what they said they would do."""

from datetime import datetime

from django.db import transaction

from meetings.models import Meeting
from meetings.planning import taking_part
from notices.planning import plan, void
from partners.models import Membership

NOTES_READY = "notes_ready"


@transaction.atomic
def send_notes(meeting: Meeting, *, by: Membership, now: datetime) -> None:
    """Tell everyone that the notes are there. Sending changed notes tells them again."""
    meeting.refresh_from_db(from_queryset=Meeting._default_manager.select_for_update())
    meeting.notes_revision += 1
    meeting.notes_sent_at = now
    meeting.save(update_fields=["notes_revision", "notes_sent_at"])
    void(meeting, kinds=[NOTES_READY], before_revision=meeting.notes_revision)
    people = [member.person for member in taking_part(meeting)]
    plan(
        NOTES_READY, meeting, people, partnership=meeting.partnership, now=now,
        revision=meeting.notes_revision,
    )  # fmt: skip
