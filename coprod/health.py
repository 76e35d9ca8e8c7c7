"""What machines ask: does the process live, can it work, and do messages go out?"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache

from django.core.cache import cache as shared_cache
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from notices.heartbeats import stopped_since
from partners.access import public


@public(methods=["GET"])
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Say whether this process works with its database: whether to send it visitors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")


@public(methods=["GET"])
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Asks nobody: a restart does not mend a database."""
    return HttpResponse("ok\n", "text/plain")


@public(methods=["GET"])
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether the whole site does its work, and if not, what is wrong."""
    try:
        problems = list(_problems(timezone.now()))
    except DatabaseError:
        problems = ["The database does not answer."]
    text = "".join(f"{line}\n" for line in problems or ["ok"])
    return HttpResponse(text, "text/plain", status=503 if problems else 200)


def _problems(now: datetime) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    try:
        _insist_on_tables()
    except TablesMissing:
        yield "The database is not up to date: run `manage.py migrate`."
        return
    if not _has_shared_cache():
        yield "The shared cache is missing: run `manage.py createcachetable`."
    if since := stopped_since(now):
        yield f"Messages are not going out since {since:%Y-%m-%d %H:%M} UTC."


class TablesMissing(Exception):
    """The database lacks a migration of the program."""


@cache
def _insist_on_tables() -> None:
    """Raise TablesMissing unless every migration is applied. What is there once, stays."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise TablesMissing


def _has_shared_cache() -> bool:
    try:
        with transaction.atomic():
            shared_cache.get("ready")
    except DatabaseError:
        return False
    return True
