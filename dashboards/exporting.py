"""Figures and lists as files: CSV, XLSX and JSON, written row by row, and one archive of all."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _

from charters.models import VersionText
from dashboards.board import Board
from dashboards.dictionary import entries
from dashboards.lists import Column, open_to
from meetings.models import ResourceText
from partners.models import Membership
from partners.spreadsheets import Row, Written, as_csv, as_xlsx

Writer = Callable[[Iterable[Row]], Iterator[bytes]]
CHUNK = 64 * 1024  # bytes of a file at a time

FIGURE_COLUMNS = (
    Column("indicator", _("Which figure it is; the dictionary explains it.")),
    Column("month", _("The month of which it is; empty for a figure of today.")),
    Column("state", _("Whether there is a number, and if not, why.")),
    Column("value", _("The number: per cent, days, a ratio, or rungs.")),
    Column("unit", _("What the number is measured in.")),
    Column("some", _("What it was made of: how many, or the first of two numbers.")),
    Column("of_all", _("What it was made of: of how many, or the second of two numbers.")),
    Column("promised", _("What was promised, where that is another number than of how many.")),
    Column("replied", _("Per cent of those asked who have answered.")),
)


def figures(board: Board) -> Iterator[Row]:
    """Yield a head, and a row for each figure and month, as the pages show them."""
    yield [column.name for column in FIGURE_COLUMNS]
    for line in board.lines:
        shown = [(line.month, line.figure)]
        shown += [(point.month, point.figure) for point in line.trend.points]
        if line.month is not None:
            shown = shown[1:]  # the newest month is among the others
        for month, figure in shown:
            yield (
                line.indicator.id, month, figure.state, figure.value, line.indicator.unit,
                figure.some, figure.of_all, figure.promised, figure.replied,
            )  # fmt: skip


def as_json(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a table, whose first row names the columns, as a JSON list of objects."""
    iterator = iter(rows)
    names = [str(name) for name in next(iterator)]
    yield b"["
    for number, row in enumerate(iterator):
        values = {name: _plain(value) for name, value in zip(names, row, strict=True)}
        text = json.dumps(values, ensure_ascii=False)
        yield ((",\n" if number else "\n") + text).encode(errors="replace")
    yield b"\n]\n"


def _plain(value: object) -> Any:
    return value if isinstance(value, str | bool | int | float | None) else str(value)


WRITERS: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": ("application/json", as_json),
}


def response(rows: Iterable[Row], name: str, form: str) -> HttpResponse:
    """Return a table as a download, however long: it is sent while it is read."""
    content_type, writer = WRITERS[form]
    return sent(writer(rows), f"{name}.{form}", content_type)


def sent(parts: Iterable[bytes], name: str, content_type: str) -> HttpResponse:
    """Return parts of a file as a download."""
    answer = StreamingHttpResponse(parts, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast("HttpResponse", answer)


def archive(reader: Membership, board: Board, now: datetime) -> Iterator[bytes]:
    """Return a ZIP of all that belongs to a partnership and this member may see, in parts.

    What is in the reader's language is written at once: the rest is read while it is sent, when
    no language is active any more.
    """
    explained = json.dumps(list(entries()), ensure_ascii=False, indent=1).encode()
    lists = [(listed.name, listed) for listed in open_to(reader)]
    files = chain(
        [("dictionary.json", [explained]), ("figures.csv", as_csv(figures(board)))],
        ((f"{name}.csv", as_csv(listed.table(reader, now))) for name, listed in lists),
        ((f"{name}.json", as_json(listed.table(reader, now))) for name, listed in lists),
        _agreements(reader),
        _resources(reader),
    )
    return _packed(files)


def _packed(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    written = Written()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as pack:  # type: ignore[call-overload]
        for name, parts in files:
            with pack.open(name, "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)
                    yield written.take()
    yield written.take()


def _agreements(reader: Membership) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the words of each version of each agreement, in each language."""
    texts = VersionText.objects.filter(version__agreement__partnership=reader.partnership)
    for text in texts.select_related("version").order_by("pk").iterator(100):
        version = text.version
        name = f"agreements/{version.agreement_id}-{version.number}-{text.language}.json"
        body = {"sha256": text.sha256, "body": text.body}
        yield name, [json.dumps(body, ensure_ascii=False, indent=1).encode(errors="replace")]


def _resources(reader: Membership) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Yield the files that were shared and not taken back."""
    texts = ResourceText.objects.filter(
        resource__partnership=reader.partnership, resource__withdrawn_at=None, replaced_at=None
    ).exclude(file="")
    for text in texts.order_by("pk").iterator(100):
        yield f"resources/{text.resource_id}-{text.language}-{text.file_name}", _parts_of(text)


def _parts_of(text: ResourceText) -> Iterator[bytes]:
    try:
        with text.file.open("rb") as file:
            yield from file.chunks(CHUNK)
    except FileNotFoundError:
        yield b"This file is missing on the server.\n"
