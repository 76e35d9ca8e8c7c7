"""A man without a computer, and a relative of another family who answers for him."""

from datetime import datetime, timedelta

from charters import listening
from charters.models import Input
from meetings import answering
from meetings.models import Rsvp
from notices import helping
from partners.help_grants import Scope
from partners.models import Membership, Partnership

SAMUEL_SAID = "Please read the notes aloud on the phone. I will not read them on paper."


def build(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    """Let Samuel name Layla, as he told Maya on the phone, and let her answer once."""
    samuel, layla = members["Samuel Brooks"], members["ليلى حداد"]
    then = now - timedelta(days=4)
    helping.name_helper(
        samuel, layla, scope=[Scope.ANSWERS, Scope.NEEDS, Scope.INPUTS, Scope.POSITIONS],
        until_on=now.date() + timedelta(days=180), recorded_by=members["Maya Okafor"], now=then,
    )  # fmt: skip
    coming = samuel.attendances.filter(meeting__in=clinic.meetings.upcoming(now)).first()
    if coming:
        answering.rsvp(coming, Rsvp.YES, recorded_by=layla, now=now - timedelta(days=2))
    said = Input(partnership=clinic, membership=samuel, said=SAMUEL_SAID, language="en")
    listening.say(said, recorded_by=layla, now=now - timedelta(days=1))
