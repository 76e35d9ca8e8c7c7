"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.asking import AskMe, Reflected
from reflections.models.barrier_actions import ActionMove, ActionOutcome, BarrierAction, Money, Word
from reflections.models.barrier_asking import (
    Asking,
    BarrierClosing,
    BetterAnswer,
    ClosingOutcome,
    IsBetter,
    NotBetter,
)
from reflections.models.barriers import Barrier, BarrierState, Outlook, Severity
from reflections.models.changes import ChangeOutcome, PracticeChange
from reflections.models.checkpoints import CHOSE, Checkpoint, Choice, Fit, Part
from reflections.models.closing_conversations import ClosingConversation
from reflections.models.exchanges import (
    BenefitWish,
    Direction,
    Exchange,
    ExchangeKind,
    Given,
    Principle,
    ShownTo,
)
from reflections.models.journal import Draft, Entry, JournalLock, SealedRow
from reflections.models.power import PowerMap, PowerNote, PowerQuestion
from reflections.models.products import Benefit, Credit, Maker, Product, ProductKind
from reflections.models.prompts import Lens, Prompt
from reflections.models.pulse import Agrees, Pulse, PulseReply, Replied, Statement
from reflections.models.sharing import SharedPassage
from reflections.models.themes import Mark, Theme

__all__ = [
    "CHOSE",
    "ActionMove",
    "ActionOutcome",
    "Agrees",
    "AskMe",
    "Asking",
    "Barrier",
    "BarrierAction",
    "BarrierClosing",
    "BarrierState",
    "Benefit",
    "BenefitWish",
    "BetterAnswer",
    "ChangeOutcome",
    "Checkpoint",
    "Choice",
    "ClosingConversation",
    "ClosingOutcome",
    "Credit",
    "Direction",
    "Draft",
    "Entry",
    "Exchange",
    "ExchangeKind",
    "Fit",
    "Given",
    "IsBetter",
    "JournalLock",
    "Lens",
    "Maker",
    "Mark",
    "Money",
    "NotBetter",
    "Outlook",
    "Part",
    "PowerMap",
    "PowerNote",
    "PowerQuestion",
    "PracticeChange",
    "Principle",
    "Product",
    "ProductKind",
    "Prompt",
    "Pulse",
    "PulseReply",
    "Reflected",
    "Replied",
    "SealedRow",
    "Severity",
    "SharedPassage",
    "ShownTo",
    "Statement",
    "Theme",
    "Word",
]
