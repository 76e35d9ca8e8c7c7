"""Who was there. Written down once a meeting has started; never counted for or against anyone."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from meetings import promising
from meetings.models import Attendance, Meeting
from partners.models import Membership


@transaction.atomic
def were_there(meeting: Meeting, people: Iterable[Membership], *, now: datetime) -> None:
    """Write down that these people were there, and nobody else. Money is promised by it."""
    there = {membership.pk for membership in people}
    asked = set(meeting.attendances.values_list("membership_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, membership_id=pk) for pk in sorted(there - asked)
    )
    meeting.attendances.filter(membership__in=there).update(was_there=True)
    meeting.attendances.exclude(membership__in=there).update(was_there=False)
    promising.of_meeting(meeting, now)
