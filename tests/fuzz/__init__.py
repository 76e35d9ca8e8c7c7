"""The form fuzzer: a crawler finds every form, hypothesis fills them with what nobody should type.

`python -m tests.fuzz --probes 20000 --seed 1` runs the long trial; `tests/test_bad_input.py` a
short one. The same seed asks the same things.
"""
