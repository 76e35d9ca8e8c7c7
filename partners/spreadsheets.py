"""Tables that people take with them: as CSV or XLSX, row by row, and safe to open."""

import csv
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from html import escape
from typing import Any

Row = Sequence[Any]

RUNS = frozenset("=+-@|%")  # a cell that starts so is run, and not shown, by some program
LONGEST = 32_767  # characters that a cell of a workbook holds
BYTE_ORDER_MARK = "\ufeff"  # without it, spreadsheet programs take UTF-8 for something else
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535])


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


SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    '2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def as_xlsx(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table as an Office Open XML workbook of one sheet (ECMA-376), a row at a time.

    Every text is written as text, so that no program takes it for a formula.
    """
    written = Written()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as book:  # type: ignore[call-overload]
        for name, content in BOOK.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(SHEET.encode())
            for row in rows:
                sheet.write(f"<row>{''.join(map(_xlsx_cell, row))}</row>".encode(errors="replace"))
                yield written.take()
            sheet.write(b"</sheetData></worksheet>")
    yield written.take()


def _xlsx_cell(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = "" if value is None else _plain(value)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _plain(value: object) -> str:
    """Return a value as text that XML may hold."""
    text = value.isoformat() if isinstance(value, date) else str(value)
    text = text.translate(NOT_IN_XML)
    return escape(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…", quote=False)
