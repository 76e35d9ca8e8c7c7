"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.barrier_actions import (
    ActionMove,
    ActionOutcome,
    BarrierAction,
    Money,
    Word,
)
from reflections.models.barrier_asking import (
    Asking,
    BarrierClosing,
    BetterAnswer,
    ClosingOutcome,
    IsBetter,
    NotBetter,
)
from reflections.models.barriers import Barrier, BarrierState, Outlook, Severity

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
