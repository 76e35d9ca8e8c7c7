"""Which records people translate. Each app registers its own when it is ready, as it does kinds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise
from modeltranslation.translator import translator

from partners.models import Membership


def _everything(now: datetime) -> Q:
    return Q()


def _save(record: Model, columns: Sequence[str], by: Membership, now: datetime) -> None:
    record.save(update_fields=list(columns))


def _whenever(record: Any) -> datetime | None:
    return None


@dataclass(frozen=True)
class Piece:
    """A model whose words are translated, and what translators need to know of it.

    `label` says what it is: "Agenda item". `part_of` leads to the record with which it is read, as
    from a clause to its agreement; without, it stands by itself. `partnership` leads from that
    record to its partnership. `current` picks what is still worth translating. `due` says when
    people need to have read it, and `beside` names what it looks at. `languages` names those in
    which the whole can be read. `write` saves words that were set; it raises `CannotWrite` where
    they may not change any more.
    Binding texts are those that people sign.
    """

    model: type[Model]
    label: str | Promise
    part_of: str = ""
    partnership: str = "partnership"
    beside: Sequence[str] = ()
    current: Callable[[datetime], Q] = _everything
    due: Callable[[Any], datetime | None] = _whenever
    languages: Callable[[Any], set[str]] | None = None
    write: Callable[[Any, Sequence[str], Membership, datetime], None] = _save
    is_binding: bool = False

    @property
    def fields(self) -> list[str]:
        """The names of the fields that people translate, in the order of the form."""
        names = set(translator.get_options_for_model(self.model).all_fields)
        return [field.name for field in self.model._meta.fields if field.name in names]

    @property
    def title(self) -> str:
        """The name of the field by which people know such a record."""
        return self.fields[0]

    def whole(self, record: Any) -> Any:
        """Return the record with which `record` is read."""
        for step in filter(None, self.part_of.split("__")):
            record = getattr(record, step)
        return record

    def partnership_id(self, record: Any) -> int:
        """Return the key of the partnership that `record` belongs to."""
        record = self.whole(record)
        *steps, last = self.partnership.split("__")
        for step in steps:
            record = getattr(record, step)
        key: int = record.pk if last == "pk" else getattr(record, f"{last}_id")
        return key

    def in_partnership(self, partnership: Model) -> Q:
        """Return the condition that a record belongs to `partnership`."""
        steps = [*filter(None, self.part_of.split("__")), *self.partnership.split("__")]
        return Q(**{"__".join(steps): partnership.pk})


class CannotWrite(Exception):
    """These words may not change any more. Its text is the sentence that says why."""


_pieces: dict[type[Model], Piece] = {}


def remember(piece: Piece) -> None:
    """Make a model known. Apps call `recording.register`, which also watches its words."""
    _pieces[piece.model] = piece


def of(model: type[Model]) -> Piece:
    """Return what is known of a model. Raises KeyError."""
    return _pieces[model]


def all_pieces() -> list[Piece]:
    """Return every model whose words are translated."""
    return list(_pieces.values())
