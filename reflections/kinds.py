"""What this app tells people, and what they answer by a link. Each process has its own module."""

from reflections import checkpoint_kinds

__all__ = ["checkpoint_kinds"]
