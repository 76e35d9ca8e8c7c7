"""A short trial: nobody is forgotten, and nobody gets more copies than there were crashes.

`python -m tests.faults` is the whole of it.
"""

import os
import subprocess
import sys

import pytest

from tests.faults.processes import ROOT


@pytest.mark.postgresql
def test_whatever_dies_people_get_what_they_should():
    try_out("--rows", "60", "--kills", "2", "--run", "kills", "--run", "cancel")


@pytest.mark.once
def test_the_same_without_a_database_server():
    try_out("--sqlite", "--rows", "60", "--kills", "2", "--run", "kills")


def try_out(*arguments):
    own = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TEST_DIRECTORY"}
    finished = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--short", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in own},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr[-3000:]
