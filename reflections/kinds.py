"""What this app tells people, and what they answer by a link. Each process has its own module."""

from reflections import (
    asking_kinds,
    barrier_kinds,
    changing_kinds,
    checkpoint_kinds,
    exchanges_kinds,
    power_kinds,
    pulse_kinds,
    sharing_kinds,
)

__all__ = [
    "asking_kinds",
    "barrier_kinds",
    "changing_kinds",
    "checkpoint_kinds",
    "exchanges_kinds",
    "power_kinds",
    "pulse_kinds",
    "sharing_kinds",
]
