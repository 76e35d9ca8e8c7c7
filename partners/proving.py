"""Proving that the log is whole: no line changed, none taken out, none cut off at its end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from partners.auditing import COLUMNS, SHORT, hash_of
from partners.models import AuditEvent, AuditHead

Row = tuple[Any, ...]
AT_ONCE = 5000  # lines in memory


@dataclass(frozen=True)
class Break:
    """The first line of a log that is not as it was written, and in what way."""

    chain: int
    number: int
    why: str


@dataclass
class Proof:
    """How many lines of how many logs were read, and where they are broken."""

    lines: int
    logs: int
    breaks: list[Break]


def prove(marks: Iterable[str] = ()) -> Proof:
    """Read each log from its first line to its head. `marks` are those that partners were mailed.

    One pass, whatever the size. People may go on working: what they add meanwhile is looked at too.
    """
    heads = {head.pk: head for head in AuditHead.objects.order_by("pk")}
    kept, unknown = _kept(marks)
    breaks, counted = [*unknown], 0
    for chain, rows in groupby(_lines(), key=itemgetter(0)):
        head = heads.pop(chain)
        reading = _Reading(chain, kept.pop(chain, {}))
        counted += reading.through(rows)
        broken = reading.broken or _at_its_end(head, reading)
        breaks += [broken] if broken else []
    for head in heads.values():
        breaks += [Break(head.pk, 1, CUT)] if head.number else []
    for chain, numbers in kept.items():
        breaks += [Break(chain, min(numbers), CUT)] if chain not in heads else []
    return Proof(counted, AuditHead.objects.count(), breaks)


CHANGED = "it was changed"
MISSING = "it is missing"
UNLINKED = "it does not follow the line before it"
CUT = "it is missing, with all that came after it"
NOT_COUNTED = "it is more than the log counts"
NOT_KEPT = "it is not the line whose mark was mailed"
UNREADABLE = "this is no mark of the log"


def _lines() -> Iterator[Row]:
    lines = AuditEvent.objects.order_by("chain_id", "number")
    return lines.values_list(*COLUMNS, "previous", "hash").iterator(chunk_size=AT_ONCE)


def _kept(marks: Iterable[str]) -> tuple[dict[int, dict[int, str]], list[Break]]:
    """Return the hash that each kept mark names, by log and number, and what is no mark."""
    kept: dict[int, dict[int, str]] = {}
    unknown = []
    for mark in marks:
        parts = mark.split("-")
        is_whole = len(parts) == 3 and all(part.isdecimal() for part in parts[:2])
        if not is_whole or len(parts[2]) < SHORT:
            unknown.append(Break(0, 0, UNREADABLE))
            continue
        kept.setdefault(int(parts[0]), {})[int(parts[1])] = parts[2]
    return kept, unknown


class _Reading:
    """One log, read line by line until its first break; the rest is only counted."""

    def __init__(self, chain: int, kept: dict[int, str]) -> None:
        self.chain, self.kept = chain, kept
        self.number, self.hash = 0, ""
        self.broken: Break | None = None

    def through(self, rows: Iterable[Row]) -> int:
        """Read them all. Return how many they were."""
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is how many
            if self.broken is None:
                self._read(row)
        return count

    def _read(self, row: Row) -> None:
        *values, previous, written = row
        number, expected = values[1], self.number + 1
        if number != expected:
            self._break(expected, MISSING)
        elif previous != self.hash:
            self._break(number, UNLINKED)
        elif hash_of(previous, values) != written:
            self._break(number, CHANGED)
        elif not written.startswith(self.kept.get(number, written)):
            self._break(number, NOT_KEPT)
        self.number, self.hash = number, written

    def _break(self, number: int, why: str) -> None:
        self.broken = Break(self.chain, number, why)


def _at_its_end(head: AuditHead, reading: _Reading) -> Break | None:
    """Compare the last line with the head, and with the last mark that was mailed."""
    if reading.number > head.number:
        head.refresh_from_db()  # somebody added to the log while it was read
        is_counted = reading.number <= head.number
        return None if is_counted else Break(head.pk, head.number + 1, NOT_COUNTED)
    last = max([head.number, *reading.kept])
    if reading.number < last:
        return Break(head.pk, reading.number + 1, CUT)
    return None if reading.hash == head.hash else Break(head.pk, head.number, CHANGED)
