"""How the apps say what waits for a person; the home pages collect it.

Each of some thirty sources is one SELECT; all of them together are asked as one statement. Django
takes ten times longer to work that statement out than a database takes to answer it, so this is
done once for each shape of memberships, and kept.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value, Window
from django.db.models.functions import JSONObject, RowNumber
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime
from modeltranslation.utils import build_localized_fieldname

from partners.languages import CODES
from partners.models import Membership
from partners.roles import Permission

Mine = dict[int, Membership]  # memberships of one person, by their key
Texts = Mapping[str, str]  # what something is called, by language; empty where nobody wrote it
Row = Any  # has an attribute for each of the columns that a source names
# While a statement is worked out, these stand where keys and the moment of asking will be.
THEN = datetime(1000, 1, 1, tzinfo=UTC)
ABOUT_THEN = re.compile(r"(09|10)\d\d-\d\d-\d\d")  # a century before and after
COLUMNS = "waits_number, waits_place, waits_row"
SHAPES = 50  # statements kept: people with as many memberships in the same roles share one


class Waits(NamedTuple):
    """One thing that waits: `texts` is what it is about, and `at` when that is.

    `many` is how many, where one line stands for several.
    """

    kind: str
    membership: Membership
    url: str
    texts: Texts = {}
    at: datetime | None = None
    many: int = 0


@dataclass(frozen=True, eq=False)
class Source:
    """One kind of thing that may wait: which rows of the database do, and how each is shown.

    `columns` are what `lines` needs to know of a row. Without any, `lines` is handed the query
    itself, if there is at least one row. `facilitates` is of what only a facilitator can do, also
    while they take a break.
    """

    rows: Callable[[Mine, datetime], QuerySet[Any, Any]]
    lines: Callable[[Mine, Any], Iterator[Waits]]
    columns: Mapping[str, Any] = field(default_factory=dict)
    facilitates: bool = False

    def mine(self, memberships: Sequence[Membership]) -> Mine:
        """Return those memberships for which this may wait."""
        if self.facilitates:
            return {it.pk: it for it in memberships if it.may(Permission.ARRANGE_SUPPORT)}
        return taking_part(memberships)


def texts(path: str) -> JSONObject:
    """Return, as a column, a text in each language; `path` leads to the translated field."""
    return JSONObject(**{code: build_localized_fieldname(path, code) for code in CODES})


def moment(written: str | None) -> datetime | None:
    """Return a moment that came in a row; databases write it differently."""
    read = parse_datetime(written) if written else None
    return read.replace(tzinfo=read.tzinfo or UTC) if read else None


def collect(
    sources: tuple[Source, ...], memberships: Sequence[Membership], now: datetime
) -> Iterator[Waits]:
    """Yield what waits, source by source, from one statement (and those of sources that ask on)."""
    memberships = sorted(memberships, key=_role)
    shape = tuple(_role(membership) for membership in memberships)
    found = _statement(sources, shape).ask(memberships, now)
    for number, source in enumerate(sources):
        if number in found:
            mine = source.mine(memberships)
            yield from source.lines(
                mine, found[number] if source.columns else source.rows(mine, now)
            )


def _role(membership: Membership) -> tuple[str, bool]:
    return membership.role, membership.paused_at is not None


def counted(
    kind: str, page: str, permission: Permission
) -> Callable[[Mine, list[Row]], Iterator[Waits]]:
    """Return how rows of `partnership` and `many` are shown: by a line each, leading to a page."""

    def lines(mine: Mine, rows: list[Row]) -> Iterator[Waits]:
        member_of = by_partnership(mine, permission)
        for row in rows:
            membership = member_of[row.partnership]
            url = reverse(page, kwargs={"slug": membership.partnership.slug})
            yield Waits(kind, membership, url, many=row.many)

    return lines


def taking_part(memberships: Sequence[Membership]) -> Mine:
    """Return the memberships in which a person takes part now, by their key."""
    return {
        membership.pk: membership
        for membership in memberships
        if membership.may(Permission.TAKE_PART) and not membership.paused_at
    }


def by_partnership(mine: Mine, permission: Permission) -> dict[int, Membership]:
    """Return the memberships that grant `permission`, by the key of their partnership."""
    return {each.partnership_id: each for each in mine.values() if each.may(permission)}


class _Statement:
    """All sources in one statement, for people whose memberships have the same shape."""

    def __init__(self, sources: tuple[Source, ...], shape: tuple[tuple[str, bool], ...]) -> None:
        stand_ins = [
            Membership(
                pk=-2 * place - 1,
                partnership_id=-2 * place - 2,
                role=role,
                paused_at=THEN if is_paused else None,
            )
            for place, (role, is_paused) in enumerate(shape)
        ]
        parts, self._parameters = [], []
        for number, source in enumerate(sources):
            with suppress(EmptyResultSet):  # nothing waits for people with these roles
                mine = source.mine(stand_ins)
                statement, parameters = _part(number, source, mine).query.sql_with_params()
                parts.append(f"SELECT {COLUMNS} FROM ({statement}) source{number}")  # noqa: S608 - ours
                self._parameters += [_filled_in(each) for each in parameters]
        self._statement = " UNION ALL ".join(parts)

    def ask(self, memberships: Sequence[Membership], now: datetime) -> dict[int, list[Row]]:
        """Return the rows that wait, in their order, by the number of their source."""
        if not self._statement:
            return {}
        with connection.cursor() as cursor:
            values = [fill_in(memberships, now) for fill_in in self._parameters]
            cursor.execute(self._statement, values)
            answer = sorted(cursor.fetchall())
        found = defaultdict(list)
        for number, _place, columns in answer:
            found[number].append(SimpleNamespace(**json.loads(columns)))
        return found


_statement = lru_cache(SHAPES)(_Statement)


def _part(number: int, source: Source, mine: Mine) -> QuerySet[Any, Any]:
    rows = source.rows(mine, THEN)
    order, rows = cast("Sequence[str]", rows.query.order_by), rows.order_by()
    place = Window(RowNumber(), order_by=[*order]) if order and source.columns else Value(0)
    waiting = rows.annotate(waits_place=place, waits_row=JSONObject(**source.columns))
    named = waiting.annotate(waits_number=Value(number)).values(*COLUMNS.split(", "))
    return named if source.columns else named[:1]


FillIn = Callable[[Sequence[Membership], datetime], Any]


def _filled_in(parameter: Any) -> FillIn:
    """Return what fills in a parameter, once it is known who asks, and when."""
    if isinstance(parameter, int) and parameter < 0:
        place, is_partnership = divmod(-parameter - 1, 2)
        name = "partnership_id" if is_partnership else "pk"
        return lambda memberships, now: getattr(memberships[place], name)
    if ABOUT_THEN.match(str(parameter)):
        return _moment(parameter)
    return lambda memberships, now: parameter


def _moment(parameter: datetime | date | str) -> FillIn:
    if isinstance(parameter, str):  # as SQLite keeps it
        parameter = parse_date(parameter) or parse_datetime(parameter) or THEN
    adapt = connection.ops
    if isinstance(parameter, datetime):
        later = parameter.replace(tzinfo=UTC) - THEN
        return lambda memberships, now: adapt.adapt_datetimefield_value(now + later)
    days = parameter - THEN.date()
    return lambda memberships, now: adapt.adapt_datefield_value((now + days).date())
