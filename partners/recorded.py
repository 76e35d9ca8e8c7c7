"""What others wrote down for a person: how the apps say which rows that is, and where it stands."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise

from partners.models import Membership

ON_A_PAGE = 20  # rows


@dataclass(frozen=True)
class Recorded:
    """One kind of thing that somebody may write down for another.

    `of` leads from a row to the person's membership, `at` to the moment, `by` to who wrote it
    down. `url` is where the person reads and corrects it; `answer` what was written down in a few
    words, unless that is private. `within` names what a message is about, if that is not the row;
    `only` narrows the rows down.
    """

    key: str
    label: str | Promise
    model: type[Model]
    url: Callable[[Any], str]
    at: str
    of: str = "membership"
    by: str = "recorded_by"
    related: tuple[str, ...] = ()
    answer: Callable[[Any], str] = lambda row: ""
    within: str = ""
    only: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, membership: Membership) -> QuerySet[Any]:
        """Return the rows that others wrote down for this person."""
        theirs = {self.of: membership, f"{self.by}__isnull": False, **self.only}
        # A plain queryset: those of translated models put the columns of a union out of order.
        return QuerySet(self.model).filter(**theirs).exclude(**{self.by: membership})

    def keys(self, membership: Membership) -> QuerySet[Any, Any]:
        """Return what the list of all kinds is sorted by."""
        rows = (
            self.rows(membership)
            .order_by()
            .annotate(
                recorded_kind=Value(self.key, CharField()),
                recorded_pk=Cast("pk", CharField(max_length=40)),
                recorded_moment=F(self.at),
            )
        )
        return rows.values_list("recorded_kind", "recorded_pk", "recorded_moment")

    def whole(self, pks: Iterable[str]) -> dict[str, Model]:
        """Return these rows with what a line of the list needs, by their key as text."""
        rows = self.model._default_manager.filter(pk__in=list(pks))
        rows = rows.select_related(f"{self.by}__person", *self.related)
        return {plain(str(row.pk)): row for row in rows}

    def writer(self, row: Any) -> Membership | None:
        """Return who wrote it down."""
        writer: Membership | None = getattr(row, self.by)
        return writer


@dataclass(frozen=True)
class Line:
    """One thing that was written down, as the person's page shows it."""

    kind: Recorded
    row: Any
    at: datetime

    @property
    def by(self) -> Membership | None:
        """Who wrote it down."""
        return self.kind.writer(self.row)

    @property
    def url(self) -> str:
        """Where the person reads and corrects it."""
        return self.kind.url(self.row)

    @property
    def answer(self) -> str:
        """What was written down, in a few words, or ""."""
        return self.kind.answer(self.row)


_kinds: dict[str, Recorded] = {}


def register(kind: Recorded) -> Recorded:
    """Make a kind known. Its key is taken once."""
    if _kinds.setdefault(kind.key, kind) is not kind:
        raise ValueError(f"There is already something recorded with the key {kind.key}.")
    return kind


def get(key: str) -> Recorded:
    """Return the kind with this key. Raises KeyError."""
    return _kinds[key]


def all_kinds() -> list[Recorded]:
    """Return every kind."""
    return list(_kinds.values())


def page_of(membership: Membership, number: str) -> "Page[Any]":
    """Return one page of what others wrote down for a person, the newest first.

    One query finds what there is, and one for each kind on the page brings it.
    """
    first, *rest = [kind.keys(membership) for kind in _kinds.values()]
    found = first.union(*rest, all=True)
    found = found.order_by("-recorded_moment", "recorded_kind", "recorded_pk")
    page: Page[Any] = Paginator(found, ON_A_PAGE).get_page(number)
    page.object_list = _lines(list(page.object_list))
    return page


def _lines(keys: list[tuple[str, str, datetime]]) -> list[Line]:
    wanted: dict[str, list[str]] = {}
    for key, pk, _at in keys:
        wanted.setdefault(key, []).append(plain(pk))
    rows = {key: get(key).whole(pks) for key, pks in wanted.items()}
    lines = [(key, rows[key].get(plain(pk)), at) for key, pk, at in keys]
    return [Line(get(key), row, at) for key, row, at in lines if row is not None]


def plain(pk: str) -> str:
    """Return a key as text in one way on every database: SQLite keeps UUIDs without dashes."""
    return pk.replace("-", "")
