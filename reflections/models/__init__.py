"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.asking import AskMe, Reflected
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
from reflections.models.changes import ChangeOutcome, PracticeChange
from reflections.models.journal import Draft, Entry, JournalLock, SealedRow
from reflections.models.power import PowerMap, PowerNote, PowerQuestion
from reflections.models.prompts import Lens, Prompt
from reflections.models.pulse import Agrees, Pulse, PulseReply, Replied, Statement
from reflections.models.sharing import SharedPassage
from reflections.models.themes import Mark, Theme

__all__ = [
    "ActionMove",
    "ActionOutcome",
    "Agrees",
    "AskMe",
    "Asking",
    "Barrier",
    "BarrierAction",
    "BarrierClosing",
    "BarrierState",
    "BetterAnswer",
    "ChangeOutcome",
    "ClosingOutcome",
    "Draft",
    "Entry",
    "IsBetter",
    "JournalLock",
    "Lens",
    "Mark",
    "Money",
    "NotBetter",
    "Outlook",
    "PowerMap",
    "PowerNote",
    "PowerQuestion",
    "PracticeChange",
    "Prompt",
    "Pulse",
    "PulseReply",
    "Reflected",
    "Replied",
    "SealedRow",
    "Severity",
    "SharedPassage",
    "Statement",
    "Theme",
    "Word",
]
