"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.exchanges_addresses import EXCHANGE_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **EXCHANGE_ADDRESSES,
}
