"""The few statements that the sender asks for each message, worked out once.

Django takes up to ten times longer to work such a statement out than the database takes to answer
it (1.7 ms against 0.1 ms, measured); written down, they let one sender send half as much again.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, Model, QuerySet

from notices import belonging
from notices.models import Delivery, Notice, State
from partners.models import Channel, Interpreter, Membership, Person

TAKE = f"""
    UPDATE {Delivery._meta.db_table} SET state = %s, lease_until = %s
    WHERE id = %s AND owner = %s AND state IN (%s, %s) AND lease_until > %s
"""
WITHOUT_THE_DISK = " AND set_config('synchronous_commit', 'off', true) = 'off'"  # only this once
MARK_SENT = f"""
    UPDATE {Delivery._meta.db_table}
    SET state = %s, sent_at = %s, language = %s, reason = '', owner = '', lease_until = NULL
    WHERE id = %s AND sent_at IS NULL
"""
Row = TypeVar("Row", bound=Model)


def take(delivery: Delivery, owner: str, *, until: datetime, not_over_by: datetime) -> bool:
    """Take a claimed row in hand. False if it is not the owner's any more, or not for long.

    A row in hand already is taken again: the database went away before it could say so.

    PostgreSQL may lose the taking of a mail if it crashes within the next second, so that nobody
    waits for its disk here. The row is then only claimed, which keeps others off until
    `not_over_by`, and a mail that went out is marked all the same. A text is repeated only if its
    provider does not know it, which is asked of rows that were in hand: that must never be lost.
    """
    mine = (delivery.pk, owner, State.CLAIMED.value, State.SENDING.value)
    may_be_lost = delivery.channel == Channel.EMAIL and connection.vendor == "postgresql"
    statement = TAKE + WITHOUT_THE_DISK if may_be_lost else TAKE
    return bool(_change(statement, State.SENDING.value, until, *mine, not_over_by))


def mark_sent(delivery: Delivery, *, at: datetime) -> int:
    """Record what is a fact, whoever holds the row by now. Return how many were not marked yet."""
    return _change(MARK_SENT, State.SENT.value, at, delivery.language, delivery.pk)


def _change(statement: str, *values: Any) -> int:
    adapt = connection.ops.adapt_datetimefield_value
    adapted = [adapt(value) if isinstance(value, datetime) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
        return cursor.rowcount


class Prepared(Generic[Row]):
    """A query that is worked out when it is first asked, and asked again with other keys."""

    def __init__(self, build: Callable[..., QuerySet[Row, Row]], *, keys: int = 1) -> None:
        """Take what returns the query for some keys, and how many these are."""
        self._build = build
        self._places = range(-keys, 0)  # no key is below zero: these stand where one will be

    @cached_property
    def _worked_out(self) -> "_WorkedOut":
        return _WorkedOut(self._build(*self._places))

    def first(self, *keys: int) -> Row | None:
        """Return the first row for these keys, or None."""
        known = self._worked_out
        key_of = dict(zip(self._places, keys, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(known.statement, [key_of.get(it, it) for it in known.parameters])
            values = cursor.fetchone()
        return None if values is None else known.row(values)


class _WorkedOut(Generic[Row]):
    """What Django finds out about a query each time it asks it: the statement, and what comes back.

    `row` makes of a line of the answer what the query would have made of it.
    """

    def __init__(self, rows: QuerySet[Row, Row]) -> None:
        compiler = rows.query.get_compiler(rows.db)
        self.statement, self.parameters = compiler.as_sql()
        self._database, self._model, self._compiler = rows.db, rows.model, compiler
        columns = [column for column, _sql, _alias in compiler.select]
        self._converters = compiler.get_converters(columns)
        self._of_model = compiler.klass_info["select_fields"]
        self._names = [columns[it].target.attname for it in self._of_model]
        self._annotations = compiler.annotation_col_map

    def row(self, values: Sequence[Any]) -> Row:
        """Return the row that these values are."""
        (values,) = self._compiler.apply_converters([values], self._converters)
        row = self._model.from_db(
            self._database, self._names, [values[it] for it in self._of_model]
        )
        for name, place in self._annotations.items():
            setattr(row, name, values[place])
        return row


def _with_belonging(person: int, partnership: int) -> QuerySet[Person]:
    here = {"partnership": partnership, "person": person}
    places = Membership.objects.filter(left_at=None, **here)
    interpreting = Interpreter.objects.listed().filter(**here)
    belongs: dict[str, Any] = {"is_member": Exists(places) | Exists(interpreting)}
    for name, members in belonging.CONDITIONS.items():
        belongs[name] = Exists(members().filter(**here))
    return Person.objects.annotate(**belongs).filter(pk=person)


PERSON = Prepared(_with_belonging, keys=2)


@cache
def _row_of(model: type[Model]) -> Prepared[Model]:
    return Prepared(lambda key: model._base_manager.filter(pk=key))


def reread(notice: Notice) -> bool:
    """Bring the person and the subject of a notice up to date. A subject that is gone is None.

    Return whether the person is invited to or belongs to the partnership, or interprets for it.
    What `belonging` says of the person is known from now on.
    """
    person = PERSON.first(notice.person_id, notice.partnership_id)
    assert person is not None  # who has notices is not deleted
    notice.person = person
    model = ContentType.objects.get_for_id(notice.subject_type_id).model_class()
    # No model: its app was removed.
    subject: Any = _row_of(model).first(notice.subject_id) if model else None
    if getattr(subject, "partnership_id", None) == notice.partnership_id:
        subject.partnership = notice.partnership
    Notice._meta.get_field("subject").set_cached_value(notice, subject)
    return bool(vars(person)["is_member"])
