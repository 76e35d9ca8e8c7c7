"""What there is to translate in a partnership, and who waits for it, in a few queries."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q

from partners.languages import CODES
from partners.models import Membership, Partnership
from translations import pieces
from translations.coverage import Coverage, coverage
from translations.forms import digest
from translations.models import Text, Translation
from translations.pieces import Piece


class Standing(StrEnum):
    """How one text stands in one language, as people say it. The order is what to do first."""

    MISSING = "missing"
    MACHINE = "machine"
    BEGUN = "begun"
    OUT_OF_DATE = "out_of_date"
    REVIEW = "review"
    DRAFT = "draft"
    APPROVED = "approved"
    SOURCE = "source"


NOTHING = digest("")
UNFINISHED = (Standing.MISSING, Standing.MACHINE, Standing.BEGUN)
TO_WRITE = (*UNFINISHED, Standing.OUT_OF_DATE)
TO_CHECK = (Standing.REVIEW, Standing.DRAFT)
ORDER = list(Standing)


def standing(text: Text, row: Translation | None) -> Standing:
    """Say how `text` stands in the language of `row`; without a row it is missing."""
    if row is None or not (row.is_there or row.kept):
        return Standing.MISSING
    if not row.is_there:
        return Standing.MACHINE if row.kept_is_machine else Standing.BEGUN
    if row.is_out_of_date(text):
        return Standing.OUT_OF_DATE
    return Standing(row.state)


@dataclass(frozen=True)
class Job:
    """One text in one language: what there is to do."""

    text: Text
    record: Any
    language: str
    standing: Standing

    @property
    def is_to_write(self) -> bool:
        """Whether it is translated before it is checked."""
        return self.standing in TO_WRITE


@dataclass
class Language:
    """What there is to do for one record in one language."""

    code: str
    jobs: list[Job]

    @cached_property
    def counts(self) -> Counter[Standing]:
        """How many texts stand how."""
        return Counter(job.standing for job in self.jobs)

    @property
    def missing(self) -> int:
        """How many texts nobody has finished."""
        return sum(
            self.counts[each] for each in (Standing.MISSING, Standing.MACHINE, Standing.BEGUN)
        )

    @property
    def changed(self) -> int:
        """How many texts were made from words that have changed since."""
        return self.counts[Standing.OUT_OF_DATE]

    @property
    def unchecked(self) -> int:
        """How many texts one person wrote and no second one has looked at."""
        return sum(self.counts[each] for each in TO_CHECK)

    @property
    def first(self) -> Job:
        """Where to begin."""
        return min(self.jobs, key=lambda job: ORDER.index(job.standing))

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.missing or self.changed or self.unchecked)


class Readers:
    """The people of a partnership: asked once for all that is there in the same languages."""

    def __init__(self, members: Sequence[Membership]) -> None:
        self.members = members
        self._known: dict[frozenset[str], tuple[Coverage, Counter[str]]] = {}

    def of(self, there: frozenset[str]) -> tuple[Coverage, Counter[str]]:
        """Return whom these languages reach, and how many people read each of them."""
        if there not in self._known:
            reading = (
                next((code for code in member.person.reads if code in there), "")
                for member in self.members
            )
            self._known[there] = coverage(there, self.members), Counter(reading)
        return self._known[there]


@dataclass
class Whole:
    """A record with all that is read with it: a meeting and its agenda, an agreement's draft."""

    piece: Piece
    record: Any
    due: datetime | None = None  # when people need to have read it
    texts: list[tuple[Text, Any]] = field(default_factory=list)
    reached: Coverage = field(default_factory=Coverage)
    older: int = 0  # people who read words that are out of date
    languages: list[Language] = field(default_factory=list)

    @property
    def key(self) -> tuple[type, int]:
        """What tells it from others."""
        return type(self.record), self.record.pk

    @property
    def to_do(self) -> list[Language]:
        """The languages in which something is left to do."""
        return [each for each in self.languages if not each.is_done]

    def look(self, needed: Sequence[str], readers: "Readers") -> None:
        """Find out where each language stands, and who waits."""
        self.languages = [Language(code, self._jobs(code)) for code in needed]
        there = frozenset(code for code in CODES if self._is_whole_in(code))
        self.reached, reading = readers.of(there)
        self.older = sum(reading[each.code] for each in self.languages if each.changed)

    def _jobs(self, code: str) -> list[Job]:
        return [
            Job(text, record, code, _stands(text, code))
            for text, record in self.texts
            if code != text.source_language
        ]

    def _is_whole_in(self, code: str) -> bool:
        return all(
            code == text.source_language
            or any(row.is_there for row in text.known if row.language == code)
            for text, _record in self.texts
        )


def _stands(text: Text, code: str) -> Standing:
    rows = {row.language: row for row in text.known}
    return standing(text, rows.get(code))


def needed_languages(partnership: Partnership, members: Iterable[Membership]) -> list[str]:
    """Return the languages that a partnership needs: its own, and those its people read first."""
    wanted = {*partnership.languages, *(member.person.language for member in members)}
    return [code for code in CODES if code in wanted]


def wholes(partnership: Partnership, now: datetime, only: Model | None = None) -> list[Whole]:
    """Return all that is worth translating now, those first for which somebody waits.

    Among those the next meeting comes first. The number of queries depends on how many kinds of
    records there are, not on how many records. `only` is the one record that is wanted.
    """
    members = list(partnership.memberships.active().with_person())
    needed, readers = needed_languages(partnership, members), Readers(members)
    by_model: dict[int, list[Text]] = {}
    texts = partnership.texts.exclude(digest=NOTHING).with_known().order_by("pk")
    if only is not None:
        texts = texts.filter(_read_with(only))
    for text in texts.select_related("content_type"):
        by_model.setdefault(text.content_type_id, []).append(text)
    found: dict[tuple[type, int], Whole] = {}
    for some in by_model.values():
        for whole, text, record in _of_one_model(some, partnership, now):
            found.setdefault(whole.key, whole).texts.append((text, record))
    for whole in found.values():
        whole.look(needed, readers)
    return sorted(found.values(), key=_order)


def _read_with(whole: Model) -> Q:
    """Return which texts are those of a record, and of what is read with it."""
    found = Q(pk=None)
    for piece in pieces.all_pieces():
        if _model_at(piece.model, piece.part_of) is type(whole):
            rows = piece.model._default_manager.filter(**{piece.part_of or "pk": whole.pk})
            kind = ContentType.objects.get_for_model(piece.model)
            found |= Q(content_type=kind, object_id__in=rows.order_by().values("pk"))
    return found


def _order(whole: Whole) -> tuple[Any, ...]:
    waiting = len(whole.reached.waiting)
    due = (0, whole.due.timestamp()) if whole.due else (1, 0.0)
    urgency = 0 if waiting else 1 if whole.older else 2
    return urgency, *due, -waiting, -whole.older, str(whole.key)


def _of_one_model(
    texts: list[Text], partnership: Partnership, now: datetime
) -> Iterable[tuple[Whole, Text, Any]]:
    model = texts[0].content_type.model_class()
    if model is None:
        return
    piece = pieces.of(model)
    rows = model._default_manager.filter(
        piece.current(now),
        piece.in_partnership(partnership),
        pk__in={text.object_id for text in texts},
    )
    whole_piece = pieces.of(_model_at(model, piece.part_of))
    beside = ["__".join(filter(None, (piece.part_of, name))) for name in ("", *whole_piece.beside)]
    rows = rows.select_related(*filter(None, beside))
    records = {row.pk: row for row in rows}
    for text in texts:
        if (record := records.get(text.object_id)) is not None:
            yield _whole(whole_piece, piece.whole(record), partnership, now), text, record


def _model_at(model: Any, path: str) -> type[Any]:
    for step in filter(None, path.split("__")):
        model = model._meta.get_field(step).related_model
    found: type[Any] = model
    return found


def _whole(piece: Piece, record: Any, partnership: Partnership, now: datetime) -> Whole:
    if piece.partnership == "partnership":
        record.partnership = partnership  # so that its address costs no query
    due = piece.due(record)
    return Whole(piece, record, due if due and due > now else None)


def unchecked(texts: Iterable[tuple[Any, str]]) -> dict[str, int]:
    """Return how many of these (record, field) no second person stands for, by language."""
    wanted: dict[type[Any], dict[int, set[str]]] = {}
    for record, field_name in texts:
        wanted.setdefault(type(record), {}).setdefault(record.pk, set()).add(field_name)
    counts: Counter[str] = Counter()
    for model, fields in wanted.items():
        kind = ContentType.objects.get_for_model(model)
        rows = Text.objects.filter(content_type=kind, object_id__in=fields).with_translations()
        for text in rows:
            if text.field in fields[text.object_id]:
                counts.update(
                    row.language
                    for row in text.translations.all()
                    if row.is_there and standing(text, row) != Standing.APPROVED
                )
    return {code: counts[code] for code in CODES if counts[code]}
