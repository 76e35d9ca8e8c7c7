"""A whole site for long trials: PostgreSQL, Valkey, mail server, web server, workers, all real."""

import logging
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parent.parent.parent
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def say(what):
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)  # noqa: T201


class Site:
    """Everything that runs, each process the leader of its own group."""

    def __init__(self, stack: ExitStack, **environment):
        from tests import postgres  # noqa: PLC0415
        from tests.faults.sink import Sink  # noqa: PLC0415
        from tests.servers import Valkey  # noqa: PLC0415

        directory = tempfile.TemporaryDirectory(prefix="s-", dir="/tmp")  # short: it names a socket
        self.directory = Path(stack.enter_context(directory))
        self.sink = stack.enter_context(Sink(self.directory, delay=0.01).serving())
        self.valkey = Valkey(self.directory)
        self.valkey.start()
        stack.callback(self.valkey.stop)
        self.postgres = stack.enter_context(postgres.running(options="-c shared_buffers=256MB"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "tests.operating.running_settings",
                "DATABASE_URL": self.postgres.url,
                "TEST_REDIS_URL": self.valkey.url,
                "TEST_EMAIL_PORT": str(self.sink.port),
                "TEST_DIRECTORY": str(self.directory),
                "BIND": self.address,
                "TRIAL_DIRECTORY": str(self.directory),
                "FAULTS_PACE": "1",
                "FAULTS_LEASES": "production",
                **environment,
            }
        )
        import django  # noqa: PLC0415
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        for noisy in ("httpx", "mail.log"):
            logging.getLogger(noisy).setLevel(logging.WARNING)
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        self.processes = {}
        self.kills = Counter()
        stack.callback(self.end_all)

    def start(self, name, *command, **extra):
        with (self.directory / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**os.environ, **extra},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_web(self):
        self.start("web", "gunicorn", "--config", "deploy/gunicorn.py", "coprod.wsgi")
        self.wait_until(self.answers, "the web server")

    def start_worker(self, name="worker"):
        options = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
        beat = ("-B", "-s", str(self.directory / f"{name}-beat"))
        self.start(
            name,
            *("celery", "-A", "coprod", "worker", "-c", "1", "-n", f"{name}@%h", *beat, *options),
        )

    def errors(self, name):
        """Return what a process wrote down about errors, with where they happened."""
        lines = (self.directory / f"{name}.log").read_text(errors="replace").splitlines()
        return [line for line in lines if "ERROR" in line or ".py:" in line]

    def answers(self):
        try:
            return httpx.get(f"http://{self.address}/health/").status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def children(self, name):
        """Return the processes that one started: the web server's own workers, a worker's pool."""
        import psutil  # noqa: PLC0415

        return psutil.Process(self.processes[name].pid).children(recursive=True)

    def reload_web(self):
        """Let new web processes take over with the present settings; wait until they do."""
        before = {child.pid for child in self.children("web")}
        self.processes["web"].send_signal(signal.SIGHUP)
        self.wait_until(
            lambda: (now := {child.pid for child in self.children("web")}) and not now & before,
            "new web processes",
        )

    def kill(self, name):
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()
        self.kills[name] += 1

    def end_all(self):
        for name in self.processes:
            self.kill(name)

    def wait_until(self, condition, what, seconds=120):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"Waited {seconds} s for {what}.")
            time.sleep(0.1)

    def browser(self, person):
        """Return somebody who is signed in, with their journal open."""
        from django.test import Client  # noqa: PLC0415

        from tests.reflections.journals import open_journal  # noqa: PLC0415

        client = Client()
        client.force_login(person)
        open_journal(client, person)
        return Browser(self.address, {key: it.value for key, it in client.cookies.items()})


class Browser:
    """One person at the site, who sends forms as a browser does."""

    def __init__(self, address, cookies):
        self.client = httpx.Client(
            base_url=f"http://{address}",
            cookies=cookies,
            timeout=60,
            limits=httpx.Limits(max_keepalive_connections=0),  # a new line each, as many people
        )

    def get(self, path):
        return self.client.get(path, follow_redirects=True)

    def post(self, path, data, *, form):
        """Open the page with the form, then send it."""
        page = self.get(form)
        found = TOKEN.search(page.text)
        if found is None:
            return page
        data = {"csrfmiddlewaretoken": found.group(1), **data}
        return self.client.post(path, data=data, follow_redirects=True)


@dataclass(frozen=True)
class Asked:
    """One request or form: what it was, when, how long, and what came."""

    what: str
    at: float
    seconds: float
    status: int
    problem: str = ""


class Load:
    """People who do things at random, as many a second as told."""

    def __init__(self, doings, *, a_second, threads=10):
        self.doings, self.pause, self.threads = doings, threads / a_second, threads
        self.asked: list[Asked] = []
        self.is_over = threading.Event()

    @contextmanager
    def running(self):
        started = [threading.Thread(target=self._work, daemon=True) for _ in range(self.threads)]
        for thread in started:
            thread.start()
        try:
            yield self
        finally:
            self.is_over.set()
            for thread in started:
                thread.join(90)

    def _work(self):
        time.sleep(random.random() * self.pause)
        while not self.is_over.is_set():
            begun = time.monotonic()
            self.asked.append(self._do(begun))
            rest = self.pause * random.uniform(0.5, 1.5) - (time.monotonic() - begun)
            self.is_over.wait(max(0, rest))

    def _do(self, begun):
        doing = random.choice(self.doings)
        try:
            status, problem = doing()
        except httpx.HTTPError as error:
            status, problem = 0, repr(error)
        return Asked(doing.__name__, begun, time.monotonic() - begun, status, problem)

    def bad(self):
        """Return what failed: nothing came, the server broke, or not what should have."""
        return [it for it in self.asked if it.status == 0 or it.status >= 500 or it.problem]

    def line(self):
        took = sorted(it.seconds for it in self.asked)
        statuses = dict(sorted(Counter(it.status for it in self.asked).items()))
        middle, high = took[len(took) // 2], took[int(len(took) * 0.95)]
        return (
            f"{len(took)} requests, statuses {statuses}, median {middle * 1000:.0f} ms, "
            f"95 % {high * 1000:.0f} ms, longest {took[-1] * 1000:.0f} ms, failed {len(self.bad())}"
        )
