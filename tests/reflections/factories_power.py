"""Power maps as they come about, for tests."""

from reflections import power_maps
from reflections.models import PowerMap, PowerNote
from tests.factories import now


def map_of(member, *, title="Opening hours", address="", **titles):
    """A map that somebody began."""
    titles = titles or {"title_en": title}
    fresh = PowerMap(partnership=member.partnership, address=address, **titles)
    return power_maps.start(fresh, by=member, now=now())


def see(power_map, member, said="Nobody asked the night shift.", *, recorded_by=None, **fields):
    """Something that somebody sees."""
    fields = {"question": "missing", "language": "en", "names_groups": ["staff"], **fields}
    note = PowerNote(power_map=power_map, membership=member, said=said, **fields)
    return power_maps.say(note, recorded_by=recorded_by, now=now())
