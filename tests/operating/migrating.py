"""Migrates a large table under load, behind somebody's long transaction, with the old program on.

Run by hand:

    python -m tests.operating.migrating --rows 1000000

The web servers know nothing of the new column and index: they show that old code runs on the new
tables. A prober writes to the table every few milliseconds; how long it ever waited is the stall.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, closing, contextmanager

import psycopg2

from tests.operating.running import ROOT, Load, Site, say

PARTNERSHIPS, PEOPLE, A_SECOND = 20, 200, 20
HELD_SECONDS, LONGEST_STALL = 4, 0.5
WAITS = """
    SELECT 1 FROM pg_locks
    WHERE relation = 'notices_delivery'::regclass AND mode = 'AccessExclusiveLock' AND NOT granted
"""
LATER = """
from django.db import migrations, models

from partners.migrating import AddIndexLive


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [
        migrations.AddField("delivery", "note", models.CharField(max_length=40, db_default="")),
    ]
"""
INDEX = """
from django.db import migrations, models

from partners.migrating import AddIndexLive


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notices", "0002_later")]
    operations = [
        AddIndexLive("delivery", models.Index(fields=["language"], name="deliveries_by_language")),
    ]
"""


def connected(server):
    """Return a connection of its own, beside the site's."""
    return psycopg2.connect(host=str(server.directory), user="postgres", dbname="postgres")


class Prober:
    """Writes one row over and over, and keeps how long each time took."""

    def __init__(self, server):
        self.server, self.took, self.is_over = server, [], threading.Event()

    def work(self):
        # Not `with` the connection: that is one transaction, which would itself keep the table.
        with closing(connected(self.server)) as line, line.cursor() as cursor:
            line.autocommit = True
            cursor.execute("SELECT max(id) FROM notices_delivery")
            (row,) = cursor.fetchone()
            while not self.is_over.wait(0.02):
                begun = time.monotonic()
                cursor.execute("UPDATE notices_delivery SET owner = '' WHERE id = %s", [row])
                self.took.append(time.monotonic() - begun)

    @contextmanager
    def running(self):
        thread = threading.Thread(target=self.work, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.is_over.set()
            thread.join()


def stay_in(server, is_over=None):
    """Somebody reads the table in a transaction, and stays in it for four seconds.

    The first stays until somebody waits for the table, and then for four seconds.
    """
    with closing(connected(server)) as line, line.cursor() as cursor:
        cursor.execute("SELECT 1 FROM notices_delivery LIMIT 1")
        while is_over and not is_over.wait(0.1):
            cursor.execute(WAITS)
            if cursor.fetchone():
                break
        time.sleep(HELD_SECONDS)


class Trial:
    """The site, its people, and the program one release later."""

    def __init__(self, stack, rows):
        self.site = Site(stack)
        from tests import factories  # noqa: PLC0415
        from tests.faults import kinds  # noqa: PLC0415
        from tests.operating import bulk  # noqa: PLC0415

        kinds.set_up()
        self.places = factories.PartnershipFactory.create_batch(PARTNERSHIPS)
        for number in range(PEOPLE):
            factories.MembershipFactory(partnership=self.places[number % PARTNERSHIPS])
        bulk.fill(rows, kind=kinds.NEWS, lines=0)
        self.browsers = [
            (
                place,
                self.site.browser(
                    factories.MembershipFactory(partnership=place, facilitator=True).person
                ),
            )
            for place in self.places
        ]

    def page(self):
        place, browser = random.choice(self.browsers)
        path = random.choice([f"/p/{place.slug}/outbox/", f"/p/{place.slug}/", "/me/", "/"])
        return browser.get(path).status_code, ""

    def migrate(self):
        later = self.site.directory / "later_notices"
        later.mkdir()
        (later / "__init__.py").touch()
        shutil.copy(ROOT / "notices/migrations/0001_initial.py", later)
        (later / "0002_later.py").write_text(LATER)
        (later / "0003_index.py").write_text(INDEX)
        settings = "tests.operating.migrating_settings"
        environment = {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": str(later.parent)}
        started = time.monotonic()
        ended = subprocess.run(
            [sys.executable, "manage.py", "migrate_live"],
            cwd=ROOT, env={**os.environ, **environment}, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        told = ended.stdout
        say(f"{told.strip()} ({time.monotonic() - started:.1f} s)")
        return not ended.returncode and "in use 0 times" not in told


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args(words).rows
    with ExitStack() as stack:
        trial = Trial(stack, rows)
        trial.site.start_web()
        say(f"{rows} deliveries, and the program as it is")
        prober = Prober(trial.site.postgres)
        with Load([trial.page], a_second=A_SECOND).running() as load, prober.running():
            time.sleep(5)
            before = len(prober.took)
            with blocked_while_migrating(trial) as was_busy:
                pass
            time.sleep(5)
        say(load.line())
        stall = max(prober.took[before:])
        usual = max(prober.took[:before])
        say(
            f"Longest a write to the table ever waited: {stall * 1000:.0f} ms, "
            f"and {usual * 1000:.0f} ms before"
        )
        for bad in load.bad()[:5]:
            say(f"  {bad}")
    return 0 if not load.bad() and stall <= LONGEST_STALL and was_busy else 1


@contextmanager
def blocked_while_migrating(trial):
    with ExitStack() as stack:
        over = threading.Event()

        def again_and_again():
            # The command needs a while until it asks for the table.
            stay_in(trial.site.postgres, is_over=over)
            while not over.wait(1):
                stay_in(trial.site.postgres)

        thread = threading.Thread(target=again_and_again)
        thread.start()
        stack.callback(thread.join)
        stack.callback(over.set)
        yield trial.migrate()


if __name__ == "__main__":
    sys.exit(main())
