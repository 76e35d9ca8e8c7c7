"""A web server as in production, what asks it for pages, and what that costs."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 120  # seconds to start
POLL = 0.02  # seconds
ROW, REST = 400, 480  # bytes of a row of the floor, about; and of what is around the rows


class Site:
    """A gunicorn with the settings of production; `cold` is how long it took to its first page."""

    def __init__(self, application, environment, headers, address):
        self.port = free_port()
        self.headers = headers
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.py"),
                *("--log-level", "error", application),
            ],
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            env={**environment, "BIND": f"127.0.0.1:{self.port}", "WEB_CONCURRENCY": "2"},
        )
        while not self.answers(address):
            assert self.process.poll() is None, application
            assert time.perf_counter() - started < PATIENCE, application
            time.sleep(POLL)
        self.cold = time.perf_counter() - started

    def answers(self, address):
        try:
            return self.get(address)[0] == http.HTTPStatus.OK
        except OSError:
            return False

    def get(self, address, cookie="", more=()):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", address, headers={**self.headers, "Cookie": cookie, **dict(more)})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        return answer.status, body

    def url(self, address):
        return f"http://127.0.0.1:{self.port}{address}"

    @property
    def memory(self):
        """The largest of its workers, in MB."""
        workers = psutil.Process(self.process.pid).children()
        return max(worker.memory_info().rss for worker in workers) / 2**20

    def stop(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def cpu(*roots):
    """Seconds that these processes and all that they started have used."""
    used = 0.0
    for root in roots:
        for process in [psutil.Process(root), *psutil.Process(root).children(recursive=True)]:
            try:
                used += sum(process.cpu_times()[:4])  # and of children that ended
            except psutil.NoSuchProcess:
                continue
    return used


class Load:
    """So many connections that ask for one page again and again, each after its answer."""

    def __init__(self, site, address, cookie, connections):
        self.site, self.address, self.cookie = site, address, cookie
        self.times, self.errors, self.is_over = [], 0, False
        self.threads = [threading.Thread(target=self.ask) for _each in range(connections)]

    def run(self, seconds):
        for thread in self.threads:
            thread.start()
        time.sleep(seconds)
        self.is_over = True
        for thread in self.threads:
            thread.join()
        return self

    def ask(self):
        line = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = {**self.site.headers, "Cookie": self.cookie}
        while not self.is_over:
            started = time.perf_counter()
            try:
                line.request("GET", self.address, headers=headers)
                answer = line.getresponse()
                answer.read()
                self.errors += answer.status != http.HTTPStatus.OK
            except OSError:
                self.errors += 1
                line.close()
            self.times.append(1_000 * (time.perf_counter() - started))
        line.close()

    @property
    def p95(self):
        return statistics.quantiles(self.times, n=20)[-1]


def costs(site, address, cookie, *, seconds, database):
    """Return milliseconds of CPU that a page costs, here and in the database; and any errors."""
    before = cpu(site.process.pid, database)
    load = Load(site, address, cookie, 1).run(seconds)
    used = cpu(site.process.pid, database) - before
    return 1_000 * used / len(load.times), load.errors


def environment(directory, url, **more):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "BENCH_DIRECTORY": str(directory),
        "DATABASE_URL": url,
        **more,
    }


def like(size, rows):
    """Return the floor's address for a page of about so many bytes, with at most so many rows."""
    rows = max(1, min(rows, (size - REST) // ROW))
    return f"/page?rows={rows}&pad={max(0, size - REST - ROW * rows)}"
