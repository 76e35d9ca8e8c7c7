"""All tests on both databases, side by side: `python -m tests.run`, which `make test` runs.

There are two lanes. The first speaks as it goes; the second writes into a file, which follows when
the first ends. On a machine with one core they run one after the other.

A pass that says nothing for ten minutes hangs (a browser does, once in a hundred starts). It is
killed, says where it stood, and is started again, once. A test that fails is never tried again.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

PYTEST = [sys.executable, "-m", "pytest", "--quiet", "--durations=10"]
# Coverage is measured on PostgreSQL only: tracing makes a pass half as long again, and a line that
# is reached on the database of production needs no second witness.
TRACED = [sys.executable, "-m", "coverage", "run", *PYTEST[1:]]
LANES = [
    {
        "Tests on SQLite": [*PYTEST, "-m", "not e2e"],
        "Browser journeys": [*PYTEST, "-m", "e2e"],
    },
    {
        "Tests on PostgreSQL": [
            *(sys.executable, "-m", "tests.postgres", "--"),
            *TRACED,
            *("-m", "not e2e and not once"),
        ]
    },
]
PATIENCE = 600  # seconds without a word
MOMENT = 0.2  # seconds


def main() -> int:
    """Run all lanes; return 0 if every pass was good."""
    codes = [run(lane, sys.stdout) for lane in LANES] if cores() == 1 else side_by_side()
    return 1 if any(codes) else 0


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side() -> list[int]:
    """Run all lanes but the first in processes of their own; print what each says in turn."""
    with contextlib.ExitStack() as at_the_end:
        logs = [
            at_the_end.enter_context(tempfile.NamedTemporaryFile(mode="w+")) for _lane in LANES[1:]
        ]
        others = []
        for lane, log in zip(LANES[1:], logs, strict=True):
            if (pid := os.fork()) == 0:
                os._exit(run(lane, log))
            others.append(pid)
        codes = [run(LANES[0], sys.stdout)]
        for pid, log in zip(others, logs, strict=True):
            codes.append(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            log.seek(0)
            shutil.copyfileobj(log, sys.stdout)
    return codes


def run(lane: dict[str, list[str]], say: IO[str]) -> int:
    """Run passes one after the other, each once more if it hangs; return the worst exit code."""
    worst = 0
    for title, command in lane.items():
        print(f"== {time.strftime('%T')} {title}", file=say, flush=True)
        code = attempt(command, say)
        if code is None:
            print(f"== {time.strftime('%T')} It hung. Again: {title}", file=say, flush=True)
            code = attempt(command, say)
        worst = max(worst, 1 if code is None else abs(code))
    return min(worst, 1)


def attempt(command: list[str], say: IO[str]) -> int | None:
    """Run a pass and print what it says; return its exit code, or None if it hung."""
    with tempfile.TemporaryDirectory(prefix="coprod-") as directory:
        log = Path(directory) / "log"
        with log.open("wb") as output, log.open(errors="replace") as written:
            process = subprocess.Popen(
                command, stdout=output, stderr=output, start_new_session=True
            )
            spoke = time.monotonic()
            while process.poll() is None and time.monotonic() - spoke < PATIENCE:
                if copied(written, say):
                    spoke = time.monotonic()
                time.sleep(MOMENT)
            has_ended = process.poll() is not None
            end(process)
            copied(written, say)
    return process.returncode if has_ended else None


def copied(written: IO[str], say: IO[str]) -> int:
    words = written.read()
    say.write(words)
    say.flush()
    return len(words)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all it started. Asked to abort, Python says first where it stands."""
    for sign in (signal.SIGABRT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10 * MOMENT)


if __name__ == "__main__":
    sys.exit(main())
