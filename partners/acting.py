"""Whose hands are on the keyboard: the membership on whose behalf this request runs, if any."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from partners.models import Membership

_acting: ContextVar["Membership | None"] = ContextVar("acting", default=None)


@contextmanager
def acting(membership: "Membership") -> Iterator[None]:
    """Say who acts until this ends. The door of a view does it; tests and the demo may."""
    token = _acting.set(membership)
    try:
        yield
    finally:
        _acting.reset(token)


def who_acts() -> "Membership | None":
    """Return who acts now; None in tasks, and where somebody answers by a link."""
    return _acting.get()
