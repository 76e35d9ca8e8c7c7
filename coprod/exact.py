"""The format in which a whole database moves to another one: `dumpdata --format exact`.

Django's JSON cuts moments to milliseconds and its XML takes away spaces at both ends, but lines of
the log and signatures are bound by hashes of all that they hold. One line of JSON for each row, so
that no side needs room for all of them at once.
"""

from datetime import datetime, time
from typing import Any

from django.core.serializers import jsonl
from django.core.serializers.json import DjangoJSONEncoder

Deserializer = jsonl.Deserializer


class _Encoder(DjangoJSONEncoder):
    """Writes moments and times of day as they are, to the microsecond."""

    def default(self, value: Any) -> Any:
        """Return something that JSON knows."""
        return value.isoformat() if isinstance(value, datetime | time) else super().default(value)


class Serializer(jsonl.Serializer):
    """Writes in ASCII, which no locale of a server and no split into lines can change."""

    def start_serialization(self) -> None:
        """Set how rows are written."""
        super().start_serialization()
        self.json_kwargs |= {"cls": _Encoder, "ensure_ascii": True}
