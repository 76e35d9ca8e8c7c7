"""A short fault run: nobody is forgotten, and nobody gets more copies than there were crashes."""

import os
import subprocess
import sys

import pytest

from tests.faults.sender import ROOT


@pytest.mark.postgresql
def test_nothing_is_lost_and_little_is_repeated():
    run(["--rows", "90", "--kills", "2"])


def test_the_same_without_a_database_server():
    run(["--rows", "60", "--kills", "2", "--run", "kills", "--run", "cancel", "--sqlite"])


def run(arguments):
    own = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "TEST_DIRECTORY"}
    finished = subprocess.run(
        [sys.executable, "-m", "tests.faults.sender", *arguments],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in own},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr[-3000:]
