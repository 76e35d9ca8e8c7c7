"""What this app tells people, and what they answer by a link. Each process has its own module."""

from reflections import asking_kinds, changing_kinds, sharing_kinds

__all__ = ["asking_kinds", "changing_kinds", "sharing_kinds"]
from reflections import (
    barrier_kinds,
)

__all__ = [
    "barrier_kinds",
]
