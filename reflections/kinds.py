"""What this app tells people, and what they answer by a link. Each process has its own module."""

from reflections import power_kinds, pulse_kinds

__all__ = ["power_kinds", "pulse_kinds"]
