"""Files for translation agencies: PO, and XLIFF by translate-toolkit's own programs.

translate-toolkit's licence is the GPL, so it is never imported: `po2xliff` and `xliff2po` run as
processes of their own. Each entry carries marks of the texts it stands for, as comments, which
survive both ways. A file is taken in as a whole or not at all.
"""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po
from django.db import transaction
from django.utils.translation import gettext, to_locale

from partners.languages import CODES
from partners.models import Membership, Partnership
from translations import translating
from translations.forms import digest
from translations.overview import TO_WRITE, Standing, wholes
from translations.pieces import CannotWrite
from translations.translating import Task

MARK = re.compile(r"coprod:(\d{1,12}):([a-z-]{2,12}):([0-9a-f]{12})")
MACHINE = "Machine draft - nobody has checked it."  # for agencies, in English as all such comments
FORMS = ("po", "xliff")
PATIENCE = 20  # seconds for a program of the toolkit
LARGEST = 2 * 1024 * 1024  # bytes
SHOWN = 10  # problems; more would help nobody


class BadFile(Exception):
    """Nothing of the file was taken in. `problems` says why, sentence by sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(*problems)
        self.problems = problems


@dataclass
class Entry:
    """Words of a file, and the texts they are for."""

    words: str
    is_unfinished: bool  # so says a PO file; XLIFF calls everything so that nobody has approved
    is_to_keep: bool
    marks: list[tuple[int, str, str]] = field(default_factory=list)  # text, language, source


def open_pairs(partnership: Partnership, now: datetime) -> dict[tuple[str, str], int]:
    """Return how many texts are to be translated, by the two languages."""
    pairs: dict[tuple[str, str], int] = {}
    for task in _to_write(partnership, now):
        pair = task.text.source_language, task.language
        pairs[pair] = pairs.get(pair, 0) + 1
    return dict(sorted(pairs.items(), key=lambda item: [CODES.index(code) for code in item[0]]))


def _to_write(partnership: Partnership, now: datetime) -> Iterator[Task]:
    for whole in wholes(partnership, now):
        for language in whole.languages:
            for job in language.jobs:
                if job.standing in TO_WRITE:
                    rows = {row.language: row for row in job.text.known}
                    yield Task(job.text, job.record, job.language, rows.get(job.language))


def export(partnership: Partnership, source: str, target: str, form: str, now: datetime) -> bytes:
    """Return a file with all that is to be translated from one language into another."""
    catalog = Catalog(
        locale=to_locale(target), project="coprod", version="1", fuzzy=False,
        header_comment=f"# From {source} into {target}", last_translator="-", language_team="-",
        msgid_bugs_address="-",
    )  # fmt: skip
    for task in _to_write(partnership, now):
        if (task.text.source_language, task.language) == (source, target):
            _add(catalog, task)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=False)
    po = buffer.getvalue()
    if form == "po":
        return po
    xliff = _run("po2xliff", po, "po", "xlf")
    # The program knows neither the language nor a name of what was in the file.
    begin = f'<file original="coprod" source-language="{source}"'.encode()
    return re.sub(rb'<file original="[^"]*" source-language="[^"]*"', begin, xliff, count=1)


def _add(catalog: Catalog, task: Task) -> None:
    is_machine = task.standing == Standing.MACHINE
    comments = [f"coprod:{task.text.pk}:{task.language}:{digest(task.source)}"]
    comments += [str(task.piece.label), *([MACHINE] if is_machine else [])]
    unfinished = task.begun and task.standing != Standing.APPROVED
    flags = ["fuzzy"] if unfinished else []
    there = catalog.get(task.source)
    if there is not None:  # the same words twice are translated once
        comments = [*there.auto_comments, *comments]
    begun = task.begun or (str(there.string) if there else "")
    catalog.add(task.source, begun, auto_comments=comments, flags=flags)


def read(content: bytes, name: str) -> list[Entry]:
    """Return the entries of a file. Raises BadFile if it is none of ours, or broken."""
    if len(content) > LARGEST:
        raise BadFile([gettext("This file is too large. Up to 2 MB can be taken in.")])
    if not name.lower().endswith(".po"):
        content = _run("xliff2po", content, "xlf", "po")
    try:
        catalog = read_po(io.BytesIO(content), abort_invalid=True)
    except (PoFileError, ValueError, LookupError, AttributeError, IndexError, TypeError) as error:
        raise BadFile([_broken()]) from error
    is_po = name.lower().endswith(".po")
    entries = [_entry(message, is_po=is_po) for message in catalog if message.id]
    if not any(entry.marks for entry in entries):
        raise BadFile(
            [gettext("Nothing in this file comes from here. Take in a file that you exported.")]
        )
    return entries


def _entry(message: Message, *, is_po: bool) -> Entry:
    found = MARK.findall("\n".join(message.auto_comments))
    words = message.string if isinstance(message.string, str) else ""
    marks = [(int(text), language, source) for text, language, source in found]
    words = words.replace("\r\n", "\n").strip()
    return Entry(words, message.fuzzy, message.fuzzy and is_po, marks)


def take_in(entries: list[Entry], *, by: Membership, now: datetime) -> int:
    """Write all words of a file, or none. Return how many texts have new words.

    What the file calls unfinished is kept for translators; the rest is handed in.
    Raises BadFile.
    """
    problems: list[str] = []
    count = 0
    with transaction.atomic():
        for entry in entries:
            if not entry.words or "\0" in entry.words:
                continue
            if not entry.marks:
                problems.append(_no_mark(entry))
            for mark in entry.marks:
                sentence, is_new = _take_in_one(entry, mark, by, now)
                problems += [sentence] if sentence else []
                count += is_new
        if problems:
            transaction.set_rollback(True)
    if problems:
        raise BadFile(list(dict.fromkeys(problems))[:SHOWN])
    return count


def _take_in_one(
    entry: Entry, mark: tuple[int, str, str], by: Membership, now: datetime
) -> tuple[str, bool]:
    """Write one text. Return what is wrong, or "", and whether the words are new."""
    pk, language, source = mark
    task = translating.find(by.partnership, pk, language)
    if task is None:
        return gettext("This file belongs to another partnership, or its texts are gone."), False
    if digest(task.source) != source:
        return gettext("A text changed after the file was made: “%(text)s”. Export it again.") % {
            "text": _short(task.source)
        }, False
    if task.longest and len(entry.words) > task.longest:
        return gettext("This is longer than there is room for: “%(text)s”.") % {
            "text": _short(entry.words)
        }, False
    fits_again = task.standing == Standing.OUT_OF_DATE and not entry.is_unfinished
    if entry.words == task.begun and not fits_again:
        return "", False
    try:
        _write(task, entry, by, now)
    except CannotWrite as closed:
        return str(closed), False
    return "", True


def _write(task: Task, entry: Entry, by: Membership, now: datetime) -> None:
    if entry.is_to_keep:
        translating.keep(task, entry.words, by=by, seen=task.seen)
    else:
        translating.hand_in(task, entry.words, by=by, seen=task.seen, source=task.source, now=now)


def _no_mark(entry: Entry) -> str:
    sentence = gettext("An entry has lost its mark, a comment with “coprod:” in it: “%(text)s”.")
    return sentence % {"text": _short(entry.words)}


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _broken() -> str:
    return gettext("This file is broken. Ask who sent it to save it again.")


def _run(program: str, content: bytes, before: str, after: str) -> bytes:
    """Let a program of the toolkit turn a file into another. Raises BadFile."""
    path = Path(sys.executable).parent / program
    with TemporaryDirectory() as directory:
        given, made = Path(directory, f"given.{before}"), Path(directory, f"made.{after}")
        given.write_bytes(content)
        command = [str(path), "--progress", "none", "--errorlevel", "none", str(given), str(made)]
        try:
            subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)  # noqa: S603 - no shell, names of ours
            found = made.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise BadFile([_broken()]) from error
    if not found:
        raise BadFile([_broken()])
    return found
