"""Processes of ours that may be killed: workers, beats, plain senders, web servers."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds that a process may take to end well


@dataclass(frozen=True)
class Command:
    """What to run, and what its environment has besides ours."""

    words: tuple[str, ...]
    extra: dict[str, str] = field(default_factory=dict)


def worker(number):
    return Command(
        (
            *(sys.executable, "-m", "celery", "-A", "tests.faults.worker", "worker", "-c", "1"),
            *("-n", f"sender{number}@%h", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle"),
        )
    )


def beat(directory, number):
    schedule = str(directory / f"beat{number}")
    words = ("-m", "celery", "-A", "tests.faults.worker", "beat", "-s", schedule, "--pidfile", "")
    return Command((sys.executable, *words, "--loglevel", "WARNING"))


def plain(*, wrong_by_hours=0):
    """The sender without Celery: `manage.py send_due --forever`."""
    extra = {"WRONG_BY_HOURS": str(wrong_by_hours)}
    return Command((sys.executable, "-m", "tests.faults.loop"), extra)


def web(port):
    words = ("-m", "gunicorn", "--config", "deploy/gunicorn.py", "tests.faults.web:application")
    return Command((sys.executable, *words), {"BIND": f"127.0.0.1:{port}"})


class Processes:
    """Several, each the leader of its own group. Leaving the `with` kills all of them."""

    def __init__(self, commands, directory):
        self.commands = list(commands)
        self.log = (directory / "processes.log").open("ab")
        self.running = [self._start(command) for command in self.commands]
        self.ending = []
        self.kills = 0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for process in [*self.running, *self.ending]:
            kill(process)
        self.log.close()

    def kill_one(self, chance):
        """Kill one with all its children, or only a child of it; whoever is gone starts again."""
        number = chance.randrange(len(self.running))
        process = self.running[number]
        children = psutil.Process(process.pid).children() if process.poll() is None else []
        if children and chance.random() < 0.5:
            with contextlib.suppress(psutil.NoSuchProcess):
                chance.choice(children).kill()
        else:
            kill(process)
            self.running[number] = self._start(self.commands[number])
        self.kills += 1

    def restart_one(self, number):
        """Ask one to end, as a deployment does, and start its successor at once."""
        self.running[number].send_signal(signal.SIGTERM)
        self.ending.append(self.running[number])
        self.running[number] = self._start(self.commands[number])

    def wait_for_the_ending(self):
        """Wait until all that were asked to end have ended by themselves."""
        for process in self.ending:
            process.wait(PATIENCE)

    def _start(self, command):
        return subprocess.Popen(
            command.words,
            cwd=ROOT,
            env={**os.environ, **command.extra},
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
