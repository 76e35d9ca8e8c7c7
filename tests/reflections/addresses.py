"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.pulse_addresses import PULSE_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **PULSE_ADDRESSES,
}
