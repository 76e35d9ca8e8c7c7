"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.journal_addresses import JOURNAL_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **JOURNAL_ADDRESSES,
}
