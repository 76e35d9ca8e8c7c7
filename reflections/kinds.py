"""What this app tells people, and what they answer by a link. Each process has its own module."""

from reflections import exchanges_kinds

__all__ = ["exchanges_kinds"]
