"""Whether an error means that the database is away, so that the same may work in a moment."""

from django.db import DatabaseError, InterfaceError, OperationalError

ERRORS = (DatabaseError, InterfaceError)  # among which those are


def is_away(error: BaseException | None) -> bool:
    """Say so. A line cut in mid-sentence comes as a DatabaseError that is none of its kinds."""
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
