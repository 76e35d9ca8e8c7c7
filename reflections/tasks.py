"""Periodic jobs of reflection, give and take, and barriers."""
