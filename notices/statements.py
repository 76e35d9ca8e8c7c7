"""The few statements that the sender asks for each message, worked out once.

Django takes up to ten times longer to work such a statement out than the database takes to answer
it (1.7 ms against 0.1 ms, measured); written down, they let one sender send half as much again.
"""

from collections.abc import Callable
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, Manager, Model, OuterRef, QuerySet

from notices import belonging
from notices.models import Delivery, Notice, State
from partners.models import Interpreter, Membership, Person

TAKE = f"""
    UPDATE {Delivery._meta.db_table} SET state = %s, lease_until = %s
    WHERE id = %s AND owner = %s AND state IN (%s, %s) AND lease_until > %s
"""
MARK_SENT = f"""
    UPDATE {Delivery._meta.db_table}
    SET state = %s, sent_at = %s, language = %s, reason = '', owner = '', lease_until = NULL
    WHERE id = %s AND sent_at IS NULL
"""
Row = TypeVar("Row", bound=Model)


def take(delivery: Delivery, owner: str, *, until: datetime, not_over_by: datetime) -> bool:
    """Take a claimed row in hand. False if it is not the owner's any more, or not for long.

    A row in hand already is taken again: the database went away before it could say so.
    """
    mine = (delivery.pk, owner, State.CLAIMED.value, State.SENDING.value)
    return bool(_change(TAKE, State.SENDING.value, until, *mine, not_over_by))


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
    def _statement(self) -> tuple[Manager[Row], str, tuple[Any, ...]]:
        rows = self._build(*self._places)
        return (rows.model._base_manager, *rows.query.sql_with_params())

    def first(self, *keys: int) -> Row | None:
        """Return the first row for these keys, or None."""
        manager, statement, parameters = self._statement
        key_of = dict(zip(self._places, keys, strict=True))
        return next(iter(manager.raw(statement, [key_of.get(it, it) for it in parameters])), None)


def _with_belonging(person: int, partnership: int) -> QuerySet[Person]:
    here = {"partnership": partnership, "person": OuterRef("pk")}
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
