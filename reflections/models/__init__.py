"""Journals, and all else that is about how it goes."""

from reflections.models.journal import Draft, Entry, JournalLock, SealedRow

__all__ = ["Draft", "Entry", "JournalLock", "SealedRow"]
