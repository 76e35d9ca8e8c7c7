"""All tests on both databases, side by side: `python -m tests.run`, which `make test` runs.

There are several passes, and each core takes the next when it is done with one; so the long ones
stand first, and the short ones last. They are heard in that order, each as it goes.

A pass that says nothing for ten minutes hangs (a browser does, once in a hundred starts). It is
killed, says where it stood, and is started again, once. A test that fails is never tried again.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO

PYTEST = [sys.executable, "-m", "pytest", "--quiet", "--durations=10"]
# Coverage is measured on PostgreSQL only: tracing makes a pass half as long again, and a line that
# is reached on the database of production needs no second witness. Nor does one that only a sweep
# over all pages reaches, which asserts about doors and not about what lies behind them.
TRACED = [sys.executable, "-m", "coverage", "run", *PYTEST[1:]]
# One pass migrates, as production does, and so does the demo in tests/test_launch.py, on SQLite.
# The others make the same tables (`make check` says so) from the models.
FROM_MODELS = "--no-migrations"
ON_POSTGRESQL = [sys.executable, "-m", "tests.postgres", "--"]
PASSES = {
    "Tests on PostgreSQL": [
        *(*ON_POSTGRESQL, *TRACED),
        *(FROM_MODELS, "-m", "not e2e and not once and not sweep"),
    ],
    "Browser journeys": [*PYTEST, FROM_MODELS, "-m", "e2e"],
    "Tests on SQLite": [*PYTEST, FROM_MODELS, "-m", "not e2e and not sweep"],
    "Sweeps over all pages, on PostgreSQL": [*ON_POSTGRESQL, *PYTEST, "-m", "sweep"],
}
# pytest rewrites each assert anew for each pass, if Python may not keep what it compiled.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
PATIENCE = 600  # seconds without a word
MOMENT = 0.2  # seconds
RUNNING: set[subprocess.Popen[bytes]] = set()


def main() -> int:
    """Run all passes, as many at a time as there are cores; return 0 if each was good."""
    with contextlib.ExitStack() as at_the_end:
        workers = ThreadPoolExecutor(cores())
        at_the_end.callback(stop, workers)
        passes = []
        for title, command in PASSES.items():
            log = at_the_end.enter_context(tempfile.NamedTemporaryFile(mode="w"))
            heard = at_the_end.enter_context(open(log.name))
            passes.append((workers.submit(run, title, command, log), heard))
        return max(listen(code, heard) for code, heard in passes)


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stop(workers: ThreadPoolExecutor) -> None:
    """End what still runs, which is something only if we were interrupted."""
    workers.shutdown(wait=False, cancel_futures=True)
    for process in [*RUNNING]:
        end(process)


def listen(code: Future[int], heard: IO[str]) -> int:
    """Print what a pass says, as it says it, until it ends; return its exit code."""
    has_ended = False
    while not has_ended:
        has_ended = code.done()
        if not copied(heard, sys.stdout) and not has_ended:
            time.sleep(MOMENT)
    return code.result()


def run(title: str, command: list[str], say: IO[str]) -> int:
    """Run a pass, once more if it hangs; return 0 if it was good, else 1."""
    print(f"== {time.strftime('%T')} {title}", file=say, flush=True)
    code = attempt(command, say)
    if code is None:
        print(f"== {time.strftime('%T')} It hung. Again: {title}", file=say, flush=True)
        code = attempt(command, say)
    return 0 if code == 0 else 1


def attempt(command: list[str], say: IO[str]) -> int | None:
    """Run a pass and print what it says; return its exit code, or None if it hung."""
    with tempfile.TemporaryDirectory(prefix="coprod-") as directory:
        log = Path(directory) / "log"
        with log.open("wb") as output, log.open(errors="replace") as written:
            process = subprocess.Popen(
                command, env=ENVIRONMENT, stdout=output, stderr=output, start_new_session=True
            )
            RUNNING.add(process)
            spoke = time.monotonic()
            while process.poll() is None and time.monotonic() - spoke < PATIENCE:
                if copied(written, say):
                    spoke = time.monotonic()
                time.sleep(MOMENT)
            has_ended = process.poll() is not None
            end(process)
            RUNNING.discard(process)
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
