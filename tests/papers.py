"""Reads papers in tests: the words of a PDF, as a person sees them."""

import re
import shutil
import subprocess

import pytest


def words_of(content, tmp_path):
    """The words of a PDF, in one line."""
    return " ".join(told(content, tmp_path, "pdftotext", "-layout", "{path}", "-").split())


def pages_of(content, tmp_path):
    """How many pages a PDF has."""
    return int(re.search(r"Pages: +(\d+)", told(content, tmp_path, "pdfinfo", "{path}"))[1])


def told(content, tmp_path, *command):
    """What a program of poppler says of a PDF."""
    if shutil.which("pdftotext") is None:
        pytest.skip("Papers were not read: no pdftotext found (Debian's poppler-utils).")
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    command = [str(path) if part == "{path}" else part for part in command]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def is_tagged(content):
    """Whether a screen reader finds its way."""
    return b"/MarkInfo" in content and b"/StructTreeRoot" in content and b"pdfuaid" in content
