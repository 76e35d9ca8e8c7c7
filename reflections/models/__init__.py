"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.power import PowerMap, PowerNote, PowerQuestion
from reflections.models.pulse import Agrees, Pulse, PulseReply, Replied, Statement

__all__ = [
    "Agrees",
    "PowerMap",
    "PowerNote",
    "PowerQuestion",
    "Pulse",
    "PulseReply",
    "Replied",
    "Statement",
]
