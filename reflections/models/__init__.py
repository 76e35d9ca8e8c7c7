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
