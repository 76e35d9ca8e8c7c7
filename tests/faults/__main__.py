"""`python -m tests.faults`: all runs, a table, and as exit code how many promises were broken."""

import argparse
import logging
import os
import sys
import tempfile
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from tests import postgres
from tests.faults import table
from tests.faults.sink import Sink
from tests.servers import Valkey

RUNS = [
    *("kills", "follow-ups", "calm", "no-redis"),
    *("bad-rows", "bad-mail", "cancel", "gone", "on-time", "clocks", "zones"),
    *("outages", "restart", "silence"),
]
WITHOUT_POSTGRESQL = {"restart", "on-time"}  # what makes no sense, or no promise, on SQLite


def options(words):
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--run", choices=RUNS, action="append", help="one run; else all")
    parser.add_argument("--rows", type=int, help="messages to send (1,000)")
    parser.add_argument("--kills", type=int, help="how often to kill (20)")
    parser.add_argument("--seeds", type=int, help="how often to repeat what hangs on chance (3)")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins")
    parser.add_argument("--pace", type=float, help="how much faster waits pass than they do (20)")
    parser.add_argument("--short", action="store_true", help="small numbers and short leases")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, with short leases")
    chosen = parser.parse_args(words)
    usual = {"rows": 1000, "kills": 20, "seeds": 3, "pace": 20}
    if chosen.short:
        usual = {"rows": 90, "kills": 3, "seeds": 1, "pace": 60}
    for name, value in usual.items():
        if getattr(chosen, name) is None:
            setattr(chosen, name, value)
    chosen.run = chosen.run or [
        run for run in RUNS if not (chosen.sqlite and run in WITHOUT_POSTGRESQL)
    ]
    chosen.has_short_leases = chosen.short or chosen.sqlite
    return chosen


def heading(chosen):
    leases = "20 s, 15 s and 3 s" if chosen.has_short_leases else "as in production"
    looks = "each second" if chosen.short else "as in production"
    return (
        f"On {'SQLite' if chosen.sqlite else 'PostgreSQL'}, seed {chosen.seed}. Leases {leases}; "
        f"the sender looks {looks}. Tries after a 4xx, and the ten minutes of the warning, come "
        f"{chosen.pace:g} times sooner.\n"
    )


def start(chosen, stack):
    """Start the servers, and tell all processes of this trial about them."""
    directory = tempfile.TemporaryDirectory(prefix="f-", dir="/tmp")  # short: it names a socket
    path = Path(stack.enter_context(directory))
    sink = stack.enter_context(Sink(path).serving())
    valkey = Valkey(path)
    valkey.start()
    stack.callback(valkey.stop)
    # What was committed survives a crash of the server; in short, not one of the machine.
    durable = postgres.running(options="-c fsync=off" if chosen.short else "")
    server = None if chosen.sqlite else stack.enter_context(durable)
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": server.url if server else f"sqlite:///{path}/db.sqlite3",
            "TEST_REDIS_URL": valkey.url,
            "TEST_EMAIL_PORT": str(sink.port),
            "TEST_DIRECTORY": str(path),
            "FAULTS_PACE": str(chosen.pace),
            "FAULTS_LEASES": "short" if chosen.has_short_leases else "production",
            "FAULTS_BEAT": "1" if chosen.short else "30",
            "FAULTS_PAUSE": "0.2" if chosen.short else "15",
        }
    )
    return SimpleNamespace(directory=path, sink=sink, valkey=valkey, postgres=server)


def main(words=None):
    chosen = options(words)
    broken = 0
    print(heading(chosen), table.HEAD, sep="\n", flush=True)  # noqa: T201
    with ExitStack() as stack:
        servers = start(chosen, stack)
        world = import_module("tests.faults.world").World(chosen, servers)  # needs the settings
        logging.getLogger().setLevel(logging.ERROR)
        for name in chosen.run:
            for line in world.run(name):
                print(line, flush=True)  # noqa: T201
                broken += not line.is_kept
        if broken:
            log = (servers.directory / "processes.log").read_text(errors="replace")
            print(log[-5000:], f"Promises broken: {broken}.", sep="\n")  # noqa: T201
    return broken


if __name__ == "__main__":
    sys.exit(main())
