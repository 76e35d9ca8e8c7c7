"""What people take with them opens as it was written, and runs nothing."""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from partners import spreadsheets
from partners.spreadsheets import as_csv, as_xlsx, cell

DANGEROUS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",  # a blank that does not break
    "\u200b=1",  # of no width
    "\ufeff=1",
    "\u202e=1",  # turns the direction round
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "\tharmless, but a tab first",
    "|cmd",
    "%0A=1",
]
HARMLESS = [
    "a=b",
    "3-4",
    "5",
    "",
    "'quoted",
    "مرحبا",
    "Rosa",
    "1 + 1",
    "e-mail@here",
    "(=)",
    "¿Sí?",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_starts_a_formula(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_words_stay_as_they_are(text):
    assert cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"), [(-5, "-5"), (2.5, "2.5"), (None, ""), (date(2026, 10, 1), "2026-10-01")]
)
def test_numbers_and_days_of_ours_stay_numbers_and_days(value, text):
    assert cell(value) == text


def test_csv_is_read_as_it_was_written():
    rows = [["a, b", 'say "hello"'], ["two\nlines", "\ud800"], ["مرحبا", 3]]

    text = b"".join(as_csv(rows)).decode("utf-8-sig")

    expected = [["a, b", 'say "hello"'], ["two\nlines", "?"], ["مرحبا", "3"]]
    assert list(csv.reader(io.StringIO(text, newline=""))) == expected


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers():
    rows = [["=1+1", 3, None], ["<b> & \0 \ud800", 2.5, date(2026, 10, 1)]]

    with zipfile.ZipFile(io.BytesIO(b"".join(as_xlsx(rows)))) as book:
        assert book.testzip() is None
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))

    name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = ["".join(each.itertext()) for each in sheet.iter(f"{name}c")]
    assert cells == ["=1+1", "3", "<b> & _x0000_ ?", "2.5", "2026-10-01"]
    assert not list(sheet.iter(f"{name}f"))  # no formula


def test_a_long_table_goes_on_on_another_sheet(monkeypatch):
    monkeypatch.setattr(spreadsheets, "ROWS_OF_A_SHEET", 2)

    with zipfile.ZipFile(io.BytesIO(b"".join(as_xlsx([["a"], ["b"], ["c"]])))) as book:
        texts = [
            "".join(
                ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")).itertext()
            )
            for number in (1, 2)
        ]

    assert texts == ["ab", "c"]


def test_a_table_is_written_row_by_row():
    taken = []

    def rows():
        for number in range(1000):
            taken.append(number)
            yield [number]

    assert next(as_csv(rows()))
    assert len(taken) == 1
