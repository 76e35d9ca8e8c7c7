"""`make bench`: how fast coprod is, beside a bare Django page on the same machine in the same run.

    python -m tests.bench                                  a country; about a quarter of an hour
    python -m tests.bench --partnerships 200 --rows 5000 --rounds 1 --seconds 1 --messages 200

Starts a PostgreSQL of its own, builds a small world and a large one around a copy of it, serves the
large one as in production, and prints a table in Markdown. Figures in milliseconds are of this
machine; what can be compared with another's are the ratios to the floor.
"""

import argparse
import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2

from tests import postgres
from tests.bench import everything, mail
from tests.bench.serving import Load, Site, costs, environment, like
from tests.bench.table import Table
from tests.browser import CHROMIUM

HEADERS = {"Host": "bench.example", "X-Forwarded-Proto": "https", "Accept-Language": "en"}
SERVER = "-c shared_buffers=512MB -c max_connections=200 -c autovacuum=off -c max_wal_size=8GB"
ROWS_OF_A_PAGE = 20
GROUPS = "pages,phone,lists,languages,dashboards,the_rest,mail,everything"


class Bench:
    """One run: a database server, two worlds in it, and what was found."""

    def __init__(self, given, server, directory):
        self.given, self.server, self.directory = given, server, directory
        self.table = Table()
        self.postmaster = int((server.directory / "data/postmaster.pid").read_text().split()[0])
        self.sql("ALTER SYSTEM SET synchronous_commit = off")  # while it is filled
        self.sql("SELECT pg_reload_conf()")

    def sql(self, statement):
        connection = psycopg2.connect(host=str(self.server.directory), user="postgres")
        connection.autocommit = True
        connection.cursor().execute(statement)
        connection.close()

    def environment(self, world, **more):
        url = f"postgres://postgres@/{self.server.directory}/{world}"
        return environment(self.directory, url, **more)

    def call(self, module, *arguments, world, given=None, **more):
        """Run a module in a process of its own; return what it prints, read as JSON."""
        answer = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{module}", *map(str, arguments)],
            env=self.environment(world, **more), stdout=subprocess.PIPE, text=True, check=True,
            input=json.dumps(given) if given else None,
        )  # fmt: skip
        return json.loads(answer.stdout) if module != "floor" else answer.stdout.strip()

    def inside(self, world, **given):
        return self.call("inside", world=world, given=given)

    # The worlds

    def build(self):
        for name in ("floor", "small"):
            self.sql(f"CREATE DATABASE {name}")
        self.floor_cookie = self.call("floor", world="floor")
        self.small = self.call("world", "small", world="small", BENCH_DEMO="True")
        self.sql("CREATE DATABASE large TEMPLATE small")
        size = (self.given.partnerships, self.given.rows)
        self.large = self.call("world", "large", *size, world="large")
        self.sql("ALTER SYSTEM RESET synchronous_commit")
        self.sql("SELECT pg_reload_conf()")
        say(f"{self.large['rows']:,} rows in {self.large['built']:.0f} s")
        self.table.add(
            "snapshots of all that", "<= 10 min", self.large["publishing"] / 60, "min", most=10,
            note=f"{self.large['snapshots']:,} snapshots; the largest programme "
            f"{self.large['longest']:.1f} s, the others {self.large['median']:.2f} s",
        )  # fmt: skip

    # Pages

    def measure_pages(self):
        cookies, pages = self.small["cookies"], self.small["pages"]
        given = {"pages": {"cookies": cookies, "pages": pages}}
        small, large = (self.inside(it, **given)["pages"] for it in ("small", "large"))
        sites = self.start_sites(pages[0][1])
        try:
            for name, address, who, is_first in pages:
                self.page(name, address, who, is_first, sites, small[name], large[name])
            self.errors(pages, sites)
        finally:
            for site in sites.values():
                site.stop()

    def start_sites(self, welcome):
        """Start all three, some times, for how long it takes; leave the last ones running."""
        colds = {"app": [], "lean": [], "signed": []}
        for round_ in range(self.given.rounds):
            sites = {"lean": self.floor("lean"), "signed": self.floor("signed")}
            sites["app"] = Site("coprod.wsgi", self.environment("large"), HEADERS, welcome)
            for name, site in sites.items():
                colds[name].append(site.cold)
            if round_ < self.given.rounds - 1:
                for site in sites.values():
                    site.stop()
        app, floor = (statistics.median(colds[name]) for name in ("app", "signed"))
        self.table.add("cold start to the first page", "<= 1.8 x floor", app, "s",
                       floor=floor, most_ratio=1.8)  # fmt: skip
        return sites

    def floor(self, kind, **more):
        more = self.environment("floor", BENCH_FLOOR=kind, **more)
        return Site("tests.bench.floor:application", more, {}, "/page")

    def page(self, name, address, who, is_first, sites, small, large):
        app, floor = sites["app"], sites["signed" if who else "lean"]
        cookie = self.small["cookies"].get(who, "")
        its_floor = like(large["html"], ROWS_OF_A_PAGE)
        targets = {"app": (app, address, cookie), "floor": (floor, its_floor, self.floor_cookie)}
        used, late = {it: [] for it in targets}, {it: [] for it in targets}
        for site, where, its_cookie in targets.values():
            for _each in range(8):  # each thread of each worker has seen it
                assert site.get(where, its_cookie)[0] == 200, where
        for _round in range(self.given.rounds):
            for it, target in targets.items():
                costs_now, errors = costs(
                    *target, seconds=self.given.seconds, database=self.postmaster
                )
                assert not errors, name
                used[it].append(costs_now)
                late[it].append(Load(*target, 8).run(self.given.seconds).p95)
        self.table.page(
            name, is_public=not who, small=small, large=large, is_first=is_first,
            cpu=[statistics.median(used[it]) for it in targets],
            p95=[statistics.median(late[it]) for it in targets],
        )  # fmt: skip

    def measure_phone(self):
        """What a patient opens, on an old phone. Needs Chromium."""
        if CHROMIUM is None:
            return say("no Chromium found: left out")
        pages = [it for it in self.small["pages"] if it[3]]
        given = {"pages": {"cookies": self.small["cookies"], "pages": pages}}
        sizes = {name: it["html"] for name, it in self.inside("large", **given)["pages"].items()}
        floor = self.floor("signed", BENCH_COMPRESSED="yes")
        where = self.environment("large", BENCH_COMPRESSED="yes")
        app = Site("coprod.wsgi", where, HEADERS, pages[0][1])
        try:
            addresses = {}
            for name, address, who, _is_first in pages:
                headers = {"X-Forwarded-Proto": "https"}
                if who:
                    headers["Cookie"] = self.small["cookies"][who]
                addresses[name] = (app.url(address), headers)
                its_floor = floor.url(like(sizes[name], ROWS_OF_A_PAGE))
                addresses[f"{name}, floor"] = (its_floor, {"Cookie": self.floor_cookie})
            given = {"addresses": addresses, "rounds": self.given.rounds}
            found = self.call("phone", world="large", given=given)
        finally:
            app.stop()
            floor.stop()
        for name, *_rest in pages:
            self.table.phone(name, found[name], found[f"{name}, floor"])

    def errors(self, pages, sites):
        """Ask with 32 connections at once; then see how large the workers have grown."""
        wrong = asked = 0
        for name, address, who, _is_first in pages:
            if name in {"welcome", "home", "meeting, facilitator"}:
                cookie = self.small["cookies"].get(who, "")
                load = Load(sites["app"], address, cookie, 32).run(self.given.seconds)
                wrong, asked = wrong + load.errors, asked + len(load.times)
        self.table.add("errors at 32 connections", "0", wrong, "", most=0,
                       note=f"of {asked} requests")  # fmt: skip
        self.table.add("memory of a web process", "<= 110 MB", sites["app"].memory, "MB", most=110,
                       floor=sites["signed"].memory)  # fmt: skip

    # What grows, and what is no page

    def measure_lists(self):
        lists = self.inside("large", lists={"cookies": self.small["cookies"]})["lists"]
        for name in {key.rpartition(" ")[0]: None for key in lists}:
            few, some, many = (lists[f"{name} {rows}"] for rows in (3, 30, 300))
            same = few[0] == some[0] == many[0]
            self.table.add(f"{name}: statements, 3 / 30 / 300 rows", "the same", many[0], "",
                           is_met=same, note=f"{few[0]} / {some[0]} / {many[0]}")  # fmt: skip
            self.table.add(f"{name}: HTML, 300 rows against 30", "<= 1.1 x", many[1] / 1000, "kB",
                           floor=some[1] / 1000, most_ratio=1.1)  # fmt: skip
            self.table.add(f"{name}: CPU, 300 rows against 30", "<= 1.2 x", many[2], "ms",
                           floor=some[2], most_ratio=1.2)  # fmt: skip

    def measure_languages(self):
        address = next(it[1] for it in self.small["pages"] if it[0] == "partnership")
        given = {"cookies": self.small["cookies"], "address": address, "rounds": self.given.rounds}
        used = self.inside("large", languages=given)["languages"]
        slowest = max(used, key=used.get)
        self.table.add(f"ten languages: the slowest ({slowest}) against English", "<= 1.05 x",
                       used[slowest], "ms", floor=used["en"], most_ratio=1.05)  # fmt: skip

    def measure_dashboards(self):
        taken = {"small": {}, "large": {}}
        for _round in range(self.given.rounds):
            for world, made in (("small", self.small), ("large", self.large)):
                given = {"cookies": self.small["cookies"], "programme": made["programme"],
                         "partnership": made["partnership"], "requests": 7}  # fmt: skip
                for page, (count, times) in self.inside(world, dashboards=given)[
                    "dashboards"
                ].items():
                    kept = taken[world].setdefault(page, [count, []])
                    kept[1] += times
        for page, (count, times) in taken["large"].items():
            self.table.add(f"{page}: statements", "<= 30", count, "", most=30)
            empty = taken["small"].get(page)
            self.table.add(
                f"{page}: p95 against the small world", "<= 3 x", p95(times), "ms", most_ratio=3,
                floor=p95(empty[1]) if empty else None,
            )  # fmt: skip

    def measure_the_rest(self):
        given = {"planning": {"rounds": self.given.rounds + 2}, "due": {}, "paper": {},
                 "export": {"cookies": self.small["cookies"],
                            "programme": self.large["programme"]}}  # fmt: skip
        found = self.inside("large", **given)
        few, many = found["planning"]["30"], found["planning"]["300"]
        self.table.add("planning a meeting for 300 people", "<= 300 ms", many[1], "ms", most=300,
                       note=f"{many[2]:.0f} ms of CPU")  # fmt: skip
        self.table.add("... its statements, 30 / 300 people", "the same", many[0], "",
                       is_met=few[0] == many[0], note=f"{few[0]} / {many[0]}")  # fmt: skip
        took, rows = found["due"]
        self.table.add(f"due query at {rows:,} deliveries", "<= 1 ms", took, "ms", most=1)
        took, pages = found["paper"]
        self.table.add(f"PDF of an agreement, {pages} pages", "<= 500 ms", took, "ms", most=500)
        first, last, size = found["export"]
        self.table.add("figures of the largest programme as CSV", "<= 60 s, streamed", last, "s",
                       most=60, note=f"first piece {first:.2f} s, {size / 1000:.0f} kB",
        )  # fmt: skip

    # Everything

    def measure_everything(self):
        sizes = (self.given.people, self.given.each, self.given.long)
        with_leader = (self.large["programme"], self.small["cookies"]["leader"])
        made = self.call("crowd", *with_leader, *sizes, world="large")
        say(f"a crowd of {made['rows']:,} rows in {made['built']:.0f} s")
        told = self.environment("large", BENCH_COUNT="yes")
        site = Site("coprod.wsgi", told, HEADERS, self.small["pages"][0][1])
        try:
            walk = everything.Walk(site, made, say, self.given.asks)
            walk.run()
            walk.add_to(self.table)
            walk.take_files(self.table)
        finally:
            site.stop()

    # Messages

    def measure_mail(self):
        kinds = {"floor": ("floor", 1), "one": ("sender", 1), "two": ("sender", 2)}
        found = {kind: [] for kind in kinds}
        with mail.sink() as sink:
            for _round in range(self.given.rounds):
                for kind, (who, processes) in kinds.items():
                    found[kind].append(
                        mail.measure(
                            who, processes, self.given.messages, sink, self.environment("large")
                        )
                    )
        middle = {
            kind: {key: statistics.median(each[key] for each in rounds) for key in rounds[0]}
            for kind, rounds in found.items()
        }
        floor, one, two = (middle[kind] for kind in kinds)
        for name, sender, least in (("one sender", one, 0.7), ("two senders", two, 1.2)):
            self.table.add(
                f"{name}, messages a second", f">= {least:.2f} x mail floor", sender["rate"], "/s",
                floor=floor["rate"], least_ratio=least,
            )  # fmt: skip
        self.table.add("CPU of a message, the mail server's with it", "<= 1.6 x mail floor",
                       one["cpu"], "ms", floor=floor["cpu"], most_ratio=1.6,
                       note=f"{one['own']:.1f} and {floor['own']:.1f} ms without it")  # fmt: skip
        whole = self.given.messages / math.ceil(self.given.messages / 100)
        self.table.add("messages a connection", ">= 100, or all there are", one["a connection"], "",
                       least=whole)  # fmt: skip
        last = self.given.messages / one["rate"]
        self.table.add(f"{self.given.messages} due at once: the last after", "<= 60 s + n/rate",
                       last, "s", most=60 + last)  # fmt: skip


def p95(times):
    return statistics.quantiles(times, n=20)[-1]


def say(words):
    print(f"[{time.strftime('%H:%M:%S')}] {words}", file=sys.stderr, flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--partnerships", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=1_000_000, help="notices; and lines of the log")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.2, help="of each measurement of a page")
    parser.add_argument("--messages", type=int, default=800)
    parser.add_argument("--people", type=int, default=300, help="of the crowd")
    parser.add_argument("--each", type=int, default=1_500, help="rows of each table in the crowd")
    parser.add_argument("--long", type=int, default=100_000, help="its messages, its log")
    parser.add_argument("--only", default=GROUPS)
    parser.add_argument("--asks", type=int, default=4, help="of each page of the crowd")
    return parser.parse_args(arguments)


def main(arguments=None):
    given = parse(arguments)
    directory = Path(tempfile.mkdtemp(prefix="bench-"))
    started = time.perf_counter()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # show what is measured even then
    try:
        with postgres.running(SERVER) as server:
            bench = Bench(given, server, directory)
            say("building the worlds")
            bench.build()
            try:
                for part in given.only.split(","):
                    say(part.replace("_", " "))
                    getattr(bench, f"measure_{part}")()
            finally:
                bench.table.show(given, time.perf_counter() - started, os.cpu_count())
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
