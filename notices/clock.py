"""The clock by which things are due: the database's, whatever the worker's own clock says."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection
from django.utils.dateparse import parse_datetime

Clock = Callable[[], datetime]

QUERIES = {
    # Not CURRENT_TIMESTAMP, which stands still inside a transaction.
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')",
}


def database_now() -> datetime:
    """Return the present moment by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        (moment,) = cursor.fetchone()
    if isinstance(moment, str):
        moment = parse_datetime(moment).replace(tzinfo=UTC)
    return moment.astimezone(UTC)
