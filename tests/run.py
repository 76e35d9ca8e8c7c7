"""All tests on both databases, side by side: `python -m tests.run`, which `make test` runs.

The first pass speaks as it goes; the second writes into a file, which follows when the first ends.
On a machine with one core they run one after the other.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

PYTEST = ["-m", "pytest", "--quiet"]
# Coverage is measured in the second pass only: tracing makes a pass half as long again, and a line
# that is reached on the database of production needs no second witness.
TRACED = ["-m", "tests.postgres", "--", sys.executable, "-m", "coverage", "run", *PYTEST]
PASSES = {
    "Tests on SQLite": PYTEST,
    "Tests on PostgreSQL (without browser journeys and what brings its own databases)": [
        *TRACED,
        *("-m", "not e2e and not once"),
    ],
}


def main() -> int:
    """Run both passes; return 0 if both were good."""
    run = in_turn if cores() == 1 else side_by_side
    return 1 if any(run(PASSES)) else 0


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_turn(passes: dict[str, list[str]]) -> list[int]:
    codes = []
    for title, arguments in passes.items():
        announce(title)
        codes.append(start(arguments).wait())
    return codes


def side_by_side(passes: dict[str, list[str]]) -> list[int]:
    """Start all at once; print what each says, one after the other."""
    with tempfile.TemporaryDirectory(prefix="coprod-") as directory:
        logs = [Path(directory) / str(number) for number in range(len(passes))]
        running = []
        for log, arguments in zip(logs, passes.values(), strict=True):
            with log.open("wb") as output:
                running.append(start(arguments, output))
        for title, log, process in zip(passes, logs, running, strict=True):
            announce(title)
            follow(process, log)
    return [process.returncode for process in running]


def announce(title: str) -> None:
    print(f"== {title}", flush=True)  # noqa: T201


def start(arguments: list[str], output: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, *arguments], stdout=output, stderr=output)


def follow(process: subprocess.Popen[bytes], log: Path) -> None:
    """Print what a process writes into its log, until it has ended."""
    with log.open(errors="replace") as written:
        while process.poll() is None:
            shutil.copyfileobj(written, sys.stdout)
            sys.stdout.flush()
            time.sleep(0.2)
        shutil.copyfileobj(written, sys.stdout)
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
