"""Addresses of `reflections`, as `tests.addresses` wants them.

Each process lists its own in a module beside this one.
"""

REFLECTION_ADDRESSES = {
    "reflections:hub": {},
}
