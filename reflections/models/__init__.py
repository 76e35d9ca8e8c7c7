"""Journals, pulses, exchanges, products, checkpoints, barriers."""

from reflections.models.asking import AskMe, Reflected
from reflections.models.changes import ChangeOutcome, PracticeChange
from reflections.models.prompts import Lens, Prompt
from reflections.models.themes import Mark, Theme

__all__ = [
    "AskMe",
    "ChangeOutcome",
    "Lens",
    "Mark",
    "PracticeChange",
    "Prompt",
    "Reflected",
    "Theme",
]
