"""Interpreters in the demo world: one who confirmed, and one who was asked and has not answered."""

from datetime import datetime

from meetings import interpreter_register as register
from meetings import interpreting, lead_times
from meetings.interpreter_kinds import CAN_YOU_COME
from notices import receipts
from partners.models import Interpreter, Membership, Partnership


def build(clinic: Partnership, members: dict[str, Membership], now: datetime) -> None:
    """List two, and ask both for the next meeting. One says yes by the link."""
    maya = members["Maya Okafor"]
    hanan = _listed(maya, "حنان عزيز", "hanan@demo.test", "ar", ["ar", "en"], "woman", now)
    chris = _listed(maya, "Chris Vale", "chris@demo.test", "en", ["ase", "en"], "", now)
    meeting = clinic.meetings.upcoming(now).get(online_url__contains="one-clinic")
    assert lead_times.length(meeting) <= lead_times.ALONE  # so that one is enough
    sure = interpreting.ask(meeting, hanan, kind="interpreter", tongue="ar", by=maya, now=now)
    receipts.record(CAN_YOU_COME, sure, "yes", recorded_by=None, now=now)
    interpreting.ask(meeting, chris, kind="interpreter", tongue="ase", by=maya, now=now)


def _listed(
    by: Membership, name: str, email: str, language: str, spoken: list[str], gender: str,
    now: datetime,
) -> Interpreter:  # fmt: skip
    said = {
        "name": name, "email": email, "phone": "", "language": language, "tongues": spoken,
        "reads_aloud": False, "gender": gender, "note": "",
    }  # fmt: skip
    return register.add(said, by=by, now=now)
