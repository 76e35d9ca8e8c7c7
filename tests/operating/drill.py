"""A restore of a large site, from the backup to the first message, with its times.

Run by hand; it takes some minutes:

    python -m tests.operating.drill --rows 1000000

Fills a PostgreSQL of its own with as many deliveries and lines of the log, erases people after a
backup, practises with a new backup and with the older one, then restores for good as the guide
says: a real sender must send nothing until somebody says yes, and then all that was due.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests import postgres
from tests.faults.sink import Sink

ROOT = Path(__file__).parent.parent.parent
PARTNERSHIPS, PEOPLE, ERASED = 100, 1_000, 3
MOST_SECONDS = 120  # of a drill at a million rows each
OPTIONS = "-c shared_buffers=512MB -c max_wal_size=4GB"


def say(what, started=None):
    took = f": {time.monotonic() - started:.1f} s" if started else ""
    print(f"{what}{took}", flush=True)  # noqa: T201


@contextmanager
def measured(what):
    """Say how long something took on the clock, and how long its processes had a core.

    Where others share the machine, the two differ; the database's own processes are not counted.
    """
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    on_a_core = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    busy = os.getloadavg()[0] / os.cpu_count()
    say(
        f"{what}: {time.monotonic() - started:.1f} s on the clock, {on_a_core:.1f} s on a core, "
        f"with {busy:.1f} processes to a core"
    )


class Trial:
    """One database server, and the commands of the site against its databases."""

    def __init__(self, server, sink, directory):
        self.server, self.sink, self.directory = server, sink, directory
        self.is_whole = True
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "tests.operating.running_settings",
                "DATABASE_URL": server.url,
                "TEST_EMAIL_PORT": str(sink.port),
                "TEST_DIRECTORY": str(directory),
                "FAULTS_PACE": "1",
                "FAULTS_LEASES": "production",
            }
        )

    def expect(self, what, is_so):
        self.is_whole = self.is_whole and is_so
        say(f"{'yes' if is_so else 'NO '}  {what}")

    def command(self, *words, url=None):
        """Run a command of the site in a process of its own. Return what it printed."""
        environment = {**os.environ, "DATABASE_URL": url or self.server.url}
        finished = subprocess.run(
            [sys.executable, "-m", "tests.operating.manage", *words],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if finished.returncode:
            self.expect(f"{' '.join(words)}: {finished.stderr[-1500:]}", False)
        return finished.stdout

    def program(self, name, *words):
        subprocess.run(
            [self.server.binaries / name, "-h", self.server.directory, "-U", "postgres", *words],
            check=True,
        )

    def build(self, rows):
        import django  # noqa: PLC0415 - the database is known only now

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        from tests import factories  # noqa: PLC0415
        from tests.faults import kinds  # noqa: PLC0415
        from tests.operating import bulk  # noqa: PLC0415

        kinds.set_up()
        started = time.monotonic()
        awake = {"person__quiet_from": "00:00", "person__quiet_until": "00:00"}
        places = factories.PartnershipFactory.create_batch(PARTNERSHIPS)
        self.members = [
            factories.MembershipFactory(partnership=places[it % PARTNERSHIPS], **awake)
            for it in range(PEOPLE)
        ]
        bulk.fill(rows, kind=kinds.NEWS, lines=rows)
        say(f"Filled: {rows} deliveries with their notices, {rows} lines of the log", started)

    def erase_some(self):
        from notices.clock import database_now  # noqa: PLC0415
        from partners import erasing  # noqa: PLC0415

        for member in self.members[:ERASED]:
            erasing.erase(member.person, now=database_now())

    def restore_for_good(self, backup):
        """What docs/operating.md says, "After a restore", with a sender that is really there."""
        url = self.server.url.removesuffix("/postgres") + "/restored"
        self.program("createdb", "restored")
        jobs = ("--jobs", str(os.cpu_count()))
        self.program("pg_restore", "--no-owner", *jobs, "--dbname", "restored", backup)
        say(self.command("reapply_erasures", url=url).strip())
        say(self.command("hold_ledger", url=url).strip())
        self.command("send_due", url=url)
        self.expect("0 messages while the ledger is on hold", not self.sink.accepted)
        say(self.command("hold_ledger", "--send", url=url).strip())
        self.command("send_due", url=url)
        told = PEOPLE - ERASED
        found = len(self.sink.accepted)
        self.expect(f"after one yes {found} messages, of {told} that were due", found == told)


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args(words).rows
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="d-", dir="/tmp"))
        sink = stack.enter_context(Sink(Path(directory), delay=0).serving())
        trial = Trial(stack.enter_context(postgres.running(OPTIONS)), sink, Path(directory))
        trial.build(rows)
        started = time.monotonic()
        with measured("verify_audit"):
            say(trial.command("verify_audit").strip())
        trial.expect("the log is proved within 30 s", time.monotonic() - started <= 30)
        backup = Path(directory) / "backup"
        trial.program("pg_dump", "-Fc", "--file", str(backup), "postgres")
        trial.erase_some()
        programs = ("--programs", str(trial.server.binaries))
        started = time.monotonic()
        with measured("restore_drill"):
            say(trial.command("restore_drill", *programs).strip())
        took = time.monotonic() - started
        trial.expect(f"a drill took {took:.0f} s, of {MOST_SECONDS}", took <= MOST_SECONDS)
        say(f"The same with the backup from before {ERASED} people were erased:")
        again = trial.command("restore_drill", *programs, "--backup", str(backup))
        say(again.strip())
        trial.expect("nobody who was erased is back", f"Erased again: {ERASED}." in again)
        trial.restore_for_good(backup)
    return 0 if trial.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
