"""The clock by which things are due: the database's, whatever the worker's own clock says."""

import time
from datetime import UTC, datetime, timedelta

from django.db import connection

QUERIES = {
    # Not CURRENT_TIMESTAMP, which stands still inside a transaction.
    "postgresql": (
        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    ),
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
}


def database_now() -> datetime:
    """Return the present moment by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        (moment,) = cursor.fetchone()
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


class DatabaseClock:
    """The database's clock, asked once in a while and carried on in between.

    It is carried on by the time that passes here, not by what the clock on the wall says.
    """

    def __init__(self) -> None:
        self.ask()

    def ask(self) -> None:
        """Set it by the database."""
        self._asked_at = time.monotonic()
        self._then = database_now()

    def now(self) -> datetime:
        """Return the present moment."""
        return self._then + timedelta(seconds=time.monotonic() - self._asked_at)


class StoppedClock:
    """A clock that always shows the same moment, for whoever wants to know what is due then."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def ask(self) -> None:
        """Nothing to set."""

    def now(self) -> datetime:
        """Return the moment it stopped at."""
        return self._moment
