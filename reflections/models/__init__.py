"""Journals, and all else that is about how it goes."""

from reflections.models.checkpoints import CHOSE, Checkpoint, Choice, Fit, Part
from reflections.models.closing_conversations import ClosingConversation
from reflections.models.journal import Draft, Entry, JournalLock, SealedRow

__all__ = [
    "CHOSE",
    "Checkpoint",
    "Choice",
    "ClosingConversation",
    "Draft",
    "Entry",
    "Fit",
    "JournalLock",
    "Part",
    "SealedRow",
]
