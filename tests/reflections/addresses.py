"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.checkpoint_addresses import CHECKPOINT_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **CHECKPOINT_ADDRESSES,
}
