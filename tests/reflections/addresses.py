"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.journal_addresses import JOURNAL_ADDRESSES
from tests.reflections.prompts_addresses import PROMPTS_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **PROMPTS_ADDRESSES,
    **JOURNAL_ADDRESSES,
from tests.reflections.barrier_addresses import BARRIER_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **BARRIER_ADDRESSES,
}
