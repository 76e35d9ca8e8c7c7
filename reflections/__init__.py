"""How it goes: journals, pulses, give and take, checkpoints, barriers."""
