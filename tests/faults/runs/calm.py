"""R3, R13: nobody dies, so nobody gets a copy, whatever else happens."""

import os
import time

from django.db import connection

from tests.faults.subjects import News
from tests.faults.table import Line

NOBODY = "redis://127.0.0.1:1"


def calm(world):
    """Six runs, each with another thing that happens while messages go out."""
    for what, disturb, senders in [
        ("4 workers, 2 beats", lambda *_: None, lambda: world.celery(4, 2)),
        ("asked to end, again and again", _restarts, lambda: world.plain_senders(4)),
        ("Redis is flushed", lambda *_: world.valkey.flush(), world.celery),
        ("Redis is down", _redis_is_down, world.celery),
        *(_of_postgresql(world) if world.postgres else []),
    ]:
        yield _run(world, what, disturb, senders)


def _of_postgresql(world):
    return [
        ("PostgreSQL crashes", _crash, world.celery),
        ("all connections are cut", _cut, world.celery),
    ]


def _run(world, what, disturb, senders, *, promise="R3"):
    rows = max(world.options.rows // 3, 30)
    audience = world.audience(rows)
    world.started = time.monotonic()
    News(audience)
    with senders() as running:
        world.wait_until(lambda: world.sink.people() >= rows // 4)
        note = disturb(world, running)
        world.wait_until_done(audience.partnership)
        running.wait_for_the_ending()
    line = world.count(Line(promise, what, kills=0, note=note or ""), audience.addresses)
    line.is_kept = line.lost == line.extra == 0
    return line


def _restarts(world, running):
    number = world.options.kills
    for restart in range(number):
        running.restart_one(restart % len(running.running))
        time.sleep(0.5)
    return f"{number} times"


def _redis_is_down(world, _running):
    seconds = 3 if world.options.short else 60
    world.valkey.stop()
    time.sleep(seconds)
    world.valkey.start()
    return f"{seconds} s"


def _crash(world, _running):
    return f"away {world.crash_database():.1f} s"


def _cut(_world, _running):
    times = 5
    for _time in range(times):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE pid != pg_backend_pid() AND backend_type = 'client backend'"
            )
        time.sleep(0.5)
    return f"{times} times"


def without_redis(world):
    """The plain sender, where there never was a broker."""
    broker = os.environ["TEST_REDIS_URL"]
    os.environ["TEST_REDIS_URL"] = NOBODY
    try:
        what = "no Redis at all: send_due --forever"
        senders = lambda: world.plain_senders(2)  # noqa: E731
        yield _run(world, what, lambda *_: None, senders, promise="R13")
    finally:
        os.environ["TEST_REDIS_URL"] = broker
