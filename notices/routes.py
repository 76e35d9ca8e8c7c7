"""Which channels bring a message to a person: the one they prefer, and for urgent news more."""

from notices import kinds
from partners.models import Person


def channels_for(person: Person, kind_name: str) -> list[str]:
    """Return the channels that a message of this kind goes through; none if nothing works.

    One, the preferred or the next that works; urgent news also by each that the person allows.
    """
    kind = kinds.get(kind_name)
    works = [channel for channel in person.works if channel in (kind.only_by or person.works)]
    also = person.urgent_also if kind.is_urgent else []
    return works[:1] + [channel for channel in works[1:] if channel in also]
