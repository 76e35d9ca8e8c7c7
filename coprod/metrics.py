"""Figures of the ledger for Prometheus. Counts of the whole site; nothing about anybody."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from notices.heartbeats import figures
from partners.access import public

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


@public(methods=["GET"])
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer who knows METRICS_TOKEN. Without one this address does not exist."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse("".join(_lines(timezone.now())), TEXT_FORMAT)


def _lines(now: datetime) -> Iterator[str]:
    found = figures(now)
    yield from _gauge("deliveries_due", "Messages whose time has come.", found.due)
    yield from _gauge("deliveries_late", "Messages due for ten minutes and more.", found.late)
    yield from _gauge("deliveries_retrying", "Messages put off at least once.", found.retrying)
    yield from _gauge("deliveries_sent_last_hour", "Messages sent in the last hour.", found.sent)
    yield from _gauge(
        "deliveries_failed_last_hour",
        "Messages of the last hour that failed, came too late, or were stopped.",
        found.failed,
    )
    yield from _gauge(
        "partnerships_held", "Partnerships whose ledger is on hold after a restore.", found.held
    )
    yield from _gauge(
        "oldest_due_seconds",
        "For how long the oldest message has been due.",
        _age(found.oldest_due_at, now),
    )
    if found.beat_at:
        yield from _gauge(
            "sender_heartbeat_age_seconds",
            "How long ago a sender last looked at the ledger.",
            _age(found.beat_at, now),
        )


def _gauge(name: str, meaning: str, value: float) -> Iterator[str]:
    yield f"# HELP coprod_{name} {meaning}\n"
    yield f"# TYPE coprod_{name} gauge\n"
    yield f"coprod_{name} {value}\n"


def _age(moment: datetime | None, now: datetime) -> float:
    return round(max((now - moment).total_seconds(), 0), 1) if moment else 0
