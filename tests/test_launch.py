"""`make demo` for real: starts all, serves a page, and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import psutil
import pytest

from demo.launch import free_port
from tests.servers import wait_for

pytestmark = pytest.mark.once  # the demo has a database of its own
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Where the demo keeps its data. It fills it once, and finds it again however it ended."""
    return tmp_path_factory.mktemp("launched") / "demo"


@pytest.fixture
def launch(data):
    """Start the demo. Whatever happens, it ends with the test."""
    started = []

    def start(port):
        process = subprocess.Popen(
            [sys.executable, "-m", "demo.launch"],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PORT": str(port),
                "DATA_DIR": str(data),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait_for_address(process):
    for line in process.stdout:
        if "coprod runs at" in line:
            return line.split()[3]
    pytest.fail(f"The demo ended with {process.wait()}.")


def runs(process):
    """Dead but not yet reaped by whoever inherited it does not count."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def test_demo_serves_a_page_leaves_nothing_behind_and_keeps_its_data(launch, data):
    kept = [data / name for name in ("keys.env", "coprod.sqlite3")]
    states = []

    for sign in (signal.SIGINT, signal.SIGTERM):
        demo = launch(free_port())
        address = wait_for_address(demo)
        children = psutil.Process(demo.pid).children(recursive=True)
        assert len(children) > 4  # Valkey, mail server, worker, web server, and what those start
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
        states.append([path.stat().st_ino for path in kept])

        demo.send_signal(sign)

        assert demo.wait(30) == 0
        assert [child for child in children if runs(child)] == []

    assert states[0] == states[1]
    assert kept[0].stat().st_mode & 0o777 == 0o600


def test_demo_killed_outright_takes_its_children_along(launch):
    demo = launch(free_port())
    wait_for_address(demo)
    children = psutil.Process(demo.pid).children(recursive=True)

    demo.kill()

    wait_for(lambda: not any(map(runs, children)), "the children to end")


def test_demo_ends_when_a_part_of_it_dies(launch):
    demo = launch(free_port())
    wait_for_address(demo)
    children = psutil.Process(demo.pid).children()
    valkey = next(child for child in children if child.name() == "valkey-server")

    valkey.kill()

    output, _ = demo.communicate(timeout=30)
    assert demo.returncode == 1
    assert "The Valkey stopped by itself" in output


@pytest.mark.parametrize(
    ("port", "sentence"),
    [("eight", "PORT must be a number"), ("0", "PORT must be a number"), (None, "is in use")],
)
def test_port_that_cannot_be_served_is_one_clear_sentence(launch, port, sentence):
    with socket.create_server(("127.0.0.1", 0)) as other:
        demo = launch(port or other.getsockname()[1])
        output, _ = demo.communicate(timeout=30)

    assert demo.returncode == 1
    assert sentence in output
    assert len(output.strip().splitlines()) == 1
