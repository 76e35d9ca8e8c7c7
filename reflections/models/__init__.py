"""Journals, pulses, exchanges, products, checkpoints, barriers."""
