"""A real site: its keys are its own, and its settings are what Django's own check asks for."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from coprod.keys import refuse_weak_keys

ROOT = Path(__file__).parent.parent.parent
SITE = "https://coprod.example.org"
SECRET, MASTER = secrets.token_urlsafe(50), base64.b64encode(secrets.token_bytes(32)).decode()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / ".env.example").read_text().splitlines()
    if line and not line.startswith("#")
)


def of_bytes(content):
    return base64.b64encode(content).decode()


def test_a_site_with_keys_of_its_own_starts():
    refuse_weak_keys(SECRET, MASTER, SITE)


@pytest.mark.parametrize(
    ("secret", "master"),
    [
        (EXAMPLE["SECRET_KEY"], MASTER),
        (SECRET, EXAMPLE["MASTER_KEY"]),
        ("short", MASTER),
        ("x" * 60, MASTER),
        (SECRET, of_bytes(secrets.token_bytes(16))),
        (SECRET, of_bytes(bytes(32))),
        (SECRET, "no base64 at all"),
        (SECRET, ""),
    ],
)
def test_a_site_with_known_or_weak_keys_does_not_start(secret, master):
    with pytest.raises(ImproperlyConfigured):
        refuse_weak_keys(secret, master, SITE)


@pytest.mark.parametrize("here", ["http://localhost:8000", "https://coprod.localhost"])
def test_ones_own_machine_starts_with_the_example(here):
    refuse_weak_keys(EXAMPLE["SECRET_KEY"], EXAMPLE["MASTER_KEY"], here)


def started(tmp_path, *command, **changed):
    environment = {
        **EXAMPLE, "PATH": os.environ["PATH"], "BASE_URL": SITE, "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "coprod.example.org", "MASTER_KEY": MASTER, "DATA_DIR": str(tmp_path),
        "KEYS_DIR": str(tmp_path / "keys"), "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        **changed,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_web_server_itself_refuses_keys_of_the_example(tmp_path):
    """It runs no checks: the settings do."""
    finished = started(tmp_path, "-c", "import coprod.wsgi", SECRET_KEY=EXAMPLE["SECRET_KEY"])

    assert finished.returncode != 0
    assert "everybody knows" in finished.stderr


def test_settings_of_a_real_site_pass_the_deployment_check(tmp_path):
    finished = started(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert finished.returncode == 0, finished.stderr
    assert "no issues" in finished.stdout


def test_a_real_site_has_no_debugging_no_demo_and_the_second_factor():
    assert EXAMPLE["DEBUG"] == EXAMPLE["DEMO"] == "False"
    assert EXAMPLE["SECOND_FACTOR_REQUIRED"] == "True"
