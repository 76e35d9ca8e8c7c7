"""What the demo's people reflect on, give and take, and find in the way."""

from datetime import datetime

from demo import barriers, checkpoints, exchanges, journal, prompts, pulse
from demo.charters import People
from partners.models import Partnership


def build(
    clinic: Partnership, members: People, home: Partnership, others: People, now: datetime
) -> None:
    """Build all of it, in both partnerships."""
    prompts.build(clinic, members, home, others, now)
    barriers.build(clinic, members, home, others, now)
    pulse.build(clinic, members, now)
    exchanges.build(clinic, members, now)
    checkpoints.build(clinic, members, home, others, now)
    journal.build(members, now)
