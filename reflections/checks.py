"""What is looked at before the site starts: that the database keeps journals apart."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

PASSES_BY = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


@register(Tags.database)
def check_role(*, databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn if the site works with a role for which the rules about rows do not hold."""
    return [warning for alias in databases or [] for warning in _warnings(alias)]


def _warnings(alias: str) -> list[CheckMessage]:
    if connections[alias].vendor != "postgresql":
        return []
    with connections[alias].cursor() as cursor:
        cursor.execute(PASSES_BY)
        if not cursor.fetchone()[0]:
            return []
    hint = "Let the site use a role that owns its database, but is no superuser."
    message = "The database role passes by the rule that shows journals only to their owners."
    return [Warning(message, hint=hint, id="reflections.W001")]
