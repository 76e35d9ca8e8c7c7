"""Every address of pulses, power maps and the mirror, for `tests/addresses.py`."""

from functools import cached_property

from reflections import pulse_links
from tests.reflections.factories_power import map_of, see
from tests.reflections.factories_pulse import pulse_for


class Pulses:
    """One of each, as its partnership's `World` asks for it."""

    def __init__(self, world):
        self.world = world

    @cached_property
    def pulse(self):
        return pulse_for([self.world.owner, self.world.facilitator])

    @cached_property
    def token(self):
        return pulse_links.token_for(self.pulse, self.world.owner)

    @cached_property
    def power_map(self):
        return map_of(self.world.owner)

    @cached_property
    def note(self):
        return see(self.power_map, self.world.owner, recorded_by=self.world.facilitator)


def _of(**names):
    def filled(find):
        return lambda world: find(world.pulses)

    return {name: filled(find) for name, find in names.items()}


PULSE = _of(pk=lambda its: its.pulse.pk)
MAP = _of(pk=lambda its: its.power_map.pk)
NOTE = _of(pk=lambda its: its.power_map.pk, note=lambda its: its.note.pk)

PULSE_ADDRESSES = {
    "reflections:pulse_link": _of(token=lambda its: its.token),
    "reflections:pulse": _of(**{"only made": lambda its: its.pulse}),
    "reflections:reply": PULSE,
    "reflections:record_reply": PULSE,
    "reflections:power": _of(**{"only made": lambda its: its.power_map}),
    "reflections:power_mirror": {},
    "reflections:start_power_map": {},
    "reflections:power_map": MAP,
    "reflections:say_power": MAP,
    "reflections:record_power": MAP,
    "reflections:close_power_map": MAP,
    "reflections:change_power": NOTE,
    "reflections:withdraw_power": NOTE,
    "reflections:confirm_power": NOTE,
}
