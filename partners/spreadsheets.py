"""Tables that people take with them: as CSV or XLSX, row by row, and safe to open."""

import csv
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Row = Sequence[Any]

RUNS = frozenset("=+-@|%")  # a cell that starts so is run, and not shown, by some program
LONGEST = 32_767  # characters that a cell of a workbook holds
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheet programs take UTF-8 for something else
ROWS_OF_A_SHEET = 1_048_576
CHUNK = 64 * 1024  # bytes of a file at a time
AS_WRITTEN = {  # and nothing guessed; rows leave the memory as they come
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def cell(value: object) -> str:
    """Return a value so that a spreadsheet shows it and never runs it.

    A sign that starts a formula also counts behind blanks and invisible characters, and in full
    width. Numbers and days that we write ourselves stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float | date):
        return value.isoformat() if isinstance(value, date) else str(value)
    text = str(value)
    if text[:1] in {"\t", "\r", "\n"} or _first_visible(text) in RUNS:
        return f"'{text}"
    return text


def _first_visible(text: str) -> str:
    """Return the first character that is neither blank nor invisible, in its usual width."""
    for character in text:
        if not character.isspace() and unicodedata.category(character)[0] not in "CZ":
            return unicodedata.normalize("NFKC", character)[:1]
    return ""


class Written:
    """A file that hands on at once what is written into it."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.length = 0

    def write(self, part: bytes | str) -> int:
        data = part.encode(errors="replace") if isinstance(part, str) else bytes(part)
        self.parts.append(data)
        self.length += len(data)
        return len(data)

    def tell(self) -> int:
        return self.length

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        parts, self.parts = self.parts, []
        return b"".join(parts)


def as_csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table as CSV in UTF-8, a row at a time."""
    written = Written()
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        yield written.take()


def as_xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table as an Office Open XML workbook (ECMA-376), one sheet for each million rows.

    Every text is written as text, so that no program takes it for a formula. Rows go to a file on
    the disk as they come, and the file is deleted once it was read.
    """
    with tempfile.TemporaryFile() as file:
        with Workbook(file, AS_WRITTEN) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                line = number % ROWS_OF_A_SHEET
                if number and line == 0:
                    sheet = book.add_worksheet()
                for column, value in enumerate(row):
                    _write(sheet, line, column, value)
        file.seek(0)
        while part := file.read(CHUNK):
            yield part


def _write(sheet: Worksheet, line: int, column: int, value: object) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, column, value)
    elif value is not None:
        sheet.write_string(line, column, _plain(value))


def _plain(value: object) -> str:
    """Return a value as text that a cell may hold."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = text.encode(errors="replace").decode()  # lone surrogates
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
