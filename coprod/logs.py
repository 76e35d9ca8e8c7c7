"""What is written down while the site runs: where and when, never who, and never their words.

Every line of one request carries one reference, from the browser to the task that it started.
The error page shows it, so that somebody can tell it to whoever looks after the site.
"""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily mistaken for another
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADER = "HTTP_X_REQUEST_ID"
ASKED_BY_MACHINES = {"health", "livez", "readyz", "metrics"}
SECRET_PATH = re.compile(r"/(a|join|pulse|unsubscribe|calendar|preparation|answers)/[^/\s?\"']+")
# These look at each sign once, however long the text: whoever asks for a page may write a long one.
TOKEN = re.compile(r"[^\s\"']+")
ADDRESS = re.compile(r"(?<![^\s@<>\"'(=:])[^\s@<>\"'(=:]+@[^\s@<>\"'):,]+\.[^\s@<>\"'):,]+")

_reference: ContextVar[str] = ContextVar("reference", default="")


@contextmanager
def referring_to(reference: str) -> Iterator[None]:
    """Have every line that is written in here carry `reference`."""
    token = _reference.set(reference)
    try:
        yield
    finally:
        _reference.reset(token)


def refer_to(reference: str) -> None:
    """Have every line from here on carry `reference`."""
    _reference.set(reference)


def reference() -> str:
    """Return the reference of what is being done, or nothing outside of requests and tasks."""
    return _reference.get()


def new_reference() -> str:
    """Return one that a person can read out on the phone: abcd-efgh-jkmn."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


class ReferenceMiddleware:
    """Gives each request its reference, and writes a line about it: which view, how, how long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get(HEADER, "")
        is_trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT and WELL_FORMED.fullmatch(given)
        request.META[HEADER] = given if is_trusted else new_reference()
        started = time.perf_counter()
        with referring_to(request.META[HEADER]):
            response = self.get_response(request)
            _write_down(request, response, time.perf_counter() - started)
        response.headers["X-Request-ID"] = request.META[HEADER]
        return response


# A line has a time, and a time can stand for a person: who wrote, replied or voted when.
UNTOLD = re.compile(r"/(pulse|journal)/|/(record-)?vote/$")


def _write_down(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    if UNTOLD.search(request.path) and response.status_code < 500:
        return
    view = request.resolver_match.view_name if request.resolver_match else "-"
    if view == "-" and response.status_code < 400:
        return  # a style sheet or a picture
    level = logging.DEBUG if view in ASKED_BY_MACHINES else logging.INFO
    shown = (request.method, view, response.status_code, round(seconds * 1000))
    logger.log(level, "%s %s %s %s ms", *shown)


class Plain(logging.Formatter):
    """One line for a person at a terminal, with what is secret or private left out."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the places of an error below it."""
        record.exc_text = None  # what another formatter made of it quotes the error's words
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line, without what must not stand in a log."""
        record.message = without_secrets(_words(record))
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        """Say where it broke, but not the error's own words: they may quote what people wrote."""
        if settings.DEBUG:
            return super().formatException(ei)
        return "\n".join(_frames(ei))


class JSONLines(logging.Formatter):
    """One JSON object a line, in UTC, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(_words(record)),
            "request": reference(),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = _frames(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value})


def without_secrets(text: str) -> str:
    """Leave out tokens in addresses of pages, what stands behind "?", and e-mail addresses."""
    text = TOKEN.sub(_without_query, SECRET_PATH.sub(r"/\1/...", text))
    return ADDRESS.sub("...", text)


def _without_query(token: re.Match[str]) -> str:
    """Return an address of a page without what stands behind "?"; anything else as it is."""
    mark = token[0].find("?", token[0].find("/") + 1) if "/" in token[0] else -1
    return f"{token[0][:mark]}?..." if 0 < mark < len(token[0]) - 1 else token[0]


def _words(record: logging.LogRecord) -> str:
    """Return the message; of a task that broke, without the error's own words.

    A row of the database is told by its table and key: its own name for itself is often a name.
    """
    if isinstance(record.args, tuple) and any(isinstance(each, Model) for each in record.args):
        return record.msg % tuple(map(_told, record.args))
    if isinstance(record.args, dict) and "exc" in record.args:
        error = record.exc_info[0] if record.exc_info else None
        kept = {**record.args, "exc": error.__name__ if error else "error", "traceback": ""}
        return record.msg % kept
    return record.getMessage()


def _told(argument: object) -> object:
    return f"{argument._meta.label} {argument.pk}" if isinstance(argument, Model) else argument


def _frames(exc_info: Any) -> list[str]:
    kind, error, traceback = exc_info
    places = [f"{each.filename}:{each.lineno} {each.name}" for each in extract_tb(traceback)]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = _frames((type(cause), cause, cause.__traceback__)) if cause else []
    return [*earlier, *places, f"{kind.__module__}.{kind.__qualname__}"]
