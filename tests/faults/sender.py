"""Breaks the sender on purpose, and counts what people got.

`python -m tests.faults.sender` prints a table of all runs; `--run kills --rows 90` does one.
Everything is real: PostgreSQL (or SQLite with `--sqlite`), Valkey, an SMTP server that writes each
message to disk before it says yes, Celery workers with beat, `kill -9`.
"""

import argparse
import asyncio
import email
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiosmtpd.smtp import SMTP

ROOT = Path(__file__).parent.parent.parent
COLUMNS = "{:<38}{:>5}{:>6}{:>5}{:>6}{:>6}{:>7}{:>5}{:>5}"
HEAD = COLUMNS.format("run", "rows", "kills", "451", "lost", "extra", "new id", "most", "s")


@dataclass
class Sink:
    """Keeps on disk what it accepts, puts some off, and takes its time."""

    directory: Path
    put_off: float = 0  # share of messages answered with 451
    delay: float = 0.03  # seconds a message
    accepted: list[tuple[str, str]] = field(default_factory=list)  # (recipient, Message-ID)
    put_off_count: int = 0
    port: int = 0

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.delay)
        if random.random() < self.put_off:
            self.put_off_count += 1
            return "451 4.3.0 Try again later"
        message = email.message_from_bytes(envelope.content)
        with (self.directory / "accepted").open("ab") as file:
            file.write(envelope.content)
            file.flush()
            os.fsync(file.fileno())
        self.accepted.append((envelope.rcpt_tos[0], message["Message-ID"]))
        return "250 OK"

    @contextmanager
    def serving(self):
        loop = asyncio.new_event_loop()
        start = loop.create_server(lambda: SMTP(self, hostname="sink", loop=loop), "127.0.0.1", 0)
        server = loop.run_until_complete(start)
        self.port = server.sockets[0].getsockname()[1]
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        yield self
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


class Senders:
    """Processes that send, each the leader of its own group, and how to kill them."""

    def __init__(self, commands, directory):
        self.commands = commands
        self.log = (directory / "senders.log").open("ab")
        self.processes = [self.start(*command) for command in commands]
        self.kills = 0

    def start(self, command, extra):
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **extra},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def kill_one(self):
        """Kill one with everything it started, and start it again at once."""
        number = random.randrange(len(self.processes))
        self.end(self.processes[number])
        self.processes[number] = self.start(*self.commands[number])
        self.kills += 1

    @staticmethod
    def end(process):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end_all(self):
        for process in self.processes:
            self.end(process)
        self.log.close()


def celery_command(directory, number):
    beat = ["-B", "-s", str(directory / f"beat{number}")]
    return [
        *(sys.executable, "-m", "celery", "-A", "tests.faults.worker", "worker", *beat),
        *("-c", "1", "-n", f"sender{number}@%h", "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle"),
    ]


def loop_command():
    return [sys.executable, "-m", "tests.faults.loop"]


class World:
    """One database, one broker, one mail server, and the people to be told."""

    def __init__(self, arguments, stack):
        from tests import postgres  # noqa: PLC0415
        from tests.servers import Valkey  # noqa: PLC0415

        directory = tempfile.TemporaryDirectory(prefix="f-", dir="/tmp")  # short: it names a socket
        self.directory = Path(stack.enter_context(directory))
        self.sink = stack.enter_context(Sink(self.directory).serving())
        self.valkey = Valkey(self.directory)
        self.valkey.start()
        stack.callback(self.valkey.stop)
        durable = postgres.running(options="")  # what was committed survives the crash below
        self.postgres = None if arguments.sqlite else stack.enter_context(durable)
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
                "DATABASE_URL": self.postgres.url
                if self.postgres
                else f"sqlite:///{self.directory}/db.sqlite3",
                "TEST_REDIS_URL": self.valkey.url,
                "TEST_EMAIL_PORT": str(self.sink.port),
                "TEST_DIRECTORY": str(self.directory),
            }
        )
        import django  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        from tests.faults import kind  # noqa: PLC0415

        kind.set_up()

    def tell(self, rows, *, later=0):
        """Plan a notice for each of `rows` new people; for `later` more, in an hour."""
        from notices.clock import database_now  # noqa: PLC0415
        from notices.planning import plan  # noqa: PLC0415
        from tests import factories  # noqa: PLC0415
        from tests.faults import kind  # noqa: PLC0415

        self.sink.accepted.clear()
        self.sink.put_off_count = 0
        partnership = factories.PartnershipFactory()
        memberships = [
            factories.MembershipFactory(
                partnership=partnership,
                person__quiet_from="00:00",
                person__quiet_until="00:00",
                person__language=random.choice(["en", "es", "ar"]),
            )
            for _row in range(rows + later)
        ]
        people = [membership.person for membership in memberships]
        now = database_now()
        plan(kind.NAME, partnership, people[:rows], partnership=partnership, now=now)
        in_an_hour = now + timedelta(hours=1)
        plan(
            kind.NAME,
            partnership,
            people[rows:],
            partnership=partnership,
            now=now,
            due_at=in_an_hour,
        )
        return partnership

    def open_rows(self, partnership):
        from django.db import DatabaseError, connection  # noqa: PLC0415

        from notices.clock import database_now  # noqa: PLC0415
        from notices.models import Delivery  # noqa: PLC0415

        try:
            waiting = Delivery.objects.open().filter(notice__partnership=partnership)
            return waiting.filter(notice__due_at__lte=database_now()).count()
        except DatabaseError:  # it is just being restarted
            connection.close()
            return None

    def wait_for_accepted(self, count, seconds=120):
        end = time.monotonic() + seconds
        while len(self.sink.accepted) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(self.sink.accepted)} of {count} messages came.")
            time.sleep(0.01)

    def wait_until_done(self, partnership, seconds=120):
        end = time.monotonic() + seconds
        while self.open_rows(partnership) != 0:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.open_rows(partnership)} rows are still open.")
            time.sleep(0.2)

    def line(self, name, rows, kills, started):
        """Print and return what people got: how many nothing, how many copies, how alike."""
        copies = Counter(recipient for recipient, _identity in self.sink.accepted)
        identities = len(set(self.sink.accepted))
        found = {
            "lost": rows - len(copies),
            "extra": len(self.sink.accepted) - len(copies),
            "new": identities - len(copies),
            "most": max(copies.values(), default=0),
        }
        seconds = round(time.monotonic() - started)
        figures = [rows, kills, self.sink.put_off_count, *found.values(), seconds]
        print(COLUMNS.format(name, *figures), flush=True)  # noqa: T201
        return found


def two_workers(world):
    commands = [(celery_command(world.directory, number), {}) for number in range(2)]
    return Senders(commands, world.directory)


def run_quiet(world, arguments):
    """Nothing dies: two workers, two beats, a flush of the broker."""
    started, partnership = time.monotonic(), world.tell(arguments.rows)
    senders = two_workers(world)
    try:
        world.wait_for_accepted(arguments.rows // 2)
        world.valkey.flush()
        world.wait_until_done(partnership)
    finally:
        senders.end_all()
    found = world.line("nothing dies, 2 senders, 2 beats", arguments.rows, 0, started)
    return found["lost"] == found["extra"] == 0


def run_kills(world, arguments):
    """`kill -9` of workers and beats, a flush, a restart of the database, 5 % put off."""
    world.sink.put_off = 0.05
    started, partnership = time.monotonic(), world.tell(arguments.rows)
    senders = two_workers(world)
    steps = arguments.kills + 3
    try:
        for step in range(1, steps):
            world.wait_for_accepted(arguments.rows * step // (steps + 1))
            if step == steps - 2:
                world.valkey.flush()
            elif step == steps - 1 and world.postgres:
                world.postgres.restart()
            elif step < steps - 2:
                senders.kill_one()
        world.wait_until_done(partnership)
    finally:
        senders.end_all()
        world.sink.put_off = 0
    name = "kill -9, flush, restart, 5 % 451" if world.postgres else "kill -9, flush, 5 % 451"
    found = world.line(name, arguments.rows, senders.kills, started)
    return (
        found["lost"] == found["new"] == 0
        and found["extra"] <= senders.kills
        and found["most"] <= 2
    )


def run_cancel(world, arguments):
    """A cancel in the middle: what was not on the wire is never sent."""
    from django.db import transaction  # noqa: PLC0415

    from notices.planning import void  # noqa: PLC0415
    from tests.faults import kind  # noqa: PLC0415

    started, partnership = time.monotonic(), world.tell(arguments.rows)
    senders = Senders([(loop_command(), {})] * 3, world.directory)
    try:
        world.wait_for_accepted(arguments.rows // 3)
        with transaction.atomic():
            partnership.purpose_en = kind.CANCELLED
            partnership.save(update_fields=["purpose_en"])
            void(partnership)
        told = len(world.sink.accepted)
        world.wait_until_done(partnership)
        time.sleep(1)
        after = len(world.sink.accepted) - told
    finally:
        senders.end_all()
    world.line(f"cancelled, then {after} more, 3 senders", told + after, 0, started)
    return after <= 3


def run_clocks(world, arguments):
    """Two senders whose clocks are two hours fast and two hours slow."""
    rows = arguments.rows // 3
    started, partnership = time.monotonic(), world.tell(rows, later=rows)
    wrong = [(loop_command(), {"WRONG_BY_HOURS": hours}) for hours in ("2", "-2")]
    senders = Senders(wrong, world.directory)
    try:
        world.wait_until_done(partnership)
        time.sleep(2)
    finally:
        senders.end_all()
    found = world.line("clocks +2 h and -2 h, others due later", rows, 0, started)
    return found["lost"] == found["extra"] == 0 and len(world.sink.accepted) == rows


RUNS = {"quiet": run_quiet, "kills": run_kills, "cancel": run_cancel, "clocks": run_clocks}


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--run", choices=RUNS, action="append", help="one run; else all")
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--sqlite", action="store_true")
    arguments = parser.parse_args(words)
    print(HEAD, flush=True)  # noqa: T201
    with ExitStack() as stack:
        world = World(arguments, stack)
        chosen = {name: RUNS[name] for name in arguments.run or RUNS}
        failed = [name for name, run in chosen.items() if not run(world, arguments)]
        if failed:
            log = (world.directory / "senders.log").read_text(errors="replace")
            print(log[-5000:], f"Promises broken: {', '.join(failed)}.", sep="\n")  # noqa: T201
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
