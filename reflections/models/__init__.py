"""Journals, and all else that is about how it goes."""

from reflections.models.asking import AskMe, Reflected
from reflections.models.changes import ChangeOutcome, PracticeChange
from reflections.models.journal import Draft, Entry, JournalLock, SealedRow
from reflections.models.prompts import Lens, Prompt
from reflections.models.sharing import SharedPassage
from reflections.models.themes import Mark, Theme

__all__ = [
    "AskMe",
    "ChangeOutcome",
    "Draft",
    "Entry",
    "JournalLock",
    "Lens",
    "Mark",
    "PracticeChange",
    "Prompt",
    "Reflected",
    "SealedRow",
    "SharedPassage",
    "Theme",
"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.barriers import (
    ActionMove,
    ActionOutcome,
    Asking,
    Barrier,
    BarrierAction,
    BarrierClosing,
    BarrierState,
    BetterAnswer,
    ClosingOutcome,
    IsBetter,
    Money,
    NotBetter,
    Outlook,
    Severity,
    Word,
)

__all__ = [
    "ActionMove",
    "ActionOutcome",
    "Asking",
    "Barrier",
    "BarrierAction",
    "BarrierClosing",
    "BarrierState",
    "BetterAnswer",
    "ClosingOutcome",
    "IsBetter",
    "Money",
    "NotBetter",
    "Outlook",
    "Severity",
    "Word",
]
