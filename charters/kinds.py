"""Registers what this app tells people, when it is ready."""

from charters import agreement_kinds, decision_kinds, evaluation_kinds

__all__ = ["agreement_kinds", "decision_kinds", "evaluation_kinds"]
