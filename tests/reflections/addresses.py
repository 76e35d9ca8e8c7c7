"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.barrier_addresses import BARRIER_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **BARRIER_ADDRESSES,
}
