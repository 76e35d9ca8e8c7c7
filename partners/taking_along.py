"""Everything about a person in one file that opens without coprod: for them alone."""

import json
import logging
import zipfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import timezone, translation

from partners import dates, own_data
from partners.languages import direction
from partners.own_data import Asking, Item, Section

NAME = "data.zip"  # says nothing about what it is, on a shared computer
PAGE, DATA, FILES = "index.html", "data.json", "files/"

logger = logging.getLogger(__name__)


class _Encoder(DjangoJSONEncoder):
    """Writes down what the fields of ours hold, whatever it is."""

    def default(self, value: Any) -> Any:
        """Return something that JSON knows."""
        try:
            return super().default(value)
        except TypeError:
            return str(value)


def make(asking: Asking) -> IO[bytes]:
    """Return the file, from its beginning, in the person's own language and time."""
    person = asking.person
    made = TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    with (
        translation.override(person.language),
        timezone.override(person.zone),
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack,
    ):
        items = sorted(own_data.all_of(asking), key=_place)
        for item in items:
            item.files = [*_put_in(pack, item.files)]
        pack.writestr(DATA, _as_data(items, asking))
        pack.writestr(PAGE, _as_page(items, asking))
    made.seek(0)
    return made


def _place(item: Item) -> int:
    return list(Section).index(item.section)


def _put_in(pack: zipfile.ZipFile, files: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Put files into the pack, each under a name that no system trips over; yield those names."""
    for name, content in files:
        inside = FILES + "".join(sign if sign.isalnum() or sign in "-._" else "_" for sign in name)
        try:
            pack.writestr(inside, _content(content))
        except OSError:
            logger.warning("A file is not in its place: %s", name)
            continue
        yield inside, None


def _content(content: Any) -> bytes:
    if not isinstance(content, FieldFile):
        return bytes(content)
    with content.open("rb") as file:
        return file.read()


def _as_data(items: Iterable[Item], asking: Asking) -> str:
    tables: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        files = [name for name, _content in item.files]
        row = {**item.data, "files": files} if files else item.data
        tables.setdefault(item.table, []).append(row)
    whole = {"made_at": asking.now, "language": asking.person.language, "tables": tables}
    return json.dumps(whole, cls=_Encoder, ensure_ascii=False, indent=1)


def _as_page(items: Iterable[Item], asking: Asking) -> str:
    person = asking.person
    told = [item for item in items if item.lines or item.files]  # the rest says nothing to people
    context = {
        "person": person,
        "language": person.language,
        "direction": direction(person.language),
        "made": dates.moment(asking.now, person.language, person.zone),
        "sections": [
            (Section(section).label, [_shown(item, person.language, person.zone) for item in each])
            for section, each in groupby(told, key=lambda item: item.section)
        ],
        "data": DATA,
    }
    return render_to_string("partners/own_data.html", context)


def _shown(item: Item, language: str, zone: ZoneInfo) -> dict[str, Any]:
    when = item.when and dates.moment(item.when, language, zone)
    lines = [(label, words, code, code and direction(code)) for label, words, code in item.lines]
    return {"label": item.label, "when": when or "", "lines": lines, "files": item.files}
