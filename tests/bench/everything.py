"""Every page and every file of the site, asked for over HTTP by everybody who may open it."""

import http.client
import re
import statistics
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

TOOK = "X-Took"  # tests.bench.counting
MOST_MS, MOST_STATEMENTS, MOST_SECONDS, MOST_MB = 300, 30, 60, 300
ASKS = 4  # each page, after once to warm up
AGAIN = 20  # times in all is each page asked that takes longer than SLOW
SLOW = 150  # milliseconds
TOP = 10  # lines of each table that is printed
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Opened:
    """A page as one role opened it in one place."""

    name: str
    role: str
    place: str
    address: str
    status: int = 0
    statements: int = 0
    size: int = 0
    times: list[float] = field(default_factory=list)
    used: list[float] = field(default_factory=list)  # CPU of Python

    @property
    def p95(self):
        if len(self.times) < AGAIN:
            return max(self.times)
        return statistics.quantiles(self.times, n=20)[-1]

    def __str__(self):
        return f"{self.name} ({self.role})"


class Browser:
    """One connection of somebody who is signed in, or not."""

    def __init__(self, site, cookie):
        self.headers = {**site.headers, "Cookie": cookie}
        self.line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=300)

    def ask(self, address, method="GET", body=None, more=()):
        """Return the answer, its bytes, and milliseconds to its first byte and to its last."""
        started = time.perf_counter()
        try:
            answer = self.send(method, address, body, more)
        except ConnectionError:  # a server closes a line that was idle for long
            self.line.close()
            answer = self.send(method, address, body, more)
        start = answer.read(1)
        first = time.perf_counter()
        whole = start + answer.read()
        last = time.perf_counter()
        return answer, whole, 1_000 * (first - started), 1_000 * (last - started)

    def send(self, method, address, body, more):
        self.line.request(method, address, body, {**self.headers, **dict(more)})
        return self.line.getresponse()

    def open(self, page):
        answer, whole, _first, last = self.ask(page.address)
        asked, used = answer.headers.get(TOOK, "0 0").split()
        page.status, page.size = answer.status, len(whole)
        page.statements = min(page.statements or int(asked), int(asked))  # kept things are kept
        page.times.append(last)
        page.used.append(float(used))

    def take(self, address, form=None):
        """Download a file; return its status, seconds to first and last byte, size, if streamed."""
        answer, whole, first, last = self.ask(*(form or (address,)))
        is_streamed = "Content-Length" not in answer.headers
        return answer.status, first / 1_000, last / 1_000, len(whole), is_streamed

    def form(self, address):
        """Return what posts the only form of a page, with the token that it wants."""
        answer, page, _first, _last = self.ask(address)
        cookies = [it.partition(";")[0] for it in answer.headers.get_all("Set-Cookie") or ()]
        more = {
            "Cookie": "; ".join([self.headers["Cookie"], *cookies]),
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "https://bench.example", "Referer": "https://bench.example/",
        }  # fmt: skip
        body = urlencode({"csrfmiddlewaretoken": TOKEN.findall(page)[-1].decode()})
        return address, "POST", body, more


class Walk:
    """A walk through all pages, and what it found."""

    def __init__(self, site, made, say, asks=4):
        self.site, self.made, self.say, self.asks = site, made, say, asks
        self.pages = []

    def run(self):
        """Open each page once, then those that open some times, then slow ones often."""
        for place, there in self.made["places"].items():
            asks_there = self.asks if place == "crowd" else 1  # alone only statements are compared
            for role, asks in there["asks"].items():
                browser = Browser(self.site, there["cookies"][role])
                pages = [
                    Opened(name, role, place, address)
                    for name, address in asks
                    if name not in self.made["files"]
                ]
                for page in pages:
                    browser.open(page)
                    page.times.clear()
                    page.used.clear()
                for _each in range(asks_there):
                    for page in self.opened(pages):
                        browser.open(page)
                for page in self.opened(pages):
                    if place == "crowd" and min(page.times) > SLOW:
                        for _each in range(AGAIN - self.asks):
                            browser.open(page)
                self.pages += pages
                self.say(f"{place}, {role}: {len(self.opened(pages))} of {len(pages)} pages open")

    def opened(self, pages=None):
        pages = self.pages if pages is None else pages
        return [page for page in pages if page.status == HTTPStatus.OK]

    @property
    def wrong(self):
        return [page for page in self.pages if page.status >= HTTPStatus.INTERNAL_SERVER_ERROR]

    @property
    def slow(self):
        return sorted(self.opened(), key=lambda page: -page.p95)

    @property
    def asking(self):
        return sorted(self.opened(), key=lambda page: -page.statements)

    @property
    def growing(self):
        """Return (how many more, page) of those that take more statements in a crowd than alone."""
        alone = {(page.name, page.role): page for page in self.opened() if page.place == "alone"}
        pairs = [
            (page, alone.get((page.name, page.role)))
            for page in self.opened()
            if page.place == "crowd"
        ]
        found = [(page.statements - its.statements, page) for page, its in pairs if its]
        return sorted(((more, page) for more, page in found if more > 0), key=lambda it: -it[0])

    def add_to(self, table):
        opened = self.opened()
        names = {page.name for page in opened}
        slow = [page for page in self.slow if page.place == "crowd"]
        asking, growing = self.asking, self.growing
        late = [f"{page} {page.p95:.0f} ms" for page in once(slow) if page.p95 > MOST_MS]
        much = [
            f"{page} {it}" for page in once(asking) if (it := page.statements) > MOST_STATEMENTS
        ]
        walked = f"{len(names)} pages, {len(opened)} times a role and a place"
        table.add(
            "every page, 95th percentile, one connection", f"<= {MOST_MS} ms", slow[0].p95, "ms",
            most=MOST_MS, note="; ".join([walked, *late]),
        )  # fmt: skip
        table.add(
            "every page: statements", f"<= {MOST_STATEMENTS}", asking[0].statements, "",
            most=MOST_STATEMENTS, note="; ".join(much),
        )  # fmt: skip
        table.add(
            "... in a crowd against alone", "the same", growing[0][0] if growing else 0, "more",
            is_met=not growing,
            note="; ".join(f"{page} +{more}" for more, page in growing[:TOP]),
        )  # fmt: skip
        table.add("every page: 5xx", "0", len(self.wrong), "", most=0,
                  note="; ".join(map(str, self.wrong)))  # fmt: skip
        head = ["95th percentile ms", "least ms", "CPU of Python ms", "statements", "HTML kB"]
        table.more(["the slowest pages", *head], map(cells, once(slow)[:TOP]))
        table.more(["pages with most statements", *head], map(cells, once(asking)[:TOP]))

    def take_files(self, table):
        """Download each file once; then say how large the largest worker is."""
        crowd = self.made["places"]["crowd"]
        lines = []
        for role, label, address in self.made["downloads"]:
            browser = Browser(self.site, crowd["cookies"][role])
            lines.append((label, *browser.take(address)))
        mine = Browser(self.site, self.made["much"])
        lines.append(("my data, 10,000 things", *mine.take("", mine.form(self.made["my_data"]))))
        wrong = [f"{label} {status}" for label, status, *_rest in lines if status != HTTPStatus.OK]
        slowest = min(lines, key=whole)
        table.add("every file", f"<= {MOST_SECONDS} s", slowest[3], "s", most=MOST_SECONDS,
                  note=f"{len(lines)} files; the slowest {slowest[0]}")  # fmt: skip
        table.add("every file: not 200", "0", len(wrong), "", most=0, note="; ".join(wrong))
        table.more(
            ["file", "first byte s", "whole s", "kB", "streamed"],
            [
                (
                    label,
                    f"{first:.2f}",
                    f"{last:.2f}",
                    f"{size / 1000:.0f}",
                    ["no", "yes"][streamed],
                )
                for label, _status, first, last, size, streamed in sorted(lines, key=whole)[:TOP]
            ],
        )
        table.add("memory of a web process after all that", f"<= {MOST_MB} MB", self.site.memory,
                  "MB", most=MOST_MB)  # fmt: skip


def whole(line):
    """Sort files, the slowest first."""
    return -line[3]


def cells(page):
    return (
        f"{page}, {page.place}", f"{page.p95:.0f}", f"{min(page.times):.0f}",
        f"{statistics.median(page.used):.0f}", page.statements, f"{page.size / 1000:.0f}",
    )  # fmt: skip


def once(pages):
    """Return the first pages of a list, each page once: for the role that comes first."""
    found = {}
    for page in pages:
        found.setdefault(page.name, page)
    return list(found.values())
