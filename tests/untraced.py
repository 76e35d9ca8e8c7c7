"""Puts the tracer of coverage aside while Django is in the database, and while factories work.

On Python 3.11 a tracer slows down all that runs, whether or not it is measured. What is left out
runs nothing of ours that a test could be about: this is more than half of the price. And no line
is tested because a factory ran it.
"""

import functools
import sys
from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler, SQLInsertCompiler, SQLUpdateCompiler
from factory.django import DjangoModelFactory

IN_THE_DATABASE = [
    (QuerySet, "_fetch_all"),
    (Query, "add_q"),
    (SQLCompiler, "execute_sql"),
    (SQLInsertCompiler, "execute_sql"),
    (SQLUpdateCompiler, "execute_sql"),
    (Model, "_save_table"),
]


def leave_untraced() -> None:
    for owner, name in IN_THE_DATABASE:
        setattr(owner, name, untraced(getattr(owner, name)))
    generate = DjangoModelFactory._generate.__func__
    DjangoModelFactory._generate = classmethod(untraced(generate))


def untraced(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def without_tracer(*args: Any, **kwargs: Any) -> Any:
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            return function(*args, **kwargs)
        finally:
            sys.settrace(tracer)

    return without_tracer
