"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

from tests.reflections.barrier_addresses import BARRIER_ADDRESSES
from tests.reflections.checkpoint_addresses import CHECKPOINT_ADDRESSES
from tests.reflections.exchanges_addresses import EXCHANGE_ADDRESSES
from tests.reflections.journal_addresses import JOURNAL_ADDRESSES
from tests.reflections.prompts_addresses import PROMPTS_ADDRESSES
from tests.reflections.pulse_addresses import PULSE_ADDRESSES

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
    **BARRIER_ADDRESSES,
    **CHECKPOINT_ADDRESSES,
    **EXCHANGE_ADDRESSES,
    **JOURNAL_ADDRESSES,
    **PROMPTS_ADDRESSES,
    **PULSE_ADDRESSES,
}
